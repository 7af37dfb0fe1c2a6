"""The files of the demandes, all made before anything is measured, and looked at once by the engine itself."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

from PIL import Image, ImageDraw

from ctn_verification.domain.verdict import Controle, juger
from ctn_verification.moteur.document import regarder_document
from deploy.local import parcours
from deploy.local.acteur import Json
from deploy.local.carte import carte_identite
from deploy.local.exemplaires import blurred, jpeg, page, pdf, png, portrait, signature
from tests.bench.moteur import telephone

# fmt: off
PERSONNES = [
    ("Renaud-Lefèvre", "M", ["Éric", "Jean-Noël"], "1996-02-29"), ("Nguyen", "F", ["Linh"], "1994-11-03"),
    ("Moreau", "F", ["Zoé", "Anaïs"], "1989-07-14"), ("Da Silva", "M", ["Tiago"], "1991-01-30"),
    ("Benali", "F", ["Inès"], "1997-05-08"), ("Lefebvre", "M", ["Hugo"], "1985-12-24"),
    ("Garnier", "F", ["Maëlle"], "1999-03-17"), ("Kowalski", "M", ["Piotr"], "1990-09-21"),
]
# fmt: on
FLOUS = (2.1, 2.7, 2.4, 3.0, 1.8)  # pixels of blur: the first of them that the engine doubts about

PAGES = 6

Prise = Callable[[Image.Image], bytes]


class SansDoute(Exception):
    """No blur was between good and bad: the engine has other thresholds now."""


@dataclass(frozen=True)
class Fichier:
    type: str
    nom: str
    contenu: bytes


@dataclass(frozen=True)
class Papiers:
    """Bytes that are ready to be sent; `de` gives each demande its own."""

    cartes: Sequence[tuple[Json, bytes]]
    pages: Sequence[bytes]
    doutes: Sequence[bytes]
    pdf: bytes
    photo: bytes
    signature: bytes

    def personne(self, rang: int) -> Json:
        return self.cartes[rang % len(self.cartes)][0]

    def de(self, rang: int, *, doute: bool, autres: Sequence[str] = ()) -> list[Fichier]:
        """Identity card, three justificatifs of which one is a PDF, and a page for each of `autres`."""
        premiere = self.doutes[rang % len(self.doutes)] if doute else self._page(rang)
        justificatifs = [premiere, *([] if len(self.pages) < 2 else [self._page(rang + 1)])]
        return [
            Fichier("identite", "carte.jpg", marque(self.cartes[rang % len(self.cartes)][1], rang)),
            *(Fichier("domicile", f"IMG_{n}.jpg", marque(vue, rang)) for n, vue in enumerate(justificatifs)),
            Fichier("domicile", "facture.pdf", self.pdf),
            *(Fichier(type, f"{type}.jpg", marque(self._page(rang), rang)) for type in autres),
        ]

    def _page(self, rang: int) -> bytes:
        return self.pages[rang % len(self.pages)]


def dessiner(personnes: int, pages: int, *, prise: Prise = telephone) -> Papiers:
    """A second or two for each picture of twelve megapixels."""
    return _dessiner(personnes, pages, prise, lambda faire, de: [faire(un) for un in de])


def dessiner_a_deux() -> Papiers:
    """The same on both cores."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as coeurs:
        return _dessiner(len(PERSONNES), PAGES, telephone, lambda faire, de: list(coeurs.map(faire, de)))


def _dessiner(personnes: int, pages: int, prise: Prise, tous: Callable[..., list[Any]]) -> Papiers:
    cartes = tous(partial(_carte, prise), range(personnes))
    vues = tous(partial(_page, prise), range(pages))
    petit = jpeg(portrait(), 95), png(signature())
    return Papiers(cartes, vues, tous(_doute, vues[:2]), pdf(page()), *petit)


def marque(octets: bytes, numero: int) -> bytes:
    """No two files are the same: a comment of the JPEG says of which demande it is."""
    texte = f"demande {numero}".encode()
    return octets[:2] + b"\xff\xfe" + (len(texte) + 2).to_bytes(2, "big") + texte + octets[2:]


def verdict(octets: bytes) -> Controle:
    return juger("document", regarder_document(octets)).controle


def _carte(prise: Prise, rang: int) -> tuple[Json, bytes]:
    nom, sexe, prenoms, ne_le = PERSONNES[rang]
    qui = parcours.ETAT_CIVIL | {"nom_naissance": nom, "sexe": sexe, "prenoms": prenoms, "date_naissance": ne_le}
    return qui, prise(carte_identite(qui))


def _page(prise: Prise, rang: int) -> bytes:
    copie = page().copy()
    ImageDraw.Draw(copie).text((160, 60), f"page {rang} " * (rang + 1), fill=(40, 40, 40), font_size=40)
    return prise(copie)


def _doute(vue: bytes) -> bytes:
    with Image.open(io.BytesIO(vue)) as image:
        for rayon in FLOUS:
            octets = jpeg(blurred(image, rayon), 93)
            if verdict(octets) is Controle.A_VERIFIER:
                return octets
    raise SansDoute(FLOUS)
