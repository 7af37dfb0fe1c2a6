"""A sample identity card of whom one likes, drawn: the face with its lines for machines, check digits right."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from deploy.local.exemplaires import SANS, grained

OCR_B = "/usr/share/fonts/opentype/ocr-b/OCRB.otf"
MM = 400 / 25.4  # pixels
FORMAT = (round(85.6 * MM), round(54 * MM))
PAS, INTERLIGNE = 2.54 * MM, 4.25 * MM
CORPS = round(PAS / 0.723)  # at this size an OCR-B has that pitch
ENCRE = (24, 24, 30)


def carte_identite(etat_civil: dict[str, Any], *, expire_le: date = date(2034, 6, 30)) -> Image.Image:
    """`etat_civil` as step 2 of a demande has it."""
    fond = Image.fromarray(_ondes())
    dessin = ImageDraw.Draw(fond)
    petite, grande = ImageFont.truetype(SANS, 32), ImageFont.truetype(SANS, 44)
    dessin.text((70, 40), "CARTE D'EXEMPLE, SANS VALEUR", fill=(40, 60, 130), font=grande)
    for rang, texte in enumerate(
        ("Taille 1,72 m", "Délivrée le 30.06.2024", "Autorité : exemple", "Adresse : exemple")
    ):
        dessin.text((470, 150 + 78 * rang), texte, fill=ENCRE, font=petite)
    dessin.rectangle((80, 150, 380, 470), outline=(120, 130, 150), width=3)
    machine = ImageFont.truetype(OCR_B, CORPS)
    haut, gauche = FORMAT[1] - 3 * MM - 3 * INTERLIGNE, (FORMAT[0] - 30 * PAS) / 2
    for rang, ligne in enumerate(zone(etat_civil, expire_le)):
        for colonne, signe in enumerate(ligne):
            dessin.text((gauche + colonne * PAS, haut + rang * INTERLIGNE), signe, fill=ENCRE, font=machine)
    return grained(fond, 2.0)


def zone(etat_civil: dict[str, Any], expire_le: date) -> tuple[str, str, str]:
    """Three lines of thirty signs (ICAO 9303-5), as a French card has them since 2021."""
    numero, ne_le = "X4RTBPFW4", date.fromisoformat(str(etat_civil["date_naissance"]))
    naissance, fin = f"{ne_le:%y%m%d}", f"{expire_le:%y%m%d}"
    premiere = f"IDFRA{numero}{_cle(numero)}".ljust(30, "<")
    seconde = f"{naissance}{_cle(naissance)}{etat_civil['sexe']}{fin}{_cle(fin)}FRA" + "<" * 11
    ensemble = _cle(premiere[5:] + seconde[:7] + seconde[8:15] + seconde[18:29])
    prenoms: Sequence[str] = etat_civil["prenoms"]
    noms = f"{_plie(etat_civil['nom_naissance'])}<<{'<'.join(map(_plie, prenoms))}"
    return premiere, seconde + ensemble, noms[:30].ljust(30, "<")


def _plie(nom: str) -> str:
    """Accents gone, hyphens and spaces as fillers, apostrophes as nothing (ICAO 9303-3 §4.6)."""
    plat = unicodedata.normalize("NFKD", nom.upper().replace("Œ", "OE").replace("Æ", "AE"))
    return "".join("<" if signe in " -" else signe for signe in plat if "A" <= signe <= "Z" or signe in " -")


def _cle(texte: str) -> str:
    """ICAO 9303-3 §4.9."""
    valeurs = (0 if signe == "<" else int(signe, 36) for signe in texte)
    return str(sum(valeur * (7, 3, 1)[rang % 3] for rang, valeur in enumerate(valeurs)) % 10)


def _ondes() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A tinted ground of fine waves."""
    x, y = np.meshgrid(np.arange(FORMAT[0]), np.arange(FORMAT[1]))
    vagues = 6 * np.sin(x / 19 + 3 * np.sin(y / 70)) + 5 * np.sin(y / 13 + x / 90)
    return np.asarray(np.clip(np.array([208, 220, 232]) + vagues[..., None], 0, 255), np.uint8)
