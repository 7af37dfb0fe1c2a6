"""A file that the engine refuses may be kept where a person may see otherwise: an agent decides, once."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.events.ctn import ImagesRefuseesV1, PieceControleeV1
from contracts.events.demandes import ComplementFourniV1, DemandeValideeV1
from contracts.events.parts import CauseRejet
from contracts.testing import published
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.pieces import Piece
from demandes.app import App
from demandes.domain.complement import completer
from demandes.domain.depot import constater_controle, remplacer_piece
from demandes.domain.maintien import (
    CONTESTABLES,
    MaintienImpossible,
    RaisonDuMaintien,
    contestable,
    maintenir_piece,
    retirer_maintien,
)
from demandes.domain.manques import manques
from demandes.domain.statuts import ActeImpossible
from services.demandes.tests.acts import AUTRE_ECOLE, Parcours
from services.demandes.tests.builders import ECOLE, Vie, cause, piece
from services.demandes.tests.conftest import Portes

RAISON = "L'original est ainsi : l'encre est passée."
HOSTILES = frozenset(
    {
        Cause.FORMAT_REFUSE,
        Cause.EXTENSION_TROMPEUSE,
        Cause.FICHIER_VIDE,
        Cause.FICHIER_ILLISIBLE,
        Cause.FICHIER_TROP_LOURD,
        Cause.TROP_DE_PIXELS,
        Cause.TROP_DE_PAGES,
        Cause.PDF_PROTEGE,
        Cause.PDF_ACTIF,
        Cause.VIRUS,
    }
)


def refusee(vie: Vie, *causes: Cause) -> Vie:
    """The engine refuses the first file."""
    dites = [cause(code, piece=vie.demande.pieces[0]) for code in causes]
    constat = constater_controle(vie.demande, vie.demande.pieces[0].id, "non_conforme", dites, vie.minute())
    assert constat is not None
    vie.demande = constat.demande
    return vie


def maintenue(vie: Vie, raison: str = RAISON) -> Vie:
    vie.demande = maintenir_piece(vie.demande, vie.demande.pieces[0].id, raison, vie.minute()).demande
    return vie


def test_what_nobody_could_open_or_should_is_not_kept() -> None:
    assert not CONTESTABLES & HOSTILES
    for code in (*HOSTILES, Cause.PIECE_NON_RECEVABLE):
        for causes in ((code,), (Cause.FLOUE, code)):
            vie = refusee(Vie().brouillon_complet(), *causes)
            assert not contestable(vie.demande.pieces[0])
            with pytest.raises(MaintienImpossible) as refus:
                maintenue(vie)
            assert code.remede in str(refus.value)


@pytest.mark.parametrize("code", sorted(CONTESTABLES))
def test_a_file_that_is_kept_is_in_nobody_s_way(code: Cause) -> None:
    vie = refusee(Vie().brouillon_complet(), code)
    assert [manque.pointer for manque in manques(vie.demande, vie.now)] == ["/pieces/0"]

    maintenue(vie)
    assert manques(vie.demande, vie.now) == []
    vie.demande = retirer_maintien(vie.demande, vie.demande.pieces[0].id, vie.minute()).demande
    assert [manque.pointer for manque in manques(vie.demande, vie.now)] == ["/pieces/0"]


@pytest.mark.parametrize("raison", ["", "  court   ", "x" * 301])
def test_a_reason_is_short_and_is_one(raison: str) -> None:
    with pytest.raises(RaisonDuMaintien):
        maintenue(refusee(Vie().brouillon_complet(), Cause.FLOUE), raison)


def test_what_is_not_refused_is_not_kept() -> None:
    with pytest.raises(MaintienImpossible):
        maintenue(Vie().brouillon_complet())


def test_after_validation_nothing_is_kept_any_more() -> None:
    with pytest.raises(ActeImpossible):
        maintenue(refusee(Vie().validee(), Cause.FLOUE))


def test_another_file_in_its_place_takes_the_reason_away() -> None:
    vie = maintenue(refusee(Vie().brouillon_complet(), Cause.FLOUE))
    vie.demande = remplacer_piece(vie.demande, vie.demande.pieces[0].id, piece(), vie.minute()).demande

    assert [jointe.maintien for jointe in vie.demande.pieces] == [None, None]


def test_the_history_says_which_piece_and_no_word_of_the_reason() -> None:
    vie = refusee(Vie().brouillon_complet(), Cause.FLOUE)
    (ligne,) = maintenir_piece(vie.demande, vie.demande.pieces[0].id, RAISON, vie.minute()).lignes

    assert ligne.details == ("Pièce d'identité",)


def test_a_verdict_that_came_after_the_validation_is_answered_by_keeping_the_file() -> None:
    vie = refusee(Vie().a_completer(), Cause.FLOUE)
    maintenue(vie)
    fourni = completer(vie.demande, ECOLE, vie.minute()).events[0]

    assert isinstance(fourni, ComplementFourniV1)
    assert [(jointe.maintenue, jointe.raison) for jointe in fourni.dossier.pieces] == [(True, RAISON), (False, None)]


async def parcours_refuse(portes: Portes, *causes: Cause) -> Parcours:
    parcours = Parcours(portes)
    await parcours.remplir()
    await controler(parcours, *causes)
    return parcours


async def controler(parcours: Parcours, *causes: Cause) -> None:
    jointe = (await parcours.etat()).pieces[0]
    dites = tuple(cause(code, piece=jointe) for code in causes)
    dit = PieceControleeV1(
        piece=jointe.id,
        controle="non_conforme",
        causes=dites,
        moteur="ctn-essai",
        controlee_le=parcours.portes.horloge(),
    )
    await parcours.dire(dit)


async def maintien(parcours: Parcours, verbe: str = "POST", **corps: Any) -> Any:
    jointe = (await parcours.etat()).pieces[0]
    async with parcours.ecole as http:
        return await http.request(verbe, f"{parcours.chemin}/pieces/{jointe.id}/maintien", json=corps or None)


async def test_kept_it_goes_with_its_reason_to_the_ctn(portes: Portes, app: App) -> None:
    parcours = await parcours_refuse(portes, Cause.FLOUE)
    async with parcours.ecole as http:
        avant = (await http.get(parcours.chemin)).json()["pieces"][0]
        assert (await http.post(f"{parcours.chemin}/finalisation", json={})).status_code == 422
    gardee = await maintien(parcours, raison=f"  {RAISON} ")
    assert (avant["contestable"], avant["raison_maintien"]) == (True, None)
    assert (gardee.status_code, gardee.json()["raison_maintien"], gardee.json()["contestable"]) == (200, RAISON, False)

    async with parcours.ecole as http:
        recapitulatif = await http.get(f"{parcours.chemin}/recapitulatif")
        histoire = (await http.get(f"{parcours.chemin}/historique")).text
    assert RAISON in recapitulatif.text
    assert "Pièce maintenue malgré le contrôle automatique" in histoire
    assert RAISON not in histoire
    await parcours.finaliser()
    await parcours.rattacher()
    assert (await parcours.valider()).status_code == 200
    (validee,) = [event for event in await published(app.db, parcours.id) if isinstance(event, DemandeValideeV1)]
    assert [(jointe.maintenue, jointe.raison) for jointe in validee.dossier.pieces] == [(True, RAISON), (False, None)]


async def test_an_agent_s_refusal_ends_it(portes: Portes) -> None:
    parcours = await parcours_refuse(portes, Cause.FLOUE)
    await maintien(parcours, raison=RAISON)
    await parcours.finaliser()
    await parcours.rattacher()
    await parcours.valider()
    refus: CauseRejet = cause(Cause.FLOUE, piece=(await parcours.etat()).pieces[0])
    await parcours.dire(ImagesRefuseesV1(tour=1, causes=(refus,), verifiees_le=portes.horloge()))
    encore = await maintien(parcours, raison=RAISON)

    assert (encore.status_code, encore.json()["type"]) == (409, "/problemes/maintien-impossible")
    assert "joignez-en une autre" in encore.json()["detail"]
    async with parcours.ecole as http:
        assert (await http.post(f"{parcours.chemin}/complements")).status_code == 422


async def test_only_the_filer_keeps_and_gives_up(portes: Portes) -> None:
    parcours = await parcours_refuse(portes, Cause.FLOUE)
    await parcours.rattacher()
    chemin = f"{parcours.chemin}/pieces/{(await parcours.etat()).pieces[0].id}/maintien"
    async with parcours.usager as http:
        assert (await http.post(chemin, json={"raison": RAISON})).status_code in (403, 404)
    async with portes.ecole(AUTRE_ECOLE) as http:
        assert (await http.post(chemin, json={"raison": RAISON})).status_code == 404
        assert (await http.delete(chemin)).status_code == 404
    async with parcours.ecole as http:
        assert (await http.post(chemin.replace("maintien", "x"), json={"raison": RAISON})).status_code == 404
        assert (await http.post(chemin, json={"raison": "x"})).json()["errors"][0]["pointer"] == "/raison"
        assert (await http.post(chemin, json={"raison": RAISON})).status_code == 200
        assert [(await http.delete(chemin)).status_code for _ in range(2)] == [204, 204]
        assert (await http.get(parcours.chemin)).json()["pieces"][0]["raison_maintien"] is None


async def test_the_same_request_twice_is_one_line_of_history(portes: Portes) -> None:
    parcours = await parcours_refuse(portes, Cause.FLOUE)
    chemin, cle = f"{parcours.chemin}/pieces/{(await parcours.etat()).pieces[0].id}/maintien", str(uuid4())
    async with parcours.ecole as http:
        for _ in range(2):
            await http.post(chemin, json={"raison": RAISON}, headers={"Idempotency-Key": cle})
        histoire = (await http.get(f"{parcours.chemin}/historique")).text

    assert histoire.count("Pièce maintenue malgré") == 1


async def test_a_file_that_nobody_could_open_stays_refused(portes: Portes) -> None:
    parcours = await parcours_refuse(portes, Cause.FICHIER_ILLISIBLE)
    await parcours.joindre(Piece.AUTRE)

    assert (await maintien(parcours, raison=RAISON)).status_code == 409
    async with parcours.ecole as http:
        assert [piece["contestable"] for piece in (await http.get(parcours.chemin)).json()["pieces"]] == [False] * 3
