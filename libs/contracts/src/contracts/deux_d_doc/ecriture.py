"""A 2D-Doc of one's own: header and fields as text, signed with an ECDSA key of a certificate that readers trust."""

import unicodedata
from base64 import b32encode
from collections.abc import Sequence
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from contracts.deux_d_doc.champs import champ
from contracts.deux_d_doc.code import EPOQUE, Entete
from contracts.deux_d_doc.courbes import courbe_de
from contracts.deux_d_doc.lecture import ABSENTE, ENTETE, GS, RS, SUITE, TEXTE_MAX, US

REMPLACEES = str.maketrans(
    {"œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ø": "O", "Ø": "O", "ł": "L", "Ł": "L"}
)


class ValeurImpossible(ValueError):
    """This header or value cannot stand in a 2D-Doc: a bug of the writer, not of a reader."""


def majuscules(texte: str) -> str:
    """« Jean-Noël » as JEAN NOEL: letters, digits, spaces and slashes, which Datamatrix packs three in two bytes."""
    plat = unicodedata.normalize("NFKD", texte.translate(REMPLACEES)).upper()
    sans = "".join(lettre for lettre in plat if not unicodedata.combining(lettre))
    return " ".join("".join(c if c.isascii() and (c.isalnum() or c == "/") else " " for c in sans).split())


def composer(entete: Entete, donnees: Sequence[tuple[str, str]]) -> str:
    """The part that is signed. A value that is too long is cut, and marked as cut."""
    texte = _entete(entete) + "".join(_donnee(id, valeur) for id, valeur in donnees)
    if not texte.isascii():
        raise ValeurImpossible("a 2D-Doc is ASCII")
    return texte


def signer(entete: Entete, donnees: Sequence[tuple[str, str]], cle: ec.EllipticCurvePrivateKey) -> str:
    """The whole text of the code. The same words and key give the same text (RFC 6979)."""
    signe = composer(entete, donnees)
    courbe = courbe_de(cle.curve)
    r, s = decode_dss_signature(cle.sign(signe.encode("ascii"), ec.ECDSA(courbe.hache(), deterministic_signing=True)))
    brute = r.to_bytes(courbe.taille, "big") + s.to_bytes(courbe.taille, "big")
    texte = signe + US + b32encode(brute).decode().rstrip("=")
    if len(texte) > TEXTE_MAX:
        raise ValeurImpossible("no Datamatrix holds this much")
    return texte


def _entete(entete: Entete) -> str:
    texte = (
        f"DC{entete.version:02}{entete.ac}{entete.certificat}{jours(entete.emission)}{jours(entete.signature)}"
        f"{entete.type}"
    )
    suite = {3: entete.perimetre, 4: entete.perimetre + entete.pays}.get(entete.version, "")
    if not ENTETE.fullmatch(texte) or (suite and not SUITE.fullmatch(suite)):
        raise ValeurImpossible(f"not a header: {texte}{suite}")
    return texte + suite


def jours(le: date | None) -> str:
    """A day as the header and the fields of form `jours` write it."""
    if le is None:
        return ABSENTE
    jours = (le - EPOQUE).days
    if not 0 <= jours < int(ABSENTE, 16):
        raise ValeurImpossible("this date is before 2000 or after 2179")
    return f"{jours:04X}"


def _donnee(id: str, valeur: str) -> str:
    forme = champ(id)
    if len(id) != 2 or any(marque in valeur for marque in (GS, RS, US)):
        raise ValeurImpossible(f"field {id}")
    if forme.fixe is not None:
        if len(valeur) != forme.fixe:
            raise ValeurImpossible(f"field {id} has {forme.fixe} characters")
        return id + valeur
    if len(valeur) < forme.minimum:
        raise ValeurImpossible(f"field {id} is empty")
    coupee = forme.maximum is not None and len(valeur) > forme.maximum
    return id + valeur[: forme.maximum] + (RS if coupee else GS)
