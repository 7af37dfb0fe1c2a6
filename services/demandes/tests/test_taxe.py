"""The taxe régionale: filer and person are told to pay it once the answers make it due, and only once (seed 002)."""

from contracts.vocabulary.pieces import Piece
from services.demandes.tests.acts import ADRESSE, ETAT_CIVIL, MOTIF_PERTE, Parcours, faits
from services.demandes.tests.conftest import Portes

A_FORT_DE_FRANCE = ADRESSE | {"code_postal": "97200", "commune": "97209"}
A_CAYENNE = ADRESSE | {"code_postal": "97300", "commune": "97302"}


async def saisie(portes: Portes, *adresses: dict[str, object]) -> Parcours:
    parcours = Parcours(portes, seul=True, motif=MOTIF_PERTE)
    await parcours.ouvrir()
    for etape, corps in [
        ("motif", MOTIF_PERTE),
        ("etat-civil", ETAT_CIVIL),
        *(("adresse-contact", a) for a in adresses),
    ]:
        assert (await parcours.saisir(etape, corps)).status_code == 200
    return parcours


async def test_who_lives_where_it_is_due_is_told_once(portes: Portes) -> None:
    parcours = await saisie(portes, A_FORT_DE_FRANCE, A_FORT_DE_FRANCE | {"nom_voie": "Aimé Césaire"})
    await parcours.saisir("motif", MOTIF_PERTE)

    (due,) = await faits(portes.app, parcours.id, "taxe-due")

    assert (due["region"], due["montant"]) == ("Martinique", None)
    assert due["prefecture"]["code"] == "9721"
    assert due["contact"]["email"] == ADRESSE["email"]
    assert due["auto_ecole"] is None


async def test_another_region_is_another_tax(portes: Portes) -> None:
    parcours = await saisie(portes, A_FORT_DE_FRANCE, A_CAYENNE, A_FORT_DE_FRANCE)

    dues = await faits(portes.app, parcours.id, "taxe-due")

    assert [due["region"] for due in dues] == ["Martinique", "Guyane", "Martinique"]


async def test_elsewhere_nobody_hears_of_it(portes: Portes) -> None:
    parcours = await saisie(portes, ADRESSE)

    assert await faits(portes.app, parcours.id, "taxe-due") == []


async def test_who_has_joined_the_proof_is_not_told_to_pay(portes: Portes) -> None:
    parcours = await saisie(portes, ADRESSE)
    await parcours.joindre(Piece.TAXE_REGIONALE)

    assert (await parcours.saisir("adresse-contact", A_FORT_DE_FRANCE)).status_code == 200

    assert await faits(portes.app, parcours.id, "taxe-due") == []
