"""One page of a piece as a picture, which no browser shows by itself: drawn by children that `Apercus` keeps."""

import io
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from contracts.children.child import Task, serve_tasks
from contracts.children.pool import FileGivenUp, Pool
from contracts.errors import RuleBroken

MODULE = "contracts.apercu"  # also when it is the child itself
FORMATS = ("JPEG", "PNG", "TIFF", "BMP")
PIXELS_MAX = 80_000_000  # what the upload admits
COTE_MAX = 4000  # pixels, of either side
MEMOIRE = 640 * 1024 * 1024  # bytes of address space
PATIENCE = 15.0  # seconds
PAGES_MAX = 100


class ApercuImpossible(RuleBroken):
    slug = "apercu-impossible"
    title = "Cette page ne peut pas être montrée"
    kind = "introuvable"


class Apercus:
    """At most `enfants` pages at once; children start with the first."""

    def __init__(self, enfants: int) -> None:
        self._pool = Pool(MODULE, enfants, memory=MEMOIRE, patience=PATIENCE)

    async def dessiner(self, octets: bytes, page: int, largeur: int, remede: str) -> bytes:
        """A JPEG. Raises ApercuImpossible, which tells `remede`, and PoolUnavailable."""
        try:
            made = (await self._pool.perform("apercu", octets, page=page, largeur=largeur)).made
        except FileGivenUp:
            made = b""
        if not made:
            raise ApercuImpossible(remede)
        return made

    async def close(self) -> None:
        await self._pool.close()


def apercu(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    """A JPEG at most `largeur` wide; nothing when there is no such page or nothing to be seen in the file."""
    page, largeur = int(asked.get("page", 1)), int(asked.get("largeur", 1600))
    try:
        image = (_du_pdf if file.startswith(b"%PDF-") else _de_l_image)(file, page, largeur)
    except (pdfium.PdfiumError, IndexError, EOFError, OSError, SyntaxError, ValueError, TypeError):
        return {"refus": "illisible"}, b""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return {"largeur": image.width, "hauteur": image.height}, buffer.getvalue()


def _du_pdf(file: bytes, page: int, largeur: int) -> Image.Image:
    document: Any = pdfium.PdfDocument(file)  # type: ignore[no-untyped-call]
    feuille = document[page - 1]
    large, haut = feuille.get_size()
    echelle = min(largeur / large, COTE_MAX / max(large, haut))
    rendu: Image.Image = feuille.render(scale=echelle).to_pil()
    return rendu.convert("RGB")


def _de_l_image(file: bytes, page: int, largeur: int) -> Image.Image:
    image: Image.Image
    with Image.open(io.BytesIO(file), formats=FORMATS) as image:
        if image.width * image.height > PIXELS_MAX:
            raise ValueError("too many pixels")
        image.seek(page - 1)
        taille = (min(largeur, COTE_MAX), COTE_MAX)
        if image.format == "JPEG":
            image.draft("RGB", taille)
        if image.mode == "P":
            image = image.convert("RGBA")
        image.thumbnail(taille)
        return _sur_blanc(ImageOps.exif_transpose(image))


def _sur_blanc(image: Image.Image) -> Image.Image:
    papier = Image.new("RGB", image.size, "white")
    papier.paste(dessin := image.convert("RGBA"), mask=dessin)
    return papier


TASKS: dict[str, Task] = {"apercu": apercu}


def _tout_charger() -> None:
    """One file of each kind: the libraries load parts of themselves at first use."""
    dessin = Image.effect_noise((64, 64), 50.0).convert("RGB")
    for format in (*FORMATS, "PDF"):
        fichier = io.BytesIO()
        dessin.save(fichier, format)
        apercu({}, fichier.getvalue())


if __name__ == "__main__":
    serve_tasks(TASKS, _tout_charger)
