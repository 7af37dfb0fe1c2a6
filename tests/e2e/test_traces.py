"""From a click to the mail, one tree: what an operator who has a request's id finds in the collector."""

import json
from collections.abc import Collection

from deploy.local import parcours
from deploy.local.acteur import Acteur, until
from deploy.simulators.collecteur import SpanRecu
from tests.e2e.conftest import Scene

SERVICES = {"accounts", "demandes", "ctn", "instruction", "documents", "notifications"}


async def test_each_click_is_one_tree_down_to_the_mail_and_together_they_reach_every_service(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande = await parcours.saisir(ecole, await scene.code(), email)
    await parcours.verdicts(ecole, demande)

    trees = [
        await clicked(
            scene,
            ecole,
            f"/api/demandes/{demande}/finalisation",
            wanted={
                "POST /api/demandes/{demande_id}/finalisation",
                "publish permis.demandes.demande-finalisee.v1",
                "handle permis.demandes.demande-finalisee.v1",  # accounts opens the candidate's account
                "publish permis.accounts.compte-ouvert.v1",
                "handle permis.accounts.compte-ouvert.v1",
                "send mail",
            },
        )
    ]
    candidat = await scene.candidat(email, demande)
    trees.append(
        await clicked(
            scene,
            candidat,
            f"/api/demandes/{demande}/validation",
            json={"atteste_sur_l_honneur": True},
            wanted={
                "publish permis.demandes.demande-validee.v1",
                "handle permis.demandes.demande-validee.v1",  # notifications, and the CTN
                "send mail",
                "send sms",
            },
        )
    )
    await parcours.passer_le_ctn(scene.people.agent_ctn, ecole, demande)
    instructeur = await scene.known("instructeur")
    await parcours.attendre_dossier(instructeur, demande)
    trees.append(
        await clicked(
            scene,
            instructeur,
            f"/api/instruction/dossiers/{demande}/acceptation",
            json={},
            wanted={
                "publish permis.instruction.dossier-accepte.v1",
                "publish permis.demandes.demande-acceptee.v1",
                "publish permis.documents.document-produit.v1",
                "handle permis.documents.document-produit.v1",
                "send mail",
            },
        )
    )

    assert {span.service for tree in trees for span in tree} == SERVICES
    for tree in trees:
        assert not [span.name for span in tree if span.failed]
        said = json.dumps([span.attributes for span in tree], ensure_ascii=False)
        assert email not in said
        assert "Renaud" not in said


async def clicked(
    scene: Scene, acteur: Acteur, path: str, *, wanted: Collection[str], json: object = None
) -> list[SpanRecu]:
    """What hangs on this request."""
    answer = await acteur.demander("POST", path, json=json)
    assert answer.is_success, answer.text
    return await tree(scene, answer.headers["x-request-id"], wanted)


async def tree(scene: Scene, trace: str, wanted: Collection[str]) -> list[SpanRecu]:
    """The spans of a request, once all that is wanted hangs on it."""

    async def told() -> list[SpanRecu] | None:
        spans = scene.collecteur.of_trace(trace)
        return spans if not set(wanted) - {span.name for span in spans} and is_one_tree(spans) else None

    try:
        return await until(told, f"un arbre complet de {trace}")
    except TimeoutError:
        raise AssertionError("\n".join(sorted(map(str, scene.collecteur.of_trace(trace))))) from None


def is_one_tree(spans: list[SpanRecu]) -> bool:
    """One root, the gateway's request, and everybody else's parent is there."""
    known = {span.id for span in spans}
    assert len(known) == len(spans)
    roots = [span for span in spans if not span.parent]
    return len(roots) == 1 and all(span.parent in known for span in spans if span.parent)
