"""`python -m accounts`: serve, migrate, check the settings, create agents and clients."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import uvloop
from pydantic import ValidationError

from accounts.app import App
from accounts.commandes.agents import NouvelAgent, creer_agent
from accounts.commandes.clients import NouveauClient, creer_client, renouveler_secret, revoquer_client
from accounts.commandes.refus import CommandeRefusee
from accounts.commandes.registre import importer_agrements
from accounts.domain.client import CHEVAUCHEMENT, PROGRAMMES
from accounts.domain.delais import AGENTS
from accounts.domain.second_facteur import graine_saisie
from accounts.main import MIGRATIONS, run, wire
from accounts.settings import Settings
from contracts import spans
from contracts.delivery.migration import upgrade
from contracts.errors import RuleBroken
from contracts.identity.tokens import ROLES
from contracts.settings import read
from contracts.telemetry import configure_logging
from contracts.vocabulary.portees import Portee

T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        return int(args.do(args, read(Settings)))
    except ValidationError as fault:
        for error in fault.errors():
            print(f"ACCOUNTS_{str(error['loc'][0]).upper()}: {error['msg']}", file=sys.stderr)
        return 2
    except (CommandeRefusee, RuleBroken) as fault:
        print(fault, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accounts", description=__doc__)
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="run the service")
    serve.add_argument("--role", choices=("api", "worker", "all"), default="all")
    serve.set_defaults(do=_serve)
    commands.add_parser("migrate", help="bring the database to the newest version").set_defaults(do=_migrate)
    commands.add_parser("check-config", help="read the settings and say what is wrong").set_defaults(do=_check)
    agent = commands.add_parser("creer-agent", help="create an agent's account, or change its password")
    agent.add_argument("--role", choices=sorted(AGENTS), required=True)
    for name in ("--nom", "--prenom", "--email"):
        agent.add_argument(name, required=True)
    agent.add_argument("--prefecture", help="code of the arrondissement, for an instructeur: 921")
    agent.add_argument("--mot-de-passe-fichier", type=Path, required=True)
    agent.add_argument("--identifiant")
    agent.add_argument(
        "--totp-fichier", type=Path, help="seed of the second factor, in base32; made when there is none"
    )
    agent.set_defaults(do=_creer_agent)
    client = commands.add_parser("creer-client", help="create a program's access, or change its secret")
    client.add_argument("--role", choices=sorted(PROGRAMMES), required=True)
    client.add_argument("--nom", required=True)
    client.add_argument("--client-id")
    client.add_argument("--secret-fichier", type=Path)
    client.add_argument("--portee", nargs="+", choices=sorted(Portee), help="what it may do; default: all its role may")
    client.set_defaults(do=_creer_client)
    secret = commands.add_parser("renouveler-secret", help="give a program another secret; the one before stays good")
    secret.add_argument("--client-id", required=True)
    secret.add_argument("--secret-fichier", type=Path)
    heures = CHEVAUCHEMENT // timedelta(hours=1)
    secret.add_argument("--heures", type=int, default=heures, help=f"of the one before; default {heures}")
    secret.set_defaults(do=_renouveler_secret)
    fin = commands.add_parser("revoquer-client", help="end a program's access")
    fin.add_argument("--client-id", required=True)
    fin.set_defaults(do=_revoquer_client)
    registre = commands.add_parser("importer-agrements", help="import the registry of agréments from a CSV file")
    registre.add_argument("fichier", type=Path)
    registre.set_defaults(do=_importer_agrements)
    return parser


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    configure_logging("accounts")
    with spans.exported("accounts"):
        uvloop.run(run(settings, args.role))
    return 0


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    if settings.owner_database_url is None:
        raise CommandeRefusee("ACCOUNTS_OWNER_DATABASE_URL is needed to migrate")
    upgrade(MIGRATIONS, settings.owner_database_url.get_secret_value())
    return 0


def _check(_: argparse.Namespace, settings: Settings) -> int:
    print("settings complete")
    return 0


def _creer_agent(args: argparse.Namespace, settings: Settings) -> int:
    agent = NouvelAgent(
        role=ROLES[args.role],
        nom=args.nom,
        prenom=args.prenom,
        email=args.email,
        prefecture=args.prefecture,
        mot_de_passe=_contenu(args.mot_de_passe_fichier),
        identifiant=args.identifiant,
        graine=None if args.totp_fichier is None else _graine(args.totp_fichier),
    )
    cree = _with_app(settings, lambda app: creer_agent(app, agent))
    print(f"identifiant={cree.identifiant}")
    if cree.otpauth is not None:
        print(f"otpauth={cree.otpauth}")
    return 0


def _creer_client(args: argparse.Namespace, settings: Settings) -> int:
    secret = None if args.secret_fichier is None else _contenu(args.secret_fichier)
    portees = None if args.portee is None else tuple(args.portee)
    client = NouveauClient(ROLES[args.role], args.nom, args.client_id, secret, portees)
    cree = _with_app(settings, lambda app: creer_client(app, client))
    print(f"client_id={cree.client_id}")
    if cree.secret is not None:
        print(f"client_secret={cree.secret}")
    return 0


def _renouveler_secret(args: argparse.Namespace, settings: Settings) -> int:
    secret = None if args.secret_fichier is None else _contenu(args.secret_fichier)
    encore = timedelta(hours=max(-1, min(args.heures, 10_000)))  # what is too much is told in French
    fait = _with_app(settings, lambda app: renouveler_secret(app, args.client_id, encore, secret))
    print(f"client_id={fait.client_id}")
    print(f"ancien_jusqu_au={fait.ancien_jusqu_au.isoformat()}")
    if fait.secret is not None:
        print(f"client_secret={fait.secret}")
    return 0


def _revoquer_client(args: argparse.Namespace, settings: Settings) -> int:
    _with_app(settings, lambda app: revoquer_client(app, args.client_id))
    print(f"client_id={args.client_id}")
    return 0


def _importer_agrements(args: argparse.Namespace, settings: Settings) -> int:
    fait = _with_app(settings, lambda app: importer_agrements(app, args.fichier))
    for nom in ("lignes", "ajoutes", "modifies", "inchanges", "absents", "comptes_concernes"):
        print(f"{nom}={getattr(fait, nom)}")
    return 0


def _with_app(settings: Settings, command: Callable[[App], Awaitable[T]]) -> T:
    async def running() -> T:
        app = wire(settings)
        try:
            return await command(app)
        finally:
            await app.close()

    return uvloop.run(running())


def _contenu(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandeRefusee(f"{file} : illisible ({type(fault).__name__})") from None


def _graine(file: Path) -> str:
    graine = graine_saisie(_contenu(file))
    if graine is None:
        raise CommandeRefusee(f"{file} : ce n'est pas une clé en base32 d'au moins 32 caractères (A à Z, 2 à 7).")
    return graine


if __name__ == "__main__":
    sys.exit(main())
