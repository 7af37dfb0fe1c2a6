"""Clients: the programs of photographers and partners."""

from dataclasses import dataclass, field, replace

from accounts.app import App
from accounts.commandes.refus import CommandeRefusee
from accounts.domain.client import SECRET_MIN, Client, empreinte
from accounts.domain.noms import plier
from accounts.storage import clients
from contracts.vocabulary.roles import Role


@dataclass(frozen=True)
class NouveauClient:
    role: Role
    nom: str
    client_id: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class ClientCree:
    """`secret` is told only when it was made here, and only this once."""

    client_id: str
    secret: str | None = field(default=None, repr=False)


async def creer_client(app: App, nouveau: NouveauClient) -> ClientCree:
    """Again with the same client_id: its secret changes when one is given, and stays what it was when none is."""
    if nouveau.secret is not None and len(nouveau.secret) < SECRET_MIN:
        raise CommandeRefusee(f"Le secret est trop court : il lui faut {SECRET_MIN} caractères au moins.")
    client_id = nouveau.client_id or "-".join((nouveau.role, *plier(nouveau.nom).split()))[:100]
    async with app.db.begin() as tx:
        existant = await clients.par_client_id(tx, client_id)
        if existant is not None and existant.role is not nouveau.role:
            raise CommandeRefusee(f"{client_id} est déjà un {existant.role} : choisissez un autre client_id.")
        fabrique = app.tirage(32) if existant is None and nouveau.secret is None else None
        client = existant or Client(app.id(), client_id, nouveau.role, nouveau.nom, b"", app.now())
        secret = nouveau.secret or fabrique
        kept = client.empreinte if secret is None else empreinte(secret)
        await clients.save(tx, replace(client, nom=nouveau.nom, empreinte=kept))
    return ClientCree(client_id, fabrique)
