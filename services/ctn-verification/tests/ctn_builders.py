"""What other services would have sent: files in S3, events about them."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import OKPKey

from contracts.events import parts
from contracts.events.demandes import ComplementFourniV1, DemandeExpireeV1, DemandeValideeV1, PieceDeposeeV1
from contracts.events.parts import Ephoto, Fichier, PieceJointe
from contracts.identity import signing_key
from ctn_verification.app import App

Porteur = Callable[..., httpx.AsyncClient]
CLE: OKPKey = signing_key()


@dataclass
class Horloge:
    """Time, as the test says."""

    instant: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def avance(self, duree: timedelta) -> None:
        self.instant += duree


VALIDEE_LE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CONTACT = parts.Contact(email="eleonore@exemple.fr", telephone="+33612345678")
ECOLE = parts.AutoEcole(
    compte=UUID(int=7), raison_sociale="École du Centre", numero_agrement="E 17 095 0006 0", email="ecole@exemple.fr"
)


async def deposer_objet(app: App, octets: bytes, format: str = "image/jpeg", pages: int = 1) -> Fichier:
    """As demandes leaves a checked file in its bucket."""
    cle = uuid4().hex
    await app.objets.put("pieces", cle, octets, format)
    return fichier(octets, cle=cle, format=format, pages=pages)


def fichier(octets: bytes, *, cle: str, format: str = "image/jpeg", pages: int = 1) -> Fichier:
    empreinte = hashlib.sha256(octets).hexdigest()
    return Fichier(bucket="pieces", cle=cle, sha256=empreinte, format=format, taille=len(octets), pages=pages)


def piece_deposee(piece: PieceJointe) -> PieceDeposeeV1:
    return PieceDeposeeV1(piece=piece.id, type_piece=piece.type, fichier=piece.fichier)


def piece_jointe(depose: Fichier, type: str = "service_national") -> PieceJointe:
    return PieceJointe(id=uuid4(), type=type, fichier=depose)


def ephoto_inconnue() -> Ephoto:
    depose = fichier(b"", cle="absente")
    return Ephoto(id=uuid4(), photo=depose, signature=depose)


def dossier(pieces: list[PieceJointe], ephoto: Ephoto, validee_le: datetime = VALIDEE_LE) -> parts.Dossier:
    return parts.Dossier(
        numero="92120170412142448776919",
        motif="inscription",
        categorie="B",
        premier_permis=True,
        prefecture=parts.Prefecture(code="921", nom="Antony"),
        candidat=UUID(int=3),
        auto_ecole=ECOLE,
        etat_civil=parts.EtatCivil(
            nom_naissance="Lefèvre-Dupré",
            prenoms=("Éléonore", "Zoé"),
            sexe="F",
            date_naissance=date(2004, 2, 29),
            pays_naissance="FR",
            departement_naissance="92",
            commune_naissance="Antony",
        ),
        adresse=parts.Adresse(lignes=("12 bis, rue de l'Église",), code_postal="92160", commune="Antony"),
        contact=CONTACT,
        pieces=tuple(pieces),
        ephoto=ephoto,
        validee_le=validee_le,
    )


def demande_validee(pieces: list[PieceJointe], ephoto: Ephoto) -> DemandeValideeV1:
    return DemandeValideeV1(dossier=dossier(pieces, ephoto))


def complement_fourni(tour: int, pieces: list[PieceJointe], ephoto: Ephoto) -> ComplementFourniV1:
    return ComplementFourniV1(tour=tour, pieces=tuple(pieces), dossier=dossier(pieces, ephoto))


def demande_expiree() -> DemandeExpireeV1:
    return DemandeExpireeV1(
        pre_numero=2352,
        raison="complement",
        auto_ecole=ECOLE,
        candidat_nom="Lefèvre-Dupré",
        contact=CONTACT,
        expiree_le=VALIDEE_LE,
    )
