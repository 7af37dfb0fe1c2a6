"""What accounts says: schools that may file, candidates attached, active or gone, and where they are reached."""

from contracts.delivery import Received, on
from contracts.events.accounts import (
    AgrementChangeV1,
    CandidatRattacheV1,
    CompteActiveV1,
    CompteExpireV1,
    CompteFermeV1,
    CoordonneesChangeesV1,
)
from contracts.events.parts import AutoEcole, Contact
from contracts.vocabulary.roles import Role
from demandes.app import App
from demandes.domain.candidat import activer, rattacher
from demandes.domain.expiration import abandonner, effacer
from demandes.storage import comptes, demandes


async def on_compte_active(event: Received[CompteActiveV1], app: App) -> None:
    """A school may file from now on; a candidate whose demandes wait may validate them."""
    compte = event.data
    async with app.db.begin(event) as tx:
        if compte.role == Role.AUTO_ECOLE:
            await comptes.keep_auto_ecole(tx, _auto_ecole(compte), event.sequence)
        elif compte.role == Role.USAGER:
            await comptes.lock(tx, compte.compte)
            await comptes.keep_active(tx, compte.compte, Contact(email=compte.email))
            for id in await comptes.demandes_of(tx, compte.compte):
                await demandes.save_any(tx, activer(await demandes.load(tx, id), app.now()))


async def on_candidat_rattache(event: Received[CandidatRattacheV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await comptes.lock(tx, event.data.compte)
        actif = not event.data.nouveau or await comptes.is_active(tx, event.data.compte)
        demande = await demandes.load(tx, event.subject)
        await demandes.save_any(tx, rattacher(demande, event.data.compte, actif=actif, now=app.now()))


async def on_compte_expire(event: Received[CompteExpireV1], app: App) -> None:
    """The account is deleted and the demandes that had made it with it (seed 001)."""
    async with app.db.begin(event) as tx:
        for id in sorted(event.data.demandes):
            await demandes.save_any(tx, effacer(await demandes.load(tx, id), app.now()))


async def on_coordonnees_changees(event: Received[CoordonneesChangeesV1], app: App) -> None:
    changed = event.data
    async with app.db.begin(event) as tx:
        await comptes.move(tx, changed.compte, Contact(email=changed.email, telephone=changed.telephone))


async def on_compte_ferme(event: Received[CompteFermeV1], app: App) -> None:
    """Its drafts go; what was validated goes on (domain.md §9)."""
    async with app.db.begin(event) as tx:
        await comptes.forget(tx, event.data.compte)
        for id in await comptes.brouillons_of(tx, event.data.compte):
            await demandes.save_any(tx, abandonner(await demandes.load(tx, id), app.now()))


async def on_agrement_change(event: Received[AgrementChangeV1], app: App) -> None:
    async with app.db.begin(event) as tx:
        await comptes.keep_agrement(tx, event.data.compte, event.data.etat, event.data.depuis)


def _auto_ecole(compte: CompteActiveV1) -> AutoEcole:
    return AutoEcole(
        compte=compte.compte,
        raison_sociale=compte.raison_sociale or compte.nom,
        numero_agrement=compte.numero_agrement or "",
        email=compte.email,
    )


HANDLERS = [
    on(CompteActiveV1, on_compte_active),
    on(CandidatRattacheV1, on_candidat_rattache),
    on(CompteExpireV1, on_compte_expire),
    on(CoordonneesChangeesV1, on_coordonnees_changees),
    on(CompteFermeV1, on_compte_ferme),
    on(AgrementChangeV1, on_agrement_change),
]
