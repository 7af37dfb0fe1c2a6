"""The fields of a 2D-Doc that are held against a demande: holder, address and day of a bill, holder of a card."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from contracts.deux_d_doc import Code
from contracts.events.parts import Adresse, EtatCivil
from ctn_verification.domain.lecture.gabarits import Format
from ctn_verification.domain.lecture.mrz import relire
from ctn_verification.domain.lecture.noms import plier
from ctn_verification.domain.lecture.saisie import Saisie
from ctn_verification.domain.lecture.titre import Titre, mois_avant, titre_de
from ctn_verification.domain.regles.lecture import FISCAUX, MOIS_DU_JUSTIFICATIF, Critere

Vu = tuple[str, str, str | None, bool | None]
"""Field, as read, as entered, whether they agree."""

NOMS = ("10", "12", "13", "1I", "1K", "1L", "14", "16", "17", "1M", "1O", "1P", "46", "48", "4N")
"""Where the code may name whom the bill is for, who shares it, who gets it, who declares."""

VOIES = {
    "AV": "AVENUE",
    "AVE": "AVENUE",
    "BD": "BOULEVARD",
    "BLD": "BOULEVARD",
    "BVD": "BOULEVARD",
    "CHE": "CHEMIN",
    "CH": "CHEMIN",
    "IMP": "IMPASSE",
    "PL": "PLACE",
    "RTE": "ROUTE",
    "R": "RUE",
    "SQ": "SQUARE",
    "ALL": "ALLEE",
    "FG": "FAUBOURG",
    "ST": "SAINT",
    "STE": "SAINTE",
    "RES": "RESIDENCE",
    "APT": "APPARTEMENT",
    "APPT": "APPARTEMENT",
    "BAT": "BATIMENT",
    "GAL": "GENERAL",
    "DR": "DOCTEUR",
}
"""Usual short forms of an address line (NF Z 10-011)."""
OUTILS = frozenset({"DE", "DU", "DES", "LA", "LE", "LES", "L", "D", "ET"})


@dataclass(frozen=True)
class Justificatif:
    type: str
    champs: tuple[Vu, ...] = field(repr=False)
    criteres: tuple[Critere, ...]


def comparer_justificatif(code: Code, saisie: Saisie, le: date) -> Justificatif:
    noms = " / ".join(valeur for id in NOMS if (valeur := code.get(id)))
    personne, adresse = saisie.etat_civil, saisie.adresse
    champs: list[Vu] = []
    criteres: list[Critere] = []
    if noms:
        egal = None if personne is None else _est_nomme(noms, personne)
        champs.append(("titulaire", noms, personne.nom_naissance if personne else None, egal))
        criteres += [Critere.TITULAIRE] if egal is False else []
    lue = _adresse(code)
    if lue:
        egal = None if adresse is None else _meme_adresse(code, lue, adresse)
        champs.append(("adresse", lue, _ecrite(adresse), egal))
        criteres += [Critere.ADRESSE] if egal is False else []
    emis = code.entete.emission or code.entete.signature
    if emis is not None:
        recent = emis >= mois_avant(le, MOIS_DU_JUSTIFICATIF)
        champs.append(("date", emis.isoformat(), None, recent))
        fiscal = code.entete.type in FISCAUX
        criteres += [] if recent else [Critere.TROP_ANCIEN_FISCAL if fiscal else Critere.TROP_ANCIEN]
    return Justificatif(code.entete.type, tuple(champs), tuple(criteres))


def identite_du_code(code: Code, le: date) -> Titre | None:
    """The holder that an identity card's code names; None for a code of another kind."""
    mrz = relire("\n".join(_lignes(code.get("6F") or "")))
    if mrz is not None and mrz.juste:
        return titre_de(mrz, le)
    nom, ne_le = code.get("62"), code.jour("69")
    if nom is None or ne_le is None:
        return None
    prenoms = re.split(r"[/ ,]+", code.get("60") or code.get("61") or "")
    return Titre(
        format=Format.CARTE,
        etat="FRA",
        genre="ID",
        nom=plier(nom)[0],
        nom_coupe=_tronque(code, "62"),
        prenoms=tuple(plie for prenom in prenoms if (plie := plier(prenom)[0])),
        prenoms_coupes=_tronque(code, "60"),
        naissance=f"{ne_le:%y%m%d}",
        sexe=code.get("68") or "",
        expire_le=None,
    )


def _tronque(code: Code, id: str) -> bool:
    return any(donnee.tronquee for donnee in code.donnees if donnee.id == id)


def _lignes(zone: str) -> Iterator[str]:
    """A zone in one piece: two or three lines, by its length."""
    longueur = {72: 36, 88: 44, 90: 30}.get(len(zone), len(zone) or 1)
    for debut in range(0, len(zone), longueur):
        yield zone[debut : debut + longueur]


def _est_nomme(noms: str, personne: EtatCivil) -> bool:
    """One of the person's surnames stands among the names of the code: bills shorten given names as they like."""
    lettres = {plie for mot in re.split(r"[/ ]+", noms) for plie in plier(mot)}
    entier = plier(noms)[0]
    return any(
        facon in entier or facon in lettres
        for nom in (personne.nom_naissance, personne.nom_usage)
        if nom
        for facon in plier(nom)
    )


def _adresse(code: Code) -> str:
    """Of the point of service; failing that, of whom the bill goes to, or the declared home."""
    for champs in (
        ("20", "21", "22", "23", "24", "25"),
        ("27", "28", "29", "2A", "2B", "2C"),
        ("4Y", "4O", "4P", "4Q"),
    ):
        parties = [valeur for id in champs if (valeur := code.get(id))]
        if parties:
            return " ".join(parties)
    return ""


def _meme_adresse(code: Code, lue: str, adresse: Adresse) -> bool:
    """The same postal code and, of the line with the street, the number and nearly all words."""
    mots = _mots(lue)
    if adresse.code_postal not in mots:
        return False
    voie = _mots(adresse.lignes[-1]) if adresse.lignes else frozenset()
    numeros = {mot for mot in voie if mot.isdigit()}
    noms = {mot for mot in voie if not mot.isdigit() and len(mot) > 1}
    return numeros <= mots and len(noms - mots) <= len(noms) // 3


def _ecrite(adresse: Adresse | None) -> str | None:
    return None if adresse is None else " ".join((*adresse.lignes, adresse.code_postal, adresse.commune))


def _mots(texte: str) -> frozenset[str]:
    nu = "".join(signe for signe in unicodedata.normalize("NFKD", texte).upper() if not unicodedata.combining(signe))
    mots = re.findall(r"[0-9]+|[A-Z]+", nu.replace("Œ", "OE"))
    return frozenset(VOIES.get(mot, mot) for mot in mots if mot not in OUTILS)
