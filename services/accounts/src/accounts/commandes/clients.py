"""Clients: the programs of photographers and partners, what they may do, and the end of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.client import CHEVAUCHEMENT_MAX, SECRET_MIN, Client, empreinte, portees_refusees, renouveler
from accounts.domain.noms import plier
from accounts.storage import clients, journal
from contracts.delivery import Tx
from contracts.vocabulary.portees import PORTEES
from contracts.vocabulary.roles import Role


@dataclass(frozen=True)
class NouveauClient:
    """Without `portees` those of its role, or those that it has."""

    role: Role
    nom: str
    client_id: str | None = None
    secret: str | None = field(default=None, repr=False)
    portees: tuple[str, ...] | None = None


@dataclass(frozen=True)
class ClientCree:
    """`secret` is told only when it was made here, and only this once."""

    client_id: str
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SecretRenouvele:
    client_id: str
    ancien_jusqu_au: datetime
    secret: str | None = field(default=None, repr=False)


async def creer_client(
    app: App, nouveau: NouveauClient, *, auteur: UUID | None = None, existant_admis: bool = True
) -> ClientCree:
    """Again with the same client_id: its secret changes when one is given, and stays what it was when none is.

    With `existant_admis=False` one that exists stays as it is, and no secret is told.
    """
    _verifier_secret(nouveau.secret)
    if refusees := portees_refusees(nouveau.role, nouveau.portees or ()):
        raise CommandeRefusee(f"Un {nouveau.role} ne peut pas recevoir {', '.join(refusees)}.")
    client_id = nouveau.client_id or "-".join((nouveau.role, *plier(nouveau.nom).split()))[:100]
    async with app.db.begin() as tx:
        existant = await clients.par_client_id(tx, client_id, locked=True)
        if existant is not None and not existant_admis:
            return ClientCree(client_id)
        _verifier_existant(existant, nouveau, client_id)
        fabrique = app.tirage(32) if existant is None and nouveau.secret is None else None
        voulu = _voulu(app, existant, nouveau, client_id, nouveau.secret or fabrique)
        if voulu != existant:
            await clients.save(tx, voulu)
            await journal.noter(
                tx, "client-cree", le=app.now(), auteur=auteur, objet=voulu.id, detail=" ".join(voulu.portees)
            )
    return ClientCree(client_id, fabrique)


async def renouveler_secret(
    app: App, client_id: str, encore: timedelta, secret: str | None = None, *, auteur: UUID | None = None
) -> SecretRenouvele:
    """Another secret; the one before it is good for so long."""
    _verifier_secret(secret)
    if not timedelta() <= encore <= CHEVAUCHEMENT_MAX:
        raise CommandeRefusee(f"L'ancien secret peut servir encore de 0 à {CHEVAUCHEMENT_MAX.days * 24} heures.")
    async with app.db.begin() as tx:
        client = await _vivant(tx, client_id)
        fabrique = app.tirage(32) if secret is None else None
        await clients.save(tx, renouveler(client, secret or fabrique or "", encore, app.now()))
        await journal.noter(tx, "secret-renouvele", le=app.now(), auteur=auteur, objet=client.id)
    return SecretRenouvele(client_id, app.now() + encore, fabrique)


async def revoquer_client(app: App, client_id: str, *, auteur: UUID | None = None) -> None:
    """No secret opens it any more; tokens that are out live out their ten minutes."""
    async with app.db.begin() as tx:
        client = await _vivant(tx, client_id)
        await clients.save(tx, replace(client, revoque_le=app.now(), ancienne=None, ancienne_jusqu_au=None))
        await journal.noter(tx, "client-revoque", le=app.now(), auteur=auteur, objet=client.id)


def _verifier_secret(secret: str | None) -> None:
    if secret is not None and len(secret) < SECRET_MIN:
        raise CommandeRefusee(f"Le secret est trop court : il lui faut {SECRET_MIN} caractères au moins.")


def _verifier_existant(existant: Client | None, nouveau: NouveauClient, client_id: str) -> None:
    if existant is not None and existant.role is not nouveau.role:
        raise CommandeRefusee(f"{client_id} est déjà un {existant.role} : choisissez un autre client_id.")
    if existant is not None and existant.revoque_le is not None:
        raise CommandeRefusee(f"{client_id} est révoqué : choisissez un autre client_id.")


def _voulu(app: App, existant: Client | None, nouveau: NouveauClient, client_id: str, secret: str | None) -> Client:
    neuf = Client(app.id(), client_id, nouveau.role, nouveau.nom, b"", app.now(), PORTEES.get(nouveau.role, ()))
    client = existant or neuf
    garde = client.empreinte if secret is None else empreinte(secret)
    portees = client.portees if nouveau.portees is None else tuple(sorted(set(nouveau.portees)))
    voulu = replace(client, nom=nouveau.nom, empreinte=garde, portees=portees)
    meme_secret = garde == client.empreinte
    return voulu if meme_secret else replace(voulu, ancienne=None, ancienne_jusqu_au=None)


async def _vivant(tx: Tx, client_id: str) -> Client:
    client = await clients.par_client_id(tx, client_id, locked=True)
    if client is None or client.revoque_le is not None:
        raise CommandeRefusee(f"{client_id} n'existe pas, ou est révoqué : vérifiez le client_id.")
    return client
