"""From measures to a verdict: pure functions over the table of `regles`."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from contracts.events.parts import CauseRejet, Zone
from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure, Mesures
from ctn_verification.domain.regles import MOTEUR, REGLES, Regle, Sens
from ctn_verification.domain.releve import Cadre, Releve

EN_POURCENT = frozenset(
    {
        Mesure.PART_ECRITE,
        Mesure.REFLET,
        Mesure.OMBRE,
        Mesure.PART_BRULEE,
        Mesure.PART_BOUCHEE,
        Mesure.PART_ENCREE,
        Mesure.ENCRE_AU_BORD,
        Mesure.TETE,
        Mesure.HAUT_TOUCHE,
        Mesure.REFLET_YEUX,
        Mesure.YEUX_ROUGES,
        Mesure.FOND_VU,
        Mesure.LUMIERE_COTES,
        Mesure.VISAGE_BRULE,
        Mesure.PLATITUDE,
        Mesure.TONS,
        Mesure.MORCEAUX_LOIN,
        Mesure.REGLE,
        Mesure.TRAIT,
        Mesure.DEMI_TEINTES,
        Mesure.ETENDUE,
    }
)
AU_DIXIEME = frozenset(
    {
        Mesure.HAUTEUR_TEXTE,
        Mesure.LETTRES_COUPEES,
        Mesure.MARCHES,
        Mesure.FUITE,
        Mesure.PLACE_X,
        Mesure.PLACE_Y,
    }
)
AU_CENTIEME = frozenset({Mesure.SYMETRIE, Mesure.OUVERTURE_YEUX})


class Controle(StrEnum):
    """What a check says, from good to bad."""

    CONFORME = "conforme"
    A_VERIFIER = "a_verifier"
    NON_CONFORME = "non_conforme"


GRAVITE = {controle: rang for rang, controle in enumerate(Controle)}


@dataclass(frozen=True)
class Verdict:
    """On one file: the worst of its images, and why, in the order of the pages."""

    controle: Controle
    causes: tuple[CauseRejet, ...] = ()
    releves: tuple[Releve, ...] = ()
    moteur: str = MOTEUR


class Constat(NamedTuple):
    controle: Controle
    regle: Regle
    valeur: float


def juger(tache: str, images: Sequence[Releve]) -> Verdict:
    """The verdict on the images of one file, looked at as `document`, `photo` or `signature`."""
    par_image = [constater(REGLES[tache], image.mesures) for image in images]
    causes = [
        cause_de(constat, image, page, len(images))
        for page, (image, constats) in enumerate(zip(images, par_image, strict=True), 1)
        for constat in constats
    ]
    controle = pire(constat.controle for constats in par_image for constat in constats)
    return Verdict(controle, tuple(causes), tuple(images))


def refuser(cause: Cause, libelle: str = "", remede: str = "") -> Verdict:
    """The bytes never became an image; in other words than the vocabulary's where these do not fit."""
    rejet = CauseRejet(code=cause, cause=libelle or cause.libelle, remede=remede or cause.remede)
    return Verdict(Controle.NON_CONFORME, (rejet,))


def douter(constat: str) -> Verdict:
    """The engine cannot tell: an agent will look."""
    rejet = CauseRejet(
        code=Cause.FICHIER_ILLISIBLE,
        cause=f"Le contrôle automatique n'a pas abouti : {constat}.",
        remede="Un agent vérifiera l'image ; vous pouvez aussi joindre une nouvelle numérisation.",
    )
    return Verdict(Controle.A_VERIFIER, (rejet,))


def constater(regles: Iterable[Regle], mesures: Mesures) -> list[Constat]:
    """What is not good, in the order of the table; a measure that this image does not have is not held against it."""
    constats: dict[Cause, Constat] = {}
    for regle in regles:
        masquee = any(
            cause in constats and constats[cause].controle is Controle.NON_CONFORME for cause in regle.masquee_par
        )
        if regle.mesure not in mesures or masquee:
            continue
        constat = Constat(comparer(regle, mesures[regle.mesure]), regle, mesures[regle.mesure])
        avant = constats.get(regle.cause)
        if GRAVITE[constat.controle] > GRAVITE[avant.controle if avant else Controle.CONFORME]:
            constats[regle.cause] = constat
    return list(constats.values())


def comparer(regle: Regle, valeur: float) -> Controle:
    """Where the value stands; the threshold itself is still good, and what is no number is a doubt."""
    sens = 1.0 if regle.sens is Sens.AU_MOINS else -1.0
    if sens * valeur >= sens * regle.admis:
        return Controle.CONFORME
    if regle.refus is not None and sens * valeur < sens * regle.refus:
        return Controle.NON_CONFORME
    return Controle.A_VERIFIER


def cause_de(constat: Constat, image: Releve, page: int, pages: int) -> CauseRejet:
    """As it is shown: the cause with the measured figure, the remedy, the places on the page."""
    regle = constat.regle
    nombres = {
        "valeur": _nombre(regle.mesure, constat.valeur),
        "admis": _nombre(regle.mesure, regle.admis),
        "facteur": _facteur(constat.valeur, regle.admis),
        "taille": _nombre(regle.mesure, abs(constat.valeur)),
        "ecart": _nombre(regle.mesure, abs(constat.valeur - (regle.admis if regle.norme is None else regle.norme))),
    }
    figure = regle.constat.format_map(nombres)
    libelle = (regle.libelle or regle.cause.libelle).rstrip(".")
    lieu = "" if pages == 1 else f"Page {page} : "
    return CauseRejet(
        code=regle.cause,
        cause=f"{lieu}{libelle} ({figure}).",
        remede=regle.remede.format_map(nombres) or regle.cause.remede,
        zones=tuple(zone_de(cadre, page) for cadre in image.zones.get(regle.mesure, ())),
    )


def zone_de(cadre: Cadre, page: int) -> Zone:
    return Zone(page=page, x=cadre.x, y=cadre.y, largeur=cadre.largeur, hauteur=cadre.hauteur)


def pire(controles: Iterable[Controle]) -> Controle:
    return max(controles, key=GRAVITE.__getitem__, default=Controle.CONFORME)


def _facteur(valeur: float, admis: float) -> str:
    """How many times more it takes, never less than it takes."""
    petit, grand = sorted((abs(valeur), abs(admis)))
    return f"{math.ceil(10 * grand / max(petit, 0.01 * grand, 1e-9)) / 10:.1f}".replace(".", ",")


def _nombre(mesure: Mesure, valeur: float) -> str:
    if mesure in EN_POURCENT:
        return f"{valeur * 100:.1f} %".replace(".", ",")
    if mesure in AU_DIXIEME:
        return f"{valeur:.1f}".replace(".", ",")
    if mesure in AU_CENTIEME:
        return f"{valeur:.2f}".replace(".", ",")
    if mesure is Mesure.PROPORTIONS:
        return f"{valeur:.3f}".replace(".", ",")
    return f"{valeur:.0f}"
