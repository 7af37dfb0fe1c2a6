"""The text of a Datamatrix taken apart. Whatever is typed or scanned gives a code or `Illisible`, at a bounded cost."""

import re
from base64 import b32decode
from datetime import date, timedelta
from itertools import takewhile

from contracts.deux_d_doc.champs import Champ, champ
from contracts.deux_d_doc.code import EPOQUE, Code, Donnee, Entete
from contracts.deux_d_doc.refus import Illisible

GS, RS, US = "\x1d", "\x1e", "\x1f"
TEXTE_MAX = 3116
"""Characters: no Datamatrix ECC 200 holds more, digits included."""

ABSENTE = "FFFF"
LONGUEURS = {1: 22, 2: 22, 3: 24, 4: 26}
"""Of the header, for each version."""

# What scanners that type put in place of the control characters.
NOTATIONS = {"<GS>": GS, "<RS>": RS, "<US>": US, "␝": GS, "␞": RS, "␟": US}
ENTETE = re.compile(
    r"DC(?P<version>0[1-4])(?P<ac>[A-Z0-9]{4})(?P<certificat>[A-Z0-9]{4})"
    r"(?P<emission>[0-9A-F]{4})(?P<signature>[0-9A-F]{4})(?P<type>[A-Z0-9]{2})"
)
SUITE = re.compile(r"(?P<perimetre>[A-Z0-9]{2})(?P<pays>[A-Z]{2})?")


def saisi(texte: str) -> str:
    """What a person typed or a scanner sent, with its control characters as they stand in the code."""
    for notation, caractere in NOTATIONS.items():
        texte = texte.replace(notation, caractere)
    return texte.strip(" \t\r\n")


def lire(texte: str) -> Code:
    """Header, fields and signature. Raises Illisible; whether it is genuine is `verifier`'s question."""
    if len(texte) > TEXTE_MAX:
        raise Illisible("Ce texte est plus long qu'aucun code.")
    if not texte.isascii():
        raise Illisible("Un 2D-Doc ne contient que des caractères simples, sans accents.")
    signe, separateur, signature = texte.partition(US)
    if not separateur:
        raise Illisible("La signature manque : le séparateur (US) n'a pas été trouvé.")
    entete, longueur = _entete(signe)
    return Code(entete, _donnees(signe[longueur:]), signe.encode("ascii"), _signature(signature))


def _entete(texte: str) -> tuple[Entete, int]:
    debut = ENTETE.match(texte)
    if debut is None:
        raise Illisible("L'en-tête n'est pas celui d'un 2D-Doc (DC, version 01 à 04, autorité, certificat, dates).")
    version = int(debut["version"])
    longueur = LONGUEURS[version]
    suite = SUITE.fullmatch(texte, 22, longueur) if version > 2 else None
    if version > 2 and (suite is None or (version == 4 and suite["pays"] is None)):
        raise Illisible("L'en-tête est coupé.")
    return Entete(
        version=version,
        ac=debut["ac"],
        certificat=debut["certificat"],
        emission=_jour(debut["emission"]),
        signature=_jour(debut["signature"]),
        type=debut["type"],
        perimetre=suite["perimetre"] if suite else "01",
        pays=(suite["pays"] if suite else None) or "FR",
    ), longueur


def _jour(chiffres: str) -> date | None:
    return None if chiffres == ABSENTE else EPOQUE + timedelta(days=int(chiffres, 16))


def _donnees(texte: str) -> tuple[Donnee, ...]:
    donnees = []
    debut = 0
    while debut < len(texte):
        id = texte[debut : debut + 2]
        if not re.fullmatch(r"[0-9A-Z]{2}", id):
            raise Illisible("Une donnée n'a pas d'identifiant : le code est coupé ou mal lu.")
        valeur = _valeur(champ(id), texte, debut + 2)
        debut += 2 + len(valeur)
        fin = texte[debut : debut + 1]
        debut += fin in (GS, RS)
        donnees.append(Donnee(id, valeur, tronquee=fin == RS))
    return tuple(donnees)


def _valeur(champ: Champ, texte: str, debut: int) -> str:
    """Up to its end mark, or to its greatest length, where the mark may be missing."""
    fin = len(texte) if champ.maximum is None else min(debut + champ.maximum, len(texte))
    valeur = "".join(takewhile(lambda caractere: caractere not in (GS, RS), texte[debut:fin]))
    if champ.fixe is not None and valeur and len(valeur) != champ.fixe:
        raise Illisible(f"La donnée {champ.id} doit compter {champ.fixe} caractères.")
    return valeur


def _signature(texte: str) -> bytes:
    chiffres = texte.rstrip("=")
    try:
        octets = b32decode(chiffres + "=" * (-len(chiffres) % 8))
    except ValueError:
        raise Illisible("La signature est coupée ou mal lue.") from None
    if not octets or len(octets) % 2:
        raise Illisible("La signature est coupée ou mal lue.")
    return octets
