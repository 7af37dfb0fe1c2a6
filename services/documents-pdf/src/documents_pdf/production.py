"""From a document's words to a printed, stored file: all the slow work, done before the transaction of the event."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from contracts.delivery import plan
from contracts.events.parts import Fichier
from documents_pdf.app import App
from documents_pdf.domain.contenu import Contenu
from documents_pdf.domain.document import Pdf
from documents_pdf.domain.modeles import MODELES
from documents_pdf.rendering.code import code_de
from documents_pdf.rendering.order import Order, Picture
from documents_pdf.scellement.sceau import Prepare
from documents_pdf.storage import documents as store

BUCKET = "documents"
PHOTOS = "photos"
PDF = "application/pdf"
IMAGES = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
"""The media types that may be printed, and how such a file begins."""

ABANDONED = "objet-abandonne"
ABANDONED_AFTER = timedelta(hours=1)


class ImageRefusee(Exception):
    """The photo or the signature is not the file that the event speaks of."""


@dataclass(frozen=True)
class Produit:
    """A file that lies in the store and that no line of the register points to yet."""

    contenu: Contenu
    pdf: Pdf
    objet: UUID
    code: str

    @property
    def cle(self) -> str:
        return self.objet.hex


async def produire(app: App, demande: UUID, contenu: Contenu) -> Produit | None:
    """None when the version in force says the same.

    The deadline is there before the object: whatever happens in between, no object stays behind without a line.
    """
    async with app.db.begin() as tx:
        en_vigueur = await store.latest(tx, demande, contenu.type)
    if en_vigueur is not None and en_vigueur.empreinte == contenu.empreinte:
        return None
    assert app.sceau is not None, "what only serves an API produces nothing"
    prepare = app.sceau.preparer(demande, contenu)
    imprime = await app.printer.print(await _order(app, contenu, prepare))
    pdf = await app.sceau.signer(imprime, contenu.fait_le)
    produit = Produit(contenu, pdf, app.new_id(), prepare.empreinte)
    async with app.db.begin() as tx:
        await plan(tx, ABANDONED, produit.objet, app.now() + ABANDONED_AFTER)
    await app.objects.put(BUCKET, produit.cle, pdf.octets, PDF)
    return produit


async def _order(app: App, contenu: Contenu, sceau: Prepare) -> Order:
    modele = MODELES[contenu.type]
    wanted = {"photo": contenu.photo, "signature": contenu.signature}
    images = {nom: await _picture(app, fichier) for nom, fichier in wanted.items() if fichier is not None}
    images["cachet"] = sceau.dessin
    if modele.code:
        images["code"] = code_de(contenu.numero)
    return Order(
        modele.gabarit,
        modele.titre,
        modele.pages,
        contenu,
        images,
        suite=modele.suite,
        cachet=sceau.cachet,
        jointe=sceau.jointe,
    )


async def _picture(app: App, fichier: Fichier) -> Picture:
    if fichier.bucket != PHOTOS or fichier.format not in IMAGES:
        raise ImageRefusee(f"{fichier.format} in {fichier.bucket}")
    octets = await app.objects.get(fichier.bucket, fichier.cle)
    if sha256(octets).hexdigest() != fichier.sha256 or not octets.startswith(IMAGES[fichier.format]):
        raise ImageRefusee("the stored file is not the one that was announced")
    return Picture(fichier.format, octets)
