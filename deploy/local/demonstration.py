"""What `make run` shows: people of every role, and one demande that went all the way."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any, Protocol

import httpx
import pyotp

from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite, Json, Refus
from deploy.local.catalogue import ROOT
from deploy.local.keys import write_private
from deploy.local.place import Subscriber
from deploy.local.process import inherited_environment

PREFECTURES = {"921": "instructeur-antony", "751": "instructeur-paris"}
ECOLE = "contact@auto-ecole-etoile.example.fr"
CANDIDAT = "eric.renaud@exemple.example.fr"
PHOTOGRAPHE = "photographe-demonstration"
PARTENAIRE = "partenaire-demonstration"
AGREMENTS = Path(__file__).with_name("agrements.csv")
"""The registry: who signs up as a school needs one of its numbers."""
PHOTOGRAPHES = Path(__file__).with_name("photographes.csv")


class Stage(Protocol):
    """Where it is played: a place of this machine, or a stack of containers."""

    folder: Path

    @property
    def public_url(self) -> str: ...

    @property
    def inbox_url(self) -> str: ...

    @property
    def partner(self) -> Subscriber: ...

    def environment(self, name: str) -> dict[str, str]: ...


async def demonstrate(place: Stage, earlier: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What there is to know: logins, the photographer's client, the demande. Played once, then remembered."""
    async with (
        httpx.AsyncClient(base_url=place.public_url, timeout=30) as gateway,
        httpx.AsyncClient(base_url=place.inbox_url, timeout=30) as inbox,
    ):
        if earlier and await _still_there(gateway, earlier):
            return {key: value for key, value in earlier.items() if key != "addresses"}
        people = await open_accounts(place, gateway)
        await _accounts(place, "importer-agrements", str(AGREMENTS))
        await importer_photographes(place)
        played = await play(gateway, Boite(inbox), people)
    return {
        "logins": [
            _login("auto-école", played.ecole),
            _login("candidat", played.candidat),
            *(_login(f"instructeur {code}", people.instructeurs[code]) for code in PREFECTURES),
            _login("agent du CTN", people.agent_ctn),
            _login("administrateur", people.administrateur),
        ],
        "clients": [
            {"role": "photographe", "client_id": PHOTOGRAPHE, "client_secret": people.photographe.secret},
            {"role": "partenaire", "client_id": PARTENAIRE, "client_secret": people.partenaire.secret},
        ],
        "partenaire": {"url": place.partner.broker_url, "queue": place.partner.queue},
        "agrements": "E 18 075 0011 0 ou E 20 092 0042 0",
        "demande": played.demande,
        "numero": played.numero,
    }


class People:
    """Who works in the administration, and the programs of a photographer and of a partner."""

    def __init__(self, gateway: httpx.AsyncClient) -> None:
        self.instructeurs = {code: _agent(gateway, name) for code, name in PREFECTURES.items()}
        self.agent_ctn = _agent(gateway, "agent-ctn")
        self.administrateur = _agent(gateway, "administrateur")
        self.photographe = Acteur(gateway, identifiant=PHOTOGRAPHE, secret=token_hex(24))
        self.partenaire = Acteur(gateway, identifiant=PARTENAIRE, secret=token_hex(24))

    @property
    def agents(self) -> tuple[Acteur, ...]:
        return (*self.instructeurs.values(), self.agent_ctn, self.administrateur)


async def open_accounts(place: Stage, gateway: httpx.AsyncClient) -> People:
    """By the operator's commands of accounts: agents are invited, they do not sign up."""
    people = People(gateway)
    agents = [
        _create_agent(place, acteur, "instructeur", "Martin", "Maëlle", "--prefecture", code)
        for code, acteur in people.instructeurs.items()
    ]
    agents.append(_create_agent(place, people.agent_ctn, "agent_ctn", "Petit", "Hugo"))
    agents.append(_create_agent(place, people.administrateur, "administrateur", "Girard", "Inès"))
    await asyncio.gather(
        *agents,
        _create_client(place, "photographe", "Studio Lumière", people.photographe),
        _create_client(place, "partenaire", "Observatoire des délais", people.partenaire),
    )
    await asyncio.gather(*(one.se_connecter() for one in (people.photographe, people.partenaire, *people.agents)))
    return people


class Played:
    """The demande that went all the way, and whose it is."""

    def __init__(self, ecole: Acteur, candidat: Acteur, demande: str, numero: str) -> None:
        self.ecole, self.candidat, self.demande, self.numero = ecole, candidat, demande, numero


async def play(gateway: httpx.AsyncClient, boite: Boite, people: People) -> Played:
    """From the school's account to the attestation."""
    ecole, candidat, instructeur = Acteur(gateway), Acteur(gateway), people.instructeurs["921"]
    _, code = await asyncio.gather(
        parcours.ouvrir_auto_ecole(ecole, boite, ECOLE, "Auto-école de l'Étoile", "E 17 095 0006 0"),
        parcours.deposer_ephoto(people.photographe),
    )
    demande = await parcours.saisir(ecole, code, CANDIDAT)
    await parcours.verdicts(ecole, demande)
    await ecole.obtenir("POST", f"/api/demandes/{demande}/finalisation")
    await parcours.activer(candidat, boite, CANDIDAT, sexe="M")
    await parcours.attendre_statut(candidat, demande, "attente_validation_usager")
    numero = await parcours.valider(candidat, demande)
    await parcours.passer_le_ctn(people.agent_ctn, ecole, demande)
    await parcours.telecharger(ecole, demande, "recepisse_depot")
    await parcours.attendre_dossier(instructeur, demande)
    await instructeur.obtenir("POST", f"/api/instruction/dossiers/{demande}/acceptation", json={})
    await parcours.attendre_statut(candidat, demande, "acceptee")
    await parcours.telecharger(candidat, demande, "attestation_inscription")
    return Played(ecole, candidat, demande, numero)


async def _still_there(gateway: httpx.AsyncClient, earlier: Mapping[str, Any]) -> bool:
    """The data folder is the one that the earlier demonstration filled."""
    logins = earlier.get("logins")
    if not logins:
        return False
    acteur = Acteur(gateway, identifiant=logins[0]["identifiant"], mot_de_passe=logins[0]["mot_de_passe"])
    try:
        await acteur.se_connecter()
    except Refus:
        return False
    return (await acteur.demander("GET", f"/api/demandes/{earlier['demande']}")).is_success


async def _create_agent(place: Stage, acteur: Acteur, role: str, nom: str, prenom: str, *more: str) -> None:
    who = ("--role", role, "--nom", nom, "--prenom", prenom, "--email", f"{acteur.identifiant}@gouv.example.fr")
    command = ("creer-agent", *who, "--identifiant", acteur.identifiant, *more)
    both = {"--mot-de-passe-fichier": acteur.mot_de_passe, "--totp-fichier": acteur.graine}
    await _with_files(place, *command, secrets=both)


async def _create_client(place: Stage, role: str, nom: str, programme: Acteur) -> None:
    command = ("creer-client", "--role", role, "--nom", nom, "--client-id", programme.identifiant)
    await _with_files(place, *command, secrets={"--secret-fichier": programme.secret})


async def _with_files(place: Stage, *command: str, secrets: Mapping[str, str]) -> None:
    """Secrets go by files that are gone at once: arguments are seen by everybody on the machine."""
    with ExitStack() as files:
        options = []
        for option, secret in secrets.items():
            file = Path(place.folder) / f"secret-{token_hex(8)}"
            write_private(file, secret.encode())
            files.callback(file.unlink)
            options += [option, str(file)]
        await _accounts(place, *command, *options)


async def importer_photographes(place: Stage) -> None:
    """The directory of places where a photo can be made."""
    await _operate(place, "ctn", "ctn_verification.annuaire", str(PHOTOGRAPHES))


async def _accounts(place: Stage, *command: str) -> None:
    await _operate(place, "accounts", "accounts", *command)


async def _operate(place: Stage, service: str, module: str, *command: str) -> None:
    """An operator's command, with the service's settings."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *command),
        env={**inherited_environment(), **place.environment(service)},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await running.communicate()
    if running.returncode != 0:
        raise RuntimeError(f"{module} {command[0]}: {said.decode(errors='replace')}")


def _login(role: str, acteur: Acteur) -> Json:
    login = {"role": role, "identifiant": acteur.identifiant, "mot_de_passe": acteur.mot_de_passe}
    return login | ({"totp": acteur.graine, "otpauth": acteur.otpauth} if acteur.graine else {})


def _agent(gateway: httpx.AsyncClient, identifiant: str) -> Acteur:
    return Acteur(gateway, identifiant=identifiant, mot_de_passe=_password(), graine=pyotp.random_base32())


def _password() -> str:
    return f"Aa1-{token_urlsafe(12)}"
