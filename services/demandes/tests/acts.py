"""What people and other services do to demandes, through the doors."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from contracts.events.accounts import CandidatRattacheV1, CompteActiveV1
from contracts.events.base import Event
from contracts.events.ctn import EphotoDeposeeV1, ImagesConformesV1, ImagesRefuseesV1
from contracts.events.instruction import DossierAccepteV1, TitreAvanceV1
from contracts.events.parts import CauseRejet
from contracts.testing import deliver, published
from contracts.vocabulary.pieces import Piece
from demandes.app import App
from demandes.domain.demande import Demande, PieceDeposee
from demandes.domain.depot import deposer_piece
from demandes.domain.photo_signature import empreinte_code
from demandes.handlers import HANDLERS
from demandes.storage import demandes
from services.demandes.tests.builders import CANDIDAT, CODE, ECOLE, cause, ephoto, fichier
from services.demandes.tests.conftest import Portes

AUTRE_ECOLE = UUID("33333333-3333-4333-8333-333333333333")
AUTRE_CANDIDAT = UUID("44444444-4444-4444-8444-444444444444")
AUTRE_CODE = "ZZZZ1234EFGH5678JKLM9Z"

MOTIF: dict[str, Any] = {
    "motif": "inscription",
    "beneficiaire": "majeur",
    "premier_permis": True,
    "categories": ["B"],
    "visite_medicale": False,
    "formation_complementaire": "aucune",
    "declarations": {
        "lit_le_francais": True,
        "vehicule_amenage": False,
        "correction_vision": False,
        "affection": False,
        "pension_invalidite": False,
    },
}
MOTIF_PERTE: dict[str, Any] = {
    "motif": "perte",
    "beneficiaire": "majeur",
    "categories": ["B"],
    "visite_medicale": False,
    "precisions": {"perte_le": "2026-04-01", "perte_lieu": "Montrouge"},
}
ETAT_CIVIL: dict[str, Any] = {
    "nom_naissance": "Lefèvre",
    "nom_usage": None,
    "sexe": "M",
    "prenoms": ["Éric", "Jean-Pierre"],
    "date_naissance": "1996-05-02",
    "pays_naissance": "FR",
    "departement_naissance": "92",
    "commune_naissance": "Suresnes",
}
ADRESSE: dict[str, Any] = {
    "numero_voie": "12",
    "extension": "bis",
    "type_voie": "rue",
    "nom_voie": "Camille Claudel",
    "code_postal": "92120",
    "commune": "92049",
    "email": "eric@exemple.fr",
    "telephone": "06 12 34 56 78",
    "reutilisation_donnees": False,
}


@dataclass
class Parcours:
    """A school, its pupil and their demande, led from door to door; `seul`: the person files without a school."""

    portes: Portes
    seul: bool = False
    motif: dict[str, Any] = field(default_factory=lambda: MOTIF)
    personne: dict[str, Any] = field(default_factory=lambda: ETAT_CIVIL)
    photo: str = "numerique"
    joindre_aussi: tuple[Piece, ...] = ()
    auto_ecole: UUID = ECOLE
    candidat: UUID = CANDIDAT
    code: str = CODE
    id: UUID = field(init=False)

    @property
    def ecole(self) -> httpx.AsyncClient:
        return self.portes.ecole(self.auto_ecole)

    @property
    def usager(self) -> httpx.AsyncClient:
        return self.portes.candidat(self.candidat)

    @property
    def deposant(self) -> httpx.AsyncClient:
        return self.usager if self.seul else self.ecole

    @property
    def chemin(self) -> str:
        return f"/api/demandes/{self.id}"

    async def dire(self, event: Event, sujet: UUID | None = None, **more: Any) -> UUID:
        return await deliver(HANDLERS, self.portes.app, event, sujet or self.id, **more)

    async def etat(self) -> Demande:
        async with self.portes.app.db.begin() as tx:
            return await demandes.read(tx, self.id)

    async def connaitre_l_ecole(self) -> None:
        await self.dire(ecole_active(self.auto_ecole), self.auto_ecole)

    async def deposer_la_photo(self, code: str | None = None) -> None:
        photo = ephoto()
        expire = self.portes.horloge() + timedelta(days=180)
        depot = EphotoDeposeeV1(ephoto=photo, empreinte_code=empreinte_code(code or self.code), expire_le=expire)
        await self.dire(depot, photo.id)

    async def ouvrir(self) -> None:
        await self.connaitre_l_ecole()
        async with self.deposant as http:
            reponse = await http.post("/api/demandes", json={"motif": self.motif["motif"]})
        assert reponse.status_code == 201, reponse.text
        self.id = UUID(reponse.json()["id"])

    async def saisir(self, etape: str, corps: dict[str, Any]) -> httpx.Response:
        """As a page does that has just shown the demande."""
        async with self.deposant as http:
            headers = {"If-Match": f'"{(await self.etat()).version}"'}
            return await http.put(f"{self.chemin}/etapes/{etape}", json=corps, headers=headers)

    async def choisir_la_photo(self, code: str | None = None) -> httpx.Response:
        return await self.saisir("photo-signature", {"mode": "numerique", "code": code or self.code})

    async def joindre(self, type_piece: Piece) -> PieceDeposee:
        """As the upload does once the file is stored."""
        app = self.portes.app
        self.portes.horloge.avance(timedelta(seconds=1))
        nouvelle = PieceDeposee(uuid4(), type_piece, f"{type_piece}.jpg", fichier(), app.now())
        async with app.db.begin() as tx:
            await demandes.save(tx, deposer_piece(await demandes.load(tx, self.id), nouvelle, app.now()))
        return nouvelle

    async def remplir(self) -> None:
        await self.ouvrir()
        await self.deposer_la_photo()
        for etape, corps in (("motif", self.motif), ("etat-civil", self.personne), ("adresse-contact", ADRESSE)):
            reponse = await self.saisir(etape, corps)
            assert reponse.status_code == 200, reponse.text
        papier = self.photo == "papier"
        reponse = await (self.saisir("photo-signature", {"mode": "papier"}) if papier else self.choisir_la_photo())
        assert reponse.status_code == 200, reponse.text
        for type_piece in (Piece.IDENTITE, Piece.DOMICILE, *self.joindre_aussi):
            await self.joindre(type_piece)

    async def finaliser(self, **corps: Any) -> httpx.Response:
        async with self.ecole as http:
            return await http.post(f"{self.chemin}/finalisation", json=corps)

    async def rattacher(self, *, nouveau: bool = False) -> None:
        await self.dire(candidat_rattache(self.candidat, nouveau=nouveau))

    async def valider(self, **headers: str) -> httpx.Response:
        async with self.usager as http:
            corps = {"atteste_sur_l_honneur": True}
            return await http.post(f"{self.chemin}/validation", json=corps, headers=headers)

    async def jusqu_a_valider(self) -> None:
        await self.remplir()
        if self.seul:
            return
        reponse = await self.finaliser()
        assert reponse.status_code == 200, reponse.text
        await self.rattacher()

    async def jusqu_au_ctn(self) -> None:
        await self.jusqu_a_valider()
        reponse = await self.valider()
        assert reponse.status_code == 200, reponse.text

    async def jusqu_a_l_instruction(self) -> None:
        await self.jusqu_au_ctn()
        await self.dire(ImagesConformesV1(tour=1, verifiees_le=self.portes.horloge()))

    async def jusqu_a_l_acceptation(self) -> None:
        await self.jusqu_a_l_instruction()
        await self.jusqu_a_l_acceptation_maintenant()

    async def jusqu_a_l_acceptation_maintenant(self) -> None:
        """From the hands of the préfecture on."""
        accepte = DossierAccepteV1(
            tour=1, prefecture="921", instructeur=uuid4(), neph="260492123456", decide_le=self.portes.horloge()
        )
        await self.dire(accepte)

    async def titre(self, etape: str, rang: int, **more: Any) -> None:
        await self.dire(TitreAvanceV1(etape=etape, rang=rang, le=self.portes.horloge(), **more))

    async def jusqu_a_completer(self, *causes: CauseRejet) -> None:
        await self.jusqu_au_ctn()
        demandees = causes or (cause(piece=(await self.etat()).pieces[0]),)
        await self.dire(ImagesRefuseesV1(tour=1, causes=demandees, verifiees_le=self.portes.horloge()))


async def faits(app: App, id: UUID, type: str) -> list[dict[str, Any]]:
    """What was published of a demande under this name, oldest first."""
    kind = f"permis.demandes.{type}.v1"
    return [event.model_dump(mode="json") for event in await published(app.db, id) if event.type == kind]


def ecole_active(compte: UUID, raison_sociale: str = "Auto-école du Parc") -> CompteActiveV1:
    return CompteActiveV1(
        compte=compte,
        role="auto_ecole",
        identifiant="parc",
        nom="Dupont",
        prenom="Anne",
        email="parc@exemple.fr",
        raison_sociale=raison_sociale,
        numero_agrement="E 17 092 0006 0",
    )


def candidat_actif(compte: UUID) -> CompteActiveV1:
    return CompteActiveV1(
        compte=compte, role="usager", identifiant="elefevre", nom="Lefèvre", prenom="Éric", email="eric@exemple.fr"
    )


def candidat_rattache(compte: UUID, *, nouveau: bool) -> CandidatRattacheV1:
    return CandidatRattacheV1(
        compte=compte, nouveau=nouveau, sexe="M", nom="Lefèvre", prenom="Éric", email="eric@exemple.fr"
    )
