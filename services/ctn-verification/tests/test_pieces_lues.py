"""From a picture of a card to the agent's screen: read by the real engine, held against what was entered."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
import zxingcpp
from ctn_builders import (
    Porteur,
    demande_expiree,
    demande_validee,
    deposer_objet,
    dossier,
    ephoto_inconnue,
    piece_deposee,
    piece_jointe,
)
from PIL import Image
from structlog.testing import capture_logs

from contracts.deux_d_doc import Confiance, Entete, signer
from contracts.deux_d_doc.essai import AutoriteDEssai
from contracts.events.ctn import ImagesConformesV1, ImagesRefuseesV1, PieceControleeV1, PiecesLuesV1
from contracts.events.demandes import PieceDeposeeV1, SaisieCorrigeeV1
from contracts.events.parts import Ephoto, PieceJointe
from contracts.testing import deliver, published
from contracts.vocabulary.causes import Cause
from contracts.vocabulary.roles import Role
from ctn_verification.app import App
from ctn_verification.handlers import HANDLERS
from ctn_verification.sceaux import Sceaux
from ctn_verification.storage import verdicts
from deploy.local.carte import carte_identite
from deploy.local.exemplaires import jpeg, page, pdf

SEQUENCES = count(1)
VALIDEE = dossier([], ephoto_inconnue())
PERSONNE = VALIDEE.etat_civil
CARTE = carte_identite(PERSONNE.model_dump())


async def jointe(app: App, octets: bytes, type: str = "identite", format: str = "image/jpeg") -> PieceJointe:
    return piece_jointe(await deposer_objet(app, octets, format), type)


def deposee(piece: PieceJointe, **change: Any) -> PieceDeposeeV1:
    personne = {"etat_civil": PERSONNE.model_copy(update=change), "adresse": VALIDEE.adresse}
    return piece_deposee(piece).model_copy(update=personne)


async def dits(app: App, demande: UUID, *events: Any) -> list[PieceControleeV1]:
    """What was said of the pieces, in the order of its saying."""
    for event in events:
        await deliver(HANDLERS, app, event, demande, sequence=next(SEQUENCES))
    return [event for event in await published(app.db, demande) if isinstance(event, PieceControleeV1)]


@pytest.mark.parametrize("tour", [0, 90, 180, 270])
async def test_a_card_of_the_person_conforms_however_it_lies(app: App, tour: int) -> None:
    piece = await jointe(app, jpeg(CARTE.rotate(tour, expand=True)))
    (dit,) = await dits(app, uuid4(), deposee(piece))

    assert (dit.controle, dit.causes) == ("conforme", ())


async def test_a_card_of_somebody_else_is_told_at_once_and_shown_where(app: App) -> None:
    piece = await jointe(app, pdf(page(), CARTE), format="application/pdf")
    with capture_logs() as logs:
        (dit,) = await dits(app, uuid4(), deposee(piece, nom_naissance="Boudjellal"))

    assert (dit.controle, [cause.code for cause in dit.causes]) == ("non_conforme", [Cause.IDENTITE_DIFFERENTE])
    assert dit.causes[0].cause.startswith("Page 2 : ")
    assert (dit.causes[0].piece, dit.causes[0].zones[0].page) == (piece.id, 2)
    assert not any(nom in str((dit, logs)).upper() for nom in ("LEFEVRE", "BOUDJELLAL", "ELEONORE"))


async def test_correcting_the_person_lifts_the_refusal_without_another_look(app: App) -> None:
    demande, piece = uuid4(), await jointe(app, jpeg(CARTE))
    await dits(app, demande, deposee(piece, prenoms=("Éléonore",)))
    avant, apres = await dits(app, demande, SaisieCorrigeeV1(etat_civil=PERSONNE))

    assert (avant.controle, apres.piece, apres.controle, apres.causes) == ("non_conforme", piece.id, "conforme", ())
    assert len(await dits(app, demande, SaisieCorrigeeV1(etat_civil=PERSONNE))) == 2


async def test_the_other_face_lifts_the_doubt_about_the_first(app: App) -> None:
    demande = uuid4()
    face = Image.blend(page(), Image.new("RGB", page().size, (110, 170, 240)), 0.3)
    recto, verso = await jointe(app, jpeg(face)), await jointe(app, jpeg(CARTE))
    await dits(app, demande, deposee(recto))
    seul, *ensemble = await dits(app, demande, deposee(verso))

    assert (seul.piece, seul.controle, seul.causes[0].code) == (recto.id, "a_verifier", Cause.LECTURE_IMPOSSIBLE)
    assert {(dit.piece, dit.controle) for dit in ensemble} == {(recto.id, "conforme"), (verso.id, "conforme")}


async def test_at_the_validation_the_person_attested_to_counts(app: App, ephoto: Ephoto) -> None:
    """What was typed when the file came was wrong, and the paper is another person's than the one who validates."""
    autre = carte_identite(PERSONNE.model_dump() | {"date_naissance": date(1999, 1, 1)})
    demande, piece = uuid4(), await jointe(app, jpeg(autre))
    (dit,) = await dits(app, demande, deposee(piece, date_naissance=date(1999, 1, 1)))
    await dits(app, demande, demande_validee([piece], ephoto))
    refus = (await published(app.db, demande))[-1]

    assert dit.controle == "conforme"
    assert isinstance(refus, ImagesRefuseesV1)
    assert [(cause.code, cause.piece) for cause in refus.causes] == [(Cause.IDENTITE_DIFFERENTE, piece.id)]


async def test_an_agent_sees_what_was_read_beside_what_was_entered(app: App, ephoto: Ephoto, porteur: Porteur) -> None:
    carte = carte_identite(PERSONNE.model_dump() | {"sexe": "M"})
    demande, piece = uuid4(), await jointe(app, jpeg(carte))
    await dits(app, demande, deposee(piece), demande_validee([piece], ephoto))
    answer = await porteur(Role.AGENT_CTN).get(f"/api/ctn/dossiers/{demande}")
    (vue,) = answer.json()["pieces"]
    (lue,) = vue["lecture"]

    assert (vue["controle"]["controle"], vue["controle"]["causes"][0]["code"]) == ("a_verifier", "identite_differente")
    assert (lue["genre"], lue["format"], lue["chiffres_justes"], lue["ecarts"]) == ("mrz", "td1", True, ["sexe"])
    assert lue["expire_le"] == "2034-06-30"
    assert {champ["champ"]: (champ["lu"], champ["saisi"], champ["egal"]) for champ in lue["champs"]} == {
        "nom": ("LEFEVRE DUPRE", "Lefèvre-Dupré", True),
        "prenoms": ("ELEONORE ZOE", "Éléonore Zoé", True),
        "date_naissance": ("2004-02-29", "2004-02-29", True),
        "sexe": ("M", "F", False),
    }


async def test_who_instructs_is_told_what_was_read_with_the_images_that_are_good(app: App, ephoto: Ephoto) -> None:
    demande, piece, sans = uuid4(), await jointe(app, jpeg(CARTE)), await jointe(app, jpeg(page()), "jdc")
    await dits(app, demande, deposee(piece), deposee(sans), demande_validee([piece, sans], ephoto))
    *_, lues, conformes = await published(app.db, demande)

    assert isinstance(lues, PiecesLuesV1)
    assert isinstance(conformes, ImagesConformesV1)
    (lecture,) = lues.lectures
    assert (lues.tour, lecture.piece, lecture.genre, lecture.fiable, lecture.ecarts) == (1, piece.id, "mrz", True, ())
    assert [(champ.champ, champ.egal) for champ in lecture.champs] == [
        ("nom", True),
        ("prenoms", True),
        ("date_naissance", True),
        ("sexe", True),
    ]


async def test_an_agent_who_accepts_a_doubt_passes_on_what_is_wrong(app: App, ephoto: Ephoto, porteur: Porteur) -> None:
    carte = carte_identite(PERSONNE.model_dump() | {"sexe": "M"})
    demande, piece = uuid4(), await jointe(app, jpeg(carte))
    await dits(app, demande, deposee(piece), demande_validee([piece], ephoto))
    agent = porteur(Role.AGENT_CTN)
    await agent.post(f"/api/ctn/dossiers/{demande}/prise")
    answer = await agent.post(f"/api/ctn/dossiers/{demande}/decision", json={"conforme": True})
    lues = [event for event in await published(app.db, demande) if isinstance(event, PiecesLuesV1)]

    assert answer.status_code == 200
    assert [[ecart.code for ecart in lecture.ecarts] for event in lues for lecture in event.lectures] == [["sexe"]]


async def test_nothing_of_the_person_is_kept_of_a_demande_that_expired(app: App) -> None:
    demande, piece = uuid4(), await jointe(app, jpeg(CARTE))
    await dits(app, demande, deposee(piece), demande_expiree(), deposee(await jointe(app, jpeg(CARTE))))
    async with app.db.begin() as tx:
        vues = await verdicts.seen(tx, demande)

    assert vues[piece.id].verdict.releves[0].mesures
    assert "LEFEVRE" not in str([releve.dire() for vue in vues.values() for releve in vue.verdict.releves])


@pytest.fixture
def autorite() -> AutoriteDEssai:
    return AutoriteDEssai.creer("FR99", depuis=date(2020, 1, 1), jusqu_a=date(2035, 1, 1))


@pytest.mark.parametrize(("connue", "controle"), [(True, "conforme"), (False, "a_verifier")])
async def test_a_2d_doc_is_read_off_the_page_and_its_signature_verified(
    app: App, autorite: AutoriteDEssai, connue: bool, controle: str
) -> None:
    cle, certificat = autorite.emettre("0001", depuis=date(2020, 1, 1), jusqu_a=date(2035, 1, 1))
    entete = Entete(
        version=3, ac="FR99", certificat="0001", emission=date(2026, 10, 1), signature=date(2026, 10, 1), type="01"
    )
    donnees = [
        ("10", "MME/ELEONORE/LEFEVRE-DUPRE"),
        ("22", "12 BIS RUE DE L EGLISE"),
        ("24", "92160"),
        ("25", "ANTONY"),
    ]
    code = zxingcpp.create_barcode(signer(entete, donnees, cle), zxingcpp.BarcodeFormat.DataMatrix)
    dessin = Image.fromarray(np.asarray(code.to_image(scale=5), np.uint8))
    facture = page().copy()
    facture.paste(dessin, (1100, 120))
    avec = Sceaux(Confiance([autorite.certificat, certificat] if connue else []))
    piece = await jointe(app, jpeg(facture), "domicile")
    (dit,) = await dits(replace(app, sceaux=avec), uuid4(), deposee(piece))

    assert dit.controle == controle
    assert connue or dit.causes[0].zones[0].x > 0.5
