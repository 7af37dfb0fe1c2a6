"""`python -m demandes.etats [README]`: the machine of a demande drawn from the tables of the code, between markers."""

import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from contracts.vocabulary.statuts import Statut
from demandes.domain.delais import DELAIS
from demandes.domain.positions import POSITIONS, TITRE_A_PRODUIRE
from demandes.domain.statuts import ETAPES_DU_TITRE, TERMINES, TRANSITIONS, VOIE_DU_TITRE, Acte

README = Path(__file__).parents[2] / "README.md"
BETWEEN = re.compile(r"(?<=<!-- états : début -->\n).*(?=<!-- états : fin -->)", re.DOTALL)
DU_TITRE = frozenset(ETAPES_DU_TITRE.values())


def dessin() -> str:
    """What stands between the markers: a Mermaid picture, then who holds each status and how long."""
    return "\n".join(["```mermaid", *_machine(), "```", "", *_tableau(), ""])


def _machine() -> Iterator[str]:
    yield "stateDiagram-v2"
    for statut in Statut:
        yield f"    {statut} : {statut.libelle}"
    yield f"    [*] --> {Statut.BROUILLON} : {Acte.OUVRIR}"
    for (de, vers), actes in sorted(_fleches().items()):
        yield f"    {de} --> {vers} : {', '.join(actes)}"
    for statut in Statut:
        if statut in TERMINES:
            yield f"    {statut} --> [*]"
    yield f"    {Statut.ACCEPTEE} --> [*] : inscription"


def _fleches() -> dict[tuple[Statut, Statut], list[str]]:
    """The acts that change the status; of the card its usual way, though a step may be left out."""
    fleches: dict[tuple[Statut, Statut], list[str]] = {}
    for (de, acte), vers in TRANSITIONS.items():
        if de is not vers and (acte not in DU_TITRE or vers in VOIE_DU_TITRE[de]):
            fleches.setdefault((de, vers), []).append(acte.value)
    return fleches


def _tableau() -> Iterator[str]:
    yield "| statut | libellé | chez qui | délai | rappels | source |"
    yield "|---|---|---|---|---|---|"
    for statut in Statut:
        chez = POSITIONS[statut].detenteur.libelle
        if statut is Statut.ACCEPTEE:
            chez += f" ; pour un titre, {TITRE_A_PRODUIRE.detenteur.libelle}"
        yield f"| {statut} | {statut.libelle} | {chez} | {' | '.join(_delai(statut))} |"


def _delai(statut: Statut) -> tuple[str, str, str]:
    if (delai := DELAIS.get(statut)) is None:
        return "", "", ""
    fin = "puis expirée" if delai.expire else "fixé par qui garde le titre"
    return f"{delai.duree.days} jours, {fin}", ", ".join(map(_rappel, delai.rappels)), delai.source


def _rappel(rappel: timedelta) -> str:
    return f"jour {rappel.days}" if rappel > timedelta() else f"{-rappel.days} jours avant la fin"


def main(readme: Path = README) -> int:
    text = readme.read_text()
    readme.write_text(BETWEEN.sub(lambda _: dessin(), text))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
