"""What the system says of itself names nobody: not in its logs, not in its metrics."""

import httpx

from deploy.local.acteur import MOT_DE_PASSE
from tests.e2e.conftest import Scene

PERSONAL = (
    "Renaud",
    "Lefèvre",
    "Jean-Noël",
    "Camille Claudel",
    "612345678",
    "06 12 34 56 78",
    "1996-02-29",
    "Çelik",
    MOT_DE_PASSE,
)


async def test_logs_and_metrics_name_nobody(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande, _ = await scene.en_instruction(ecole, email)
    numero = (await ecole.obtenir("GET", f"/api/demandes/{demande}"))["numero"]
    jeton = ecole.jetons["access_token"]

    for name in (*scene.system.services, "gateway"):
        said = scene.system.log(name)
        assert said, name
        for word in (*PERSONAL, email, numero, jeton, ecole.identifiant):
            assert word not in said, f"{name} says {word}"

    async with httpx.AsyncClient(timeout=10) as http:
        for name in scene.system.services:
            for port in scene.system.doors(name):
                told = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
                assert "permis_" in told
                for word in (*PERSONAL, email, numero, demande):
                    assert word not in told, f"{name} measures {word}"


async def test_operators_pages_are_not_for_the_world(scene: Scene) -> None:
    for path in ("/metrics", "/healthz", "/readyz", "/docs", "/openapi.json", "/api/accounts/healthz"):
        answer = await scene.gateway.get(path)
        assert answer.status_code == 404, path
        assert answer.headers["content-type"].startswith("application/problem+json"), path
