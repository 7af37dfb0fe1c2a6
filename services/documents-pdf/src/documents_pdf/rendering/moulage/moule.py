"""A mould: a printed PDF, cut open where its words and pictures are."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pikepdf

from documents_pdf.rendering.moulage.hors import HorsDuMoule
from documents_pdf.rendering.moulage.images import DESSIN, Cadre, lire_cadre, objets_de, remplacer, taille_de
from documents_pdf.rendering.moulage.lignes import Ligne
from documents_pdf.rendering.moulage.police import Police, elargir
from documents_pdf.rendering.moulage.texte import RUN, Champ, lire_champ
from documents_pdf.rendering.order import Order

Morceau = bytes | Champ | Cadre


class Moule:
    """Made of the document that it will be like; `textes` are those of its HTML, `lignes` where they stand.

    Raises HorsDuMoule when no mould can be made of it.
    """

    def __init__(
        self,
        octets: bytes,
        order: Order,
        textes: Sequence[str],
        lignes: Sequence[Ligne | None],
        polices: Mapping[str, Police],
    ) -> None:
        self._textes, self._date = tuple(textes), order.contenu.fait_le
        tailles = {nom: taille_de(picture) for nom, picture in order.images.items()}
        pdf = pikepdf.open(io.BytesIO(octets))
        self._images = objets_de(pdf, tailles)
        self._pages: list[list[Morceau]] = []
        for number, page in enumerate(pdf.pages):
            here = {rang: ligne for rang, ligne in enumerate(lignes) if ligne is not None and ligne.page == number}
            self._pages.append(self._ouvrir(page.Contents.read_bytes(), here, polices, tailles))
        self._champs = {part.rang: part for page in self._pages for part in page if isinstance(part, Champ)}
        self._memes = {rang: champ.ecrire(self._textes[rang]) for rang, champ in self._champs.items()}
        for nom in {champ.nom for champ in self._champs.values()}:
            elargir(pdf.pages[0].Resources.Font[f"/{nom}"], polices[nom])
        self._pdf = pikepdf.open(io.BytesIO(_enregistrer(pdf)))  # its fonts are packed once, not with each document
        self._metadonnees = self._pdf.Root.Metadata.read_bytes()
        self._objets = {
            str(cle).removeprefix("/"): objet
            for page in self._pdf.pages
            for cle, objet in page.Resources.get("/XObject", {}).items()
        }

    def _ouvrir(
        self,
        content: bytes,
        lignes: Mapping[int, Ligne],
        polices: Mapping[str, Police],
        tailles: Mapping[str, tuple[int, int]],
    ) -> list[Morceau]:
        found: list[tuple[int, int, Champ | Cadre]] = []
        for run in RUN.finditer(content):
            champ = lire_champ(run, lignes, self._textes, polices)
            if champ is not None:
                found.append((run.start(), run.end(), champ))
        for dessin in DESSIN.finditer(content):
            found.append((dessin.start(), dessin.end(), lire_cadre(dessin, self._images, tailles)))
        if sum(isinstance(what, Cadre) for _, _, what in found) != content.count(b" Do\n"):
            raise HorsDuMoule("a picture is drawn in a way of its own")
        parts: list[Morceau] = []
        at = 0
        for start, end, what in sorted(found, key=lambda one: one[0]):
            parts += [content[at:start], what]
            at = end
        return [*parts, content[at:]]

    def admet(self, textes: Sequence[str]) -> bool:
        """Does it say the same wherever nothing else can be said?"""
        pairs = enumerate(zip(self._textes, textes, strict=True))
        return all(mine == other or rang in self._champs for rang, (mine, other) in pairs)

    def couler(self, order: Order, textes: Sequence[str]) -> bytes:
        """The document, whose texts this mould admits. Raises HorsDuMoule when one of them does not fit its line."""
        tailles = {nom: taille_de(picture) for nom, picture in order.images.items()}
        contents = [b"".join(self._ecrire(part, textes, tailles) for part in page) for page in self._pages]
        for page, content in zip(self._pdf.pages, contents, strict=True):
            page.Contents.write(content)
        for objet, nom in self._images.items():
            remplacer(self._objets[objet], order.images[nom])
        self._dater(order.contenu.fait_le)
        self._joindre(order)
        return _enregistrer(self._pdf)

    def _ecrire(self, part: Morceau, textes: Sequence[str], tailles: Mapping[str, tuple[int, int]]) -> bytes:
        if isinstance(part, bytes):
            return part
        if isinstance(part, Cadre):
            return part.dessiner(tailles[part.nom])
        texte = textes[part.rang]
        return self._memes[part.rang] if texte == self._textes[part.rang] else part.ecrire(texte)

    def _dater(self, le: datetime) -> None:
        self._pdf.Root.Metadata.write(self._metadonnees.replace(_iso(self._date), _iso(le)))
        for name in ("/CreationDate", "/ModDate"):
            self._pdf.docinfo[name] = _pdf_date(le)

    def _joindre(self, order: Order) -> None:
        fichier = self._pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
        fichier.write(order.jointe.octets)
        fichier.Params = pikepdf.Dictionary(
            CheckSum=pikepdf.String(hashlib.md5(order.jointe.octets, usedforsecurity=False).digest()),
            CreationDate=_pdf_date(order.contenu.fait_le),
            ModDate=_pdf_date(order.contenu.fait_le),
            Size=len(order.jointe.octets),
        )


def _enregistrer(pdf: pikepdf.Pdf) -> bytes:
    """The same document gives the same bytes."""
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _iso(le: datetime) -> bytes:
    return le.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def _pdf_date(le: datetime) -> str:
    return le.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
