"""Dossiers, events and pictures for the tests, and what poppler and pikepdf read in a printed document."""

import io
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4
from xml.etree import ElementTree

from PIL import Image, ImageDraw
from sceau_samples import DEMANDE, SCEAU

from contracts.events.base import Event
from contracts.events.demandes import (
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandeRejeteeV1,
    DemandeTransmiseV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
)
from contracts.events.parts import (
    Adresse,
    AutoEcole,
    CauseRejet,
    Contact,
    Dossier,
    DossierSansPhoto,
    Ephoto,
    EtatCivil,
    Fichier,
    PieceJointe,
    Precision,
    Prefecture,
    Saisie,
)
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.documents import Document
from contracts.vocabulary.motifs import Motif
from documents_pdf.domain.modeles import MODELES, documents_de
from documents_pdf.domain.sujet import Fait
from documents_pdf.rendering.code import code_de
from documents_pdf.rendering.order import Order, Picture

TRANSMISE_LE = datetime(2026, 4, 12, 12, 24, 50, tzinfo=UTC)
LIMITE = datetime(2026, 4, 27, 12, 24, 48, tzinfo=UTC)
ACCEPTEE_LE = datetime(2026, 4, 30, 22, 30, tzinfo=UTC)  # already 1 May in Paris
NUMERO = "92120260412142448776918"
NEPH = "260469123456"
ETAT_CIVIL = EtatCivil(
    nom_naissance="Renaud-Lefèvre",
    prenoms=("Éric", "Jean-Noël", "Zoé"),
    sexe="M",
    date_naissance=date(2004, 2, 29),
    pays_naissance="FR",
    departement_naissance="69",
    commune_naissance="Villeurbanne",
)
ADRESSE = Adresse(
    lignes=("Appartement 4, bâtiment C", "12 bis RUE CAMILLE CLAUDEL"), code_postal="92160", commune="Antony"
)
LONGUE = EtatCivil(
    nom_naissance="Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis",
    nom_usage="de La Rochefoucauld-Montmorency-Saint-Germain-en-Laye-Dupont",
    prenoms=(
        "Anne-Charlotte-Éléonore-Marguerite",
        "Jean-Noël",
        "Zoé",
        "Maximilien-Alexandre",
        "Constance-Bénédicte-Philippine-Geneviève-Marie-Antoinette-XY",
    ),
    sexe="F",
    date_naissance=date(2001, 9, 1),
    pays_naissance="CD",
    commune_naissance="Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson",
)
SANS_FIN = LONGUE.model_copy(update={"prenoms": tuple(f"Prénom{n}-{'x' * 50}" for n in range(18))})
LONGUE_ADRESSE = Adresse(
    lignes=(
        "CHEZ MADAME DE MONTMORENCY-LAVAL DUPO",
        "APPARTEMENT 1234 ESCALIER C ETAGE 17AB",
        "RESIDENCE LES HAUTS DE LA COLLINE BAT W",
        "1234 BIS BOULEVARD DU GENERAL DE GAULLE",
    ),
    code_postal="51290",
    commune="SAINT REMY EN BOUZEMONT ST GENEST ET ISSON",
)


def _photo() -> bytes:
    image = Image.new("RGB", (413, 531), (198, 210, 225))
    ImageDraw.Draw(image).ellipse((110, 90, 300, 340), fill=(220, 180, 150))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()


def _signature() -> bytes:
    image = Image.new("L", (700, 280), 255)
    ImageDraw.Draw(image).line([(50, 200), (150, 60), (220, 220), (640, 120)], fill=0, width=8)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


PHOTO, SIGNATURE = _photo(), _signature()


def fichier(octets: bytes, format: str = "image/jpeg", *, bucket: str = "photos") -> Fichier:
    return Fichier(bucket=bucket, cle=uuid4().hex, sha256=sha256(octets).hexdigest(), format=format, taille=len(octets))


def dossier(**changes: Any) -> Dossier:
    values: dict[str, Any] = {
        "numero": NUMERO,
        "motif": "inscription",
        "categorie": "B",
        "premier_permis": True,
        "prefecture": Prefecture(code="921", nom="Antony"),
        "candidat": UUID("464247d4-3902-5063-8d9b-682db45b46c8"),
        "auto_ecole": AutoEcole(
            compte=UUID("d1e06bd4-1fd9-5a38-aef9-82ed1ed740b3"),
            raison_sociale="Auto-école de l'Étoile",
            numero_agrement="E 17 095 0006 0",
            email="contact@auto-ecole-etoile.exemple.fr",
        ),
        "etat_civil": ETAT_CIVIL,
        "adresse": ADRESSE,
        "contact": Contact(email="eric.renaud@exemple.fr", telephone="+33612345678"),
        "pieces": (
            PieceJointe(
                id=uuid4(),
                type="identite",
                fichier=fichier(b"x", "application/pdf", bucket="pieces"),
                nom_fichier="cni.pdf",
            ),
        ),
        "ephoto": Ephoto(id=uuid4(), photo=fichier(PHOTO), signature=fichier(SIGNATURE, "image/png")),
        "validee_le": datetime(2026, 4, 12, 12, 24, 48, tzinfo=UTC),
        "saisie": SAISIE,
    }
    return Dossier(**values | changes)


SAISIE = Saisie(
    beneficiaire="pour une personne majeure ou mineure émancipée",
    visite_medicale=False,
    formation_complementaire="Non, pas de formation complémentaire",
    categories_detenues=("A1",),
    declarations=(
        Precision(code="lit_le_francais", libelle="Comprend et lit couramment le français", valeur="Oui"),
        Precision(code="vehicule_amenage", libelle="Doit conduire un véhicule aménagé", valeur="Non"),
        Precision(code="correction_vision", libelle="Porte un dispositif de correction de la vision", valeur="Oui"),
        Precision(code="affection", libelle="Déclare une affection ou un handicap", valeur="Non"),
    ),
)
CAUSES = (
    CauseRejet(
        code=Cause.FLOUE, cause=Cause.FLOUE.libelle, remede=Cause.FLOUE.remede, piece=uuid4(), type_piece="domicile"
    ),
    CauseRejet(code=Cause.PIECE_MANQUANTE, cause=Cause.PIECE_MANQUANTE.libelle, remede=Cause.PIECE_MANQUANTE.remede),
)


def transmise(dossier: Dossier, *, tour: int = 1, le: datetime = TRANSMISE_LE) -> DemandeTransmiseV1:
    return DemandeTransmiseV1(tour=tour, dossier=dossier, transmise_le=le)


def acceptee(dossier: Dossier) -> DemandeAccepteeV1:
    return DemandeAccepteeV1(dossier=dossier, neph=NEPH, acceptee_le=ACCEPTEE_LE)


def validee(dossier: Dossier) -> DemandeValideeV1:
    return DemandeValideeV1(dossier=dossier)


def attendu(dossier: Dossier) -> FormulairePhotoAttenduV1:
    """The same demande, with a photo on paper."""
    kept = ("numero", "motif", "prefecture", "candidat", "auto_ecole", "etat_civil", "adresse", "contact", "pieces")
    values = {name: getattr(dossier, name) for name in kept}
    sans_photo = DossierSansPhoto(**{name: value for name, value in vars(dossier).items() if name != "ephoto"})
    return FormulairePhotoAttenduV1(**values, validee_le=dossier.validee_le, limite_le=LIMITE, dossier=sans_photo)


def a_completer(
    dossier: Dossier, *, demandeur: str = "prefecture", commentaire: str | None = None
) -> DemandeACompleterV1:
    return DemandeACompleterV1(
        numero=dossier.numero,
        demandeur=demandeur,
        causes=CAUSES,
        commentaire=commentaire,
        destinataire=uuid4(),
        email=dossier.contact.email,
        limite_le=LIMITE,
        demande_le=TRANSMISE_LE,
        dossier=dossier,
    )


def rejetee(dossier: Dossier, *, commentaire: str | None = None) -> DemandeRejeteeV1:
    return DemandeRejeteeV1(dossier=dossier, causes=CAUSES, commentaire=commentaire, rejetee_le=ACCEPTEE_LE)


FAITS: Mapping[type[Event], Callable[[Dossier], Fait]] = {
    DemandeValideeV1: validee,
    FormulairePhotoAttenduV1: attendu,
    DemandeTransmiseV1: transmise,
    DemandeAccepteeV1: acceptee,
    DemandeACompleterV1: a_completer,
    DemandeRejeteeV1: rejetee,
}
"""How each fact tells of a dossier."""


Ordinary = Callable[[Document], bytes]
"""A document about the same demande as all the others."""


def order(type: Document, dossier: Dossier) -> Order:
    """What production would hand to the press."""
    modele = MODELES[type]
    if type is Document.ATTESTATION_DROITS:
        dossier = dossier.model_copy(update={"motif": Motif.PERTE})
    fait = FAITS[modele.evenements[-1]](dossier)
    return order_of(fait, type)


def order_of(fait: Fait, type: Document) -> Order:
    modele = MODELES[type]
    contenu = next(contenu for contenu in documents_de(fait) if contenu.type is type)
    images = {"photo": Picture("image/jpeg", PHOTO), "signature": Picture("image/png", SIGNATURE)}
    code = {"code": code_de(contenu.numero)} if modele.code else {}
    sceau = SCEAU.preparer(DEMANDE, contenu)
    images = (images if modele.images else {}) | code | {"cachet": sceau.dessin}
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


def bare(order: Order, **images: Picture) -> Order:
    return replace(order, images={"cachet": order.images["cachet"], **images})


def _run(*command: str, pdf: bytes) -> str:
    return subprocess.run([*command], input=pdf, capture_output=True, check=True).stdout.decode()


def texte(pdf: bytes, page: int | None = None) -> str:
    """What pdftotext reads, on one line."""
    pages = ("-f", str(page), "-l", str(page)) if page else ()
    return " ".join(_run("pdftotext", *pages, "-", "-", pdf=pdf).split())


def infos(pdf: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in _run("pdfinfo", "-", pdf=pdf).splitlines())
    return {name: value.strip() for name, _, value in lines}


def polices(pdf: bytes) -> list[Sequence[str]]:
    """Name, embedded, subset, unicode of each font."""
    rows = [line.split() for line in _run("pdffonts", "-", pdf=pdf).splitlines()[2:]]
    return [(row[0], *row[-5:-2]) for row in rows]


class Boite(NamedTuple):
    """A word and where it stands, in points from the top left of its page."""

    gauche: float
    haut: float
    droite: float
    bas: float
    mot: str

    def chevauche(self, autre: "Boite") -> bool:
        """More than the shadow of an accent in common."""
        largeur = min(self.droite, autre.droite) - max(self.gauche, autre.gauche)
        hauteur = min(self.bas, autre.bas) - max(self.haut, autre.haut)
        return largeur > 1 and hauteur > 0.45 * min(self.bas - self.haut, autre.bas - autre.haut)


def _boite(word: ElementTree.Element) -> Boite:
    left, top, right, bottom = (float(word.attrib[edge]) for edge in ("xMin", "yMin", "xMax", "yMax"))
    return Boite(left, top, right, bottom, word.text or "")


def boites(pdf: bytes) -> list[list[Boite]]:
    """The words of each page."""
    tree = ElementTree.fromstring(_run("pdftotext", "-bbox", "-", "-", pdf=pdf))
    space = "{http://www.w3.org/1999/xhtml}"
    return [[_boite(word) for word in page.iter(f"{space}word")] for page in tree.iter(f"{space}page")]
