"""The pictures of a mould: which object each is, how it is fitted into its frame, how another takes its place."""

import io
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pikepdf
from PIL import Image

from documents_pdf.rendering.moulage.hors import HorsDuMoule
from documents_pdf.rendering.order import Picture

NOMBRE = rb"(-?[0-9.]+)"
DESSIN = re.compile(
    rb"%b %b %b %b re\nW\nn\n/Figure\n(<<[^>]*>>\nBDC\nq\n/a1 gs)\n1 0 0 1 %b %b cm\nq\n%b 0 0 -%b 0 %b cm\n/(\w+) Do"
    % ((NOMBRE,) * 4 + (NOMBRE,) * 5)
)
PRES = 0.05  # CSS pixels
MODES = {"RGB": ("/DeviceRGB", 3, 8), "L": ("/DeviceGray", 1, 8), "1": ("/DeviceGray", 1, 1)}
"""Colour space, colours and bits of what a PNG or JPEG of this mode holds."""

Ajustement = Callable[[float, float], float]


class Cadre(NamedTuple):
    """Where `nom` is drawn: its frame in CSS pixels, and which of the two ways of fitting it (CSS object-fit)."""

    nom: str
    objet: str
    x: float
    y: float
    largeur: float
    hauteur: float
    ajustement: Ajustement
    marque: bytes

    def dessiner(self, taille: tuple[int, int]) -> bytes:
        """The drawing of a picture of this size, in the middle of the frame."""
        x, y, largeur, hauteur = self._place(taille)
        frame = f"{self.x:.6f} {self.y:.6f} {self.largeur:.6f} {self.hauteur:.6f} re\nW\nn\n/Figure\n".encode()
        place = (
            f"\n1 0 0 1 {x:.6f} {y:.6f} cm\nq\n{largeur:.6f} 0 0 {-hauteur:.6f} 0 {hauteur:.6f} cm\n/{self.objet} Do"
        )
        return frame + self.marque + place.encode()

    def _place(self, taille: tuple[int, int]) -> tuple[float, float, float, float]:
        echelle = self.ajustement(self.largeur / taille[0], self.hauteur / taille[1])
        largeur, hauteur = taille[0] * echelle, taille[1] * echelle
        return self.x + (self.largeur - largeur) / 2, self.y + (self.hauteur - hauteur) / 2, largeur, hauteur


def lire_cadre(dessin: "re.Match[bytes]", images: Mapping[str, str], tailles: Mapping[str, tuple[int, int]]) -> Cadre:
    """Raises HorsDuMoule when the picture is fitted in neither way."""
    objet = dessin[11].decode()
    nom = images[objet]
    drawn = [float(dessin[group]) for group in (6, 7, 8, 9)]
    for ajustement in (min, max):
        x, y, largeur, hauteur = (float(dessin[group]) for group in range(1, 5))
        cadre = Cadre(nom, objet, x, y, largeur, hauteur, ajustement, dessin[5])
        if all(abs(one - other) < PRES for one, other in zip(drawn, cadre._place(tailles[nom]), strict=True)):
            return cadre
    raise HorsDuMoule("a picture is fitted in a way of its own")


def taille_de(picture: Picture) -> tuple[int, int]:
    with _ouverte(picture) as image:
        return image.size


def _ouverte(picture: Picture) -> Image.Image:
    """Its header alone is read. Raises HorsDuMoule for what is no JPEG and no PNG: WeasyPrint says what it is."""
    try:
        return Image.open(io.BytesIO(picture.octets), formats=("JPEG", "PNG"))
    except (OSError, SyntaxError, ValueError):
        raise HorsDuMoule("a picture that cannot be read") from None


def objets_de(pdf: pikepdf.Pdf, tailles: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Which picture each drawn object is, by its size. Raises HorsDuMoule when that does not tell."""
    found: dict[str, str] = {}
    for page in pdf.pages:
        for cle, objet in page.Resources.get("/XObject", {}).items():
            taille = (int(objet.Width), int(objet.Height))
            noms = [nom for nom, candidate in tailles.items() if candidate == taille]
            if len(noms) != 1:
                raise HorsDuMoule("an object that is none, or more than one, of the order's pictures")
            found[str(cle).removeprefix("/")] = noms[0]
    return found


def flux_de(picture: Picture) -> tuple[bytes, dict[str, Any]]:
    """The bytes of the picture and what a PDF says of them. Raises HorsDuMoule for one that must be made anew first."""
    with _ouverte(picture) as image:
        jpeg = picture.format == "image/jpeg"
        if image.mode not in MODES or {"transparency", "exif"} & image.info.keys() or image.info.get("interlace"):
            raise HorsDuMoule(f"a picture of another kind: {image.format} {image.mode}")
        space, colours, bits = MODES[image.mode]
        values: dict[str, Any] = {
            "Width": image.width,
            "Height": image.height,
            "ColorSpace": pikepdf.Name(space),
            "BitsPerComponent": bits,
            "Filter": pikepdf.Name.DCTDecode if jpeg else pikepdf.Name.FlateDecode,
        }
        if not jpeg:  # a PNG's pixels are packed as PDF's predictor 15 has them
            values["DecodeParms"] = pikepdf.Dictionary(
                Predictor=15, Columns=image.width, Colors=colours, BitsPerComponent=bits
            )
    return picture.octets if jpeg else _pixels(picture.octets), values


def _pixels(png: bytes) -> bytes:
    """The compressed pixels, of all chunks: a PDF takes them as they are."""
    data, at = [], 8
    while at + 8 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            data.append(png[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(data)


def remplacer(objet: Any, picture: Picture) -> None:
    octets, values = flux_de(picture)
    objet.write(octets, filter=values.pop("Filter"), decode_parms=values.pop("DecodeParms", None))
    for name, value in values.items():
        objet[f"/{name}"] = value
