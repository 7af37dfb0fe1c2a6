"""One demande from the school's account to the attestation, and what everybody sees on the way."""

import json
import re
from io import BytesIO
from uuid import UUID

import aio_pika
import pikepdf

from deploy.local import parcours
from deploy.local.acteur import Json, until
from deploy.local.place import Subscriber
from tests.e2e.conftest import Scene

PERSONAL = ("Renaud", "Lefèvre", "Éric", "exemple.example.fr", "612345678", "Camille Claudel")


async def test_from_filing_to_attestation(scene: Scene) -> None:
    ecole, email, code = await scene.ecole(), scene.email(), await scene.code()
    instructeur = scene.people.instructeurs["921"]

    demande = await parcours.saisir(ecole, code, email)
    verdicts = await parcours.verdicts(ecole, demande)
    assert verdicts == {"identite": "conforme", "domicile": "conforme"}
    recapitulatif = await ecole.obtenir("GET", f"/api/demandes/{demande}/recapitulatif")
    assert "Relisez" in json.dumps(recapitulatif, ensure_ascii=False)
    assert (await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation"))["libelle"] == (
        "Dossier en attente de validation usager"
    )

    mail = await scene.boite.attendre(email, re.compile("Votre école de conduite a effectué une démarche pour vous"))
    assert mail
    sms = await scene.boite.attendre("+33612345678", re.compile("Votre auto-école a terminé la saisie"))
    assert sms
    candidat = await scene.candidat(email, demande)
    numero = await parcours.valider(candidat, demande)
    assert re.fullmatch(r"921\d{20}", numero)
    confirmation = await scene.boite.attendre(email, re.compile(r"La demande en ligne n°(\d+) est enregistrée"))
    assert confirmation == numero
    assert await scene.boite.attendre("+33612345678", re.compile(f"Votre demande en ligne {numero} est enregistrée"))

    await parcours.passer_le_ctn(scene.people.agent_ctn, ecole, demande)
    for reader in (ecole, candidat):
        assert pages(await parcours.telecharger(reader, demande, "recepisse_depot")) == 1
    await parcours.attendre_dossier(instructeur, demande)
    await instructeur.obtenir("POST", f"/api/instruction/dossiers/{demande}/acceptation", json={})
    vue = await parcours.attendre_statut(candidat, demande, "acceptee")
    assert vue["libelle"] == "Demande acceptée"
    for reader in (ecole, candidat):
        assert pages(await parcours.telecharger(reader, demande, "attestation_inscription")) == 2
    assert await scene.boite.attendre(email, re.compile("L'attestation d'inscription au permis de conduire peut être"))

    historique = (await candidat.obtenir("GET", f"/api/demandes/{demande}/historique"))["elements"]
    passed = [ligne["statut"] for ligne in historique]
    order = ["brouillon", "attente_validation_usager", "verification_images", "en_instruction", "acceptee"]
    assert [statut for statut in order if statut in passed] == order
    assert all(ligne["le"] and ligne["auteur"] and ligne["suite"] for ligne in historique)


async def test_the_public_stream_tells_each_status_and_nothing_of_the_person(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande, _ = await scene.en_instruction(ecole, email)

    told = await drained(scene.system.place.partner, UUID(demande))

    assert [message["data"]["statut"] for message in told][-3:] == [
        "attente_validation_usager",
        "verification_images",
        "en_instruction",
    ]
    assert [int(message["sequence"]) for message in told] == list(range(1, len(told) + 1))
    for word in (*PERSONAL, email):
        assert word not in json.dumps(told, ensure_ascii=False)


async def test_an_account_that_was_there_before_gets_the_other_mail(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    first = await scene.finalisee(ecole, email)
    candidat = await scene.candidat(email, first)

    second = await scene.finalisee(ecole, email)

    assert await scene.boite.attendre(email, re.compile("Bonjour Monsieur Renaud-Lefèvre"))
    await parcours.attendre_statut(candidat, second, "attente_validation_usager")


def pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


async def drained(partner: Subscriber, demande: UUID) -> list[Json]:
    """What stands in the partner's queue about this demande, until it tells of the préfecture."""
    told: list[Json] = []
    connection = await aio_pika.connect(partner.broker_url)
    async with connection:
        channel = await connection.channel()
        queue = await channel.get_queue(partner.queue, ensure=False)

        async def next_one() -> bool:
            message = await queue.get(fail=False)
            if message is not None:
                await message.ack()
                event = json.loads(message.body)
                if event["subject"] == str(demande):
                    told.append(event)
            return bool(told) and told[-1]["data"]["statut"] == "en_instruction"

        await until(next_one, "le flux public")
    return told
