"""Bad input through the gateway: each its own clear problem, and nothing changed."""

import struct
import zlib
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pikepdf
import pytest

from deploy.local import exemplaires, parcours
from deploy.local.acteur import MOT_DE_PASSE, Acteur, until
from tests.e2e.conftest import Scene


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The problem, once it is one, and says in French what to do."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problemes/{slug}", body
    assert body["title"]
    assert len(body["detail"]) > 20
    return body


@pytest.fixture(scope="module")
async def ecole(scene: Scene) -> Acteur:
    return await scene.ecole()


async def brouillon(ecole: Acteur) -> str:
    async def ouvert() -> str | None:
        answer = await ecole.demander("POST", "/api/demandes", json={"motif": "inscription"})
        return str(answer.json()["id"]) if answer.is_success else None

    return await until(ouvert, "un brouillon")


async def test_malformed_json(scene: Scene, ecole: Acteur) -> None:
    demande = await brouillon(ecole)

    answer = await ecole.demander(
        "PUT",
        f"/api/demandes/{demande}/etapes/motif",
        content=b'{"motif": "inscription", ',
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 400
    assert "ligne" in answer.json()["detail"]
    assert (await ecole.obtenir("GET", f"/api/demandes/{demande}"))["etapes"]["motif"] is None


async def test_missing_and_extra_fields_are_all_named(ecole: Acteur) -> None:
    demande = await brouillon(ecole)

    extra = await ecole.demander(
        "PUT", f"/api/demandes/{demande}/etapes/motif", json={**parcours.MOTIF, "couleur": "bleu"}
    )
    missing = await parcours.saisir_etape(ecole, demande, "etat-civil", {"sexe": "M"})

    assert extra.status_code == 422
    assert [error["pointer"] for error in extra.json()["errors"]] == ["/couleur"]
    named = {error["pointer"] for error in problem(missing, 422, "etape-incorrecte")["errors"]}
    assert {"/nom_naissance", "/date_naissance", "/commune_naissance"} <= named


async def test_no_postal_code_of_another_commune(ecole: Acteur) -> None:
    demande = await brouillon(ecole)

    saisie = parcours.ADRESSE | {"email": "a@exemple.example.fr", "code_postal": "75001"}
    answer = await parcours.saisir_etape(ecole, demande, "adresse-contact", saisie)

    assert "/code_postal" in {error["pointer"] for error in problem(answer, 422, "etape-incorrecte")["errors"]}


def png_bomb() -> bytes:
    """50,000 × 50,000 pixels in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 4_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def three_pages() -> bytes:
    document, file = pikepdf.new(), BytesIO()
    for _ in range(3):
        document.add_blank_page()
    document.save(file)
    return file.getvalue()


FILES = [
    ("photo.jpg", b"Ceci est un texte.\n" * 50, 415, "format-refuse"),
    ("vide.pdf", b"", 422, "fichier-vide"),
    ("bombe.png", png_bomb(), 422, "trop-de-pixels"),
    ("trois.pdf", three_pages(), 422, "trop-de-pages"),
    ("scan.jpg", three_pages(), 415, "extension-trompeuse"),
    ("coupee.jpg", exemplaires.jpeg(exemplaires.page())[:50_000], 422, "fichier-illisible"),
]


@pytest.mark.parametrize(("nom", "contenu", "status", "slug"), FILES, ids=[file[3] for file in FILES])
async def test_a_file_that_cannot_be_a_piece(ecole: Acteur, nom: str, contenu: bytes, status: int, slug: str) -> None:
    demande = await brouillon(ecole)

    answer = await ecole.demander(
        "POST", f"/api/demandes/{demande}/pieces", data={"type": "identite"}, files={"fichier": (nom, contenu)}
    )

    problem(answer, status, slug)
    assert (await ecole.obtenir("GET", f"/api/demandes/{demande}/pieces"))["elements"] == []


@pytest.mark.parametrize("size", [11 * 1024 * 1024 + 1, 12_500_000, 20_000_000])
async def test_a_file_of_twelve_megabytes(ecole: Acteur, size: int) -> None:
    demande = await brouillon(ecole)

    answer = await ecole.demander(
        "POST",
        f"/api/demandes/{demande}/pieces",
        data={"type": "identite"},
        files={"fichier": ("gros.jpg", b"\xff\xd8\xff" + bytes(size))},
    )

    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert " Mo" in answer.json()["detail"]
    assert (await ecole.obtenir("GET", f"/api/demandes/{demande}/pieces"))["elements"] == []


async def test_an_unknown_photo_code(ecole: Acteur) -> None:
    demande = await brouillon(ecole)

    code = "ABCDEFGHJKMNPQRSTUVWXY"
    answer = await parcours.saisir_etape(ecole, demande, "photo-signature", {"mode": "numerique", "code": code})

    problem(answer, 422, "code-photo-inconnu")


async def test_validation_wants_the_attestation_and_happens_once(scene: Scene, ecole: Acteur) -> None:
    email = scene.email()
    demande = await scene.finalisee(ecole, email)
    candidat = await scene.candidat(email, demande)
    url = f"/api/demandes/{demande}/validation"

    problem(await candidat.demander("POST", url, json={"atteste_sur_l_honneur": False}), 422, "attestation-manquante")
    assert (await candidat.obtenir("GET", f"/api/demandes/{demande}"))["numero"] is None
    key, atteste = uuid4().hex, {"atteste_sur_l_honneur": True}
    first = await candidat.demander("POST", url, json=atteste, cle=key)
    again = await candidat.demander("POST", url, json=atteste, cle=key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert again.headers["Idempotent-Replay"] == "true"
    other = await candidat.demander("POST", url, json={"atteste_sur_l_honneur": False}, cle=key)
    problem(other, 422, "cle-idempotence-reutilisee")
    problem(await candidat.demander("POST", url, json=atteste), 409, "acte-impossible")


async def test_a_used_and_an_unknown_activation_link(scene: Scene) -> None:
    ecole, email = await scene.ecole(), scene.email()
    demande = await scene.finalisee(ecole, email)
    jeton = await scene.boite.attendre(email, parcours.LIEN)
    await scene.candidat(email, demande)
    body = {
        "sexe": "M",
        "mot_de_passe": MOT_DE_PASSE,
        "question_secrete": "prenom_pere",
        "reponse_secrete": "Noël",
    }

    used = await scene.acteur().demander("POST", f"/api/accounts/activations/{jeton}", json=body)
    unknown = await scene.acteur().demander("POST", "/api/accounts/activations/" + "x" * 43, json=body)

    problem(used, 410, "lien-perime")
    problem(unknown, 404, "lien-inconnu")


Ask = Callable[[Acteur, str], Awaitable[httpx.Response]]
READS = ("", "/historique", "/recapitulatif", "/pieces", "/flux")


async def test_somebody_elses_demande_does_not_exist(scene: Scene, ecole: Acteur) -> None:
    email = scene.email()
    demande, _ = await scene.en_instruction(ecole, email)
    other_school, stranger_mail = await scene.ecole(), scene.email()
    stranger = await scene.candidat(stranger_mail, await scene.finalisee(other_school, stranger_mail))
    paris = scene.people.instructeurs["751"]

    for reader in (other_school, stranger):
        for path in READS:
            answer = await reader.demander("GET", f"/api/demandes/{demande}{path}")
            assert answer.status_code == 404, path
    assert (await stranger.demander("POST", f"/api/demandes/{demande}/refus", json={})).status_code == 404
    assert (await paris.demander("GET", f"/api/instruction/dossiers/{demande}")).status_code == 404
    for reader in (other_school, stranger, paris):
        listed = await reader.obtenir("GET", "/api/documents", params={"demande": demande})
        assert listed["elements"] == []


@pytest.mark.parametrize(
    "token", ["", "pas-un-jeton", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJFZERTQSJ9.e30.AAAA"]
)
async def test_a_token_that_is_none_of_ours(scene: Scene, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for path in ("/api/demandes", "/api/instruction/dossiers", "/api/notifications", "/api/accounts/moi"):
        answer = await scene.gateway.get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_wrong_role(scene: Scene, ecole: Acteur) -> None:
    assert (await ecole.demander("GET", "/api/instruction/dossiers")).status_code == 403
    assert (await ecole.demander("GET", "/api/ctn/dossiers")).status_code == 403
    assert (await scene.people.photographe.demander("GET", "/api/demandes")).status_code == 403
    assert (await scene.people.agent_ctn.demander("POST", "/api/demandes", json={})).status_code == 403
