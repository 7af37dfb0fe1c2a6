"""`python -m demandes.tables [README]`: who files what with which pieces, from the code, between markers."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.pieces import Piece
from contracts.vocabulary.roles import Role
from demandes.domain.conditions import FACULTATIVE, TOUJOURS, Condition
from demandes.domain.motifs import COMMUNES, DOCUMENTS_RESERVES, MOTIFS, Regle
from demandes.domain.pieces import PIECES, conditions

README = Path(__file__).parents[2] / "README.md"
BETWEEN = re.compile(r"(?<=<!-- motifs : début -->\n).*(?=<!-- motifs : fin -->)", re.DOTALL)


def tables() -> str:
    """What stands between the markers: a line for each motif, then for each piece when it is asked for."""
    return "\n".join([*_motifs(), "", *_pieces(), ""])


def _motifs() -> Iterator[str]:
    yield "| code | motif | dépose | ses pièces | documents | fin | source |"
    yield "|---|---|---|---|---|---|---|"
    for motif, regle in MOTIFS.items():
        documents = ", ".join(map(_document, regle.documents))
        yield (
            f"| {motif} | {motif.libelle} | {_deposants(regle)} | {_siennes(motif)} | {documents} "
            f"| {regle.statut_final.libelle} | {regle.sources} |"
        )


def _deposants(regle: Regle) -> str:
    return ", ".join(role.libelle for role in Role if role in regle.deposants)


def _document(document: Document) -> str:
    reserve = DOCUMENTS_RESERVES.get(document)
    return f"{document.libelle} (catégorie {', '.join(sorted(reserve))})" if reserve else document.libelle


def _siennes(motif: Motif) -> str:
    """Beside those that every motif asks for: always plain, by condition in italics, free ones left out."""
    return ", ".join(
        piece.libelle if condition is TOUJOURS else f"*{piece.libelle}*"
        for piece, condition in conditions(motif)
        if piece not in COMMUNES and condition is not FACULTATIVE
    )


def _pieces() -> Iterator[str]:
    yield "| pièce | demandée | motifs | pages | source |"
    yield "|---|---|---|---|---|"
    for piece, regle in PIECES.items():
        for condition, motifs in _par_condition(piece):
            yield f"| {piece.libelle} | {condition.libelle} | {_liste(motifs)} | {regle.pages_max} | {regle.source} |"


def _par_condition(piece: Piece) -> list[tuple[Condition, list[Motif]]]:
    """The motifs that ask for it, together where they ask on the same condition."""
    par: dict[Condition, list[Motif]] = {}
    for motif, regle in MOTIFS.items():
        if piece in regle.pieces:
            par.setdefault(regle.pieces[piece], []).append(motif)
    return list(par.items())


def _liste(motifs: Sequence[Motif]) -> str:
    return "tous" if len(motifs) == len(MOTIFS) else ", ".join(motifs)


def main(readme: Path = README) -> int:
    text = readme.read_text()
    readme.write_text(BETWEEN.sub(lambda _: tables(), text))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
