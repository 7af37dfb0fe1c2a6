"""Accounts: loaded to change them, saved with their links, deadlines and events."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from accounts.domain.appareils import INCONNU
from accounts.domain.compte import Cle, Compte, Decision
from accounts.domain.noms import racine
from accounts.storage import activations
from accounts.storage.tables import comptes
from accounts.storage.verrous import verrouiller
from contracts.delivery import Tx, cancel, outbox, plan
from contracts.errors import RuleBroken
from contracts.identity.tokens import ROLES

ACTIVATION = "activation"
"""The deadline of an account that waits for its owner; subject: the account."""

COLONNES = [comptes.c[champ.name] for champ in fields(Compte)]


class VersionPerimee(RuleBroken):
    slug = "version-perimee"
    title = "Le compte a changé entre-temps"
    kind = "precondition"


async def load(tx: Tx, id: UUID) -> Compte | None:
    """To change it, if it still exists: locked until the end of the transaction."""
    return await _trouver(tx, comptes.c.id == id)


async def par_cle(tx: Tx, cle: Cle) -> Compte | None:
    """The account of this person if there is one; nobody else can open it before the end of the transaction."""
    await verrouiller(tx, "cle", *cle)
    return await _trouver(tx, _de_cle(cle))


async def autre(tx: Tx, futur: Compte) -> bool:
    """Has another account what would make this one? Nobody opens one so before the end of the transaction."""
    await verrouiller(tx, "cle", *futur.cle)
    compte = await _trouver(tx, _de_cle(futur.cle) & (comptes.c.id != futur.id), locked=False)
    return compte is not None


async def par_identifiant(tx: Tx, identifiant: str) -> Compte | None:
    """To look at it: not locked, whoever types it may try for ever."""
    return await _trouver(tx, comptes.c.identifiant == identifiant, locked=False)


async def par_email(tx: Tx, email: str) -> list[Compte]:
    """The active accounts of a mail address: one for each person and role that shares it."""
    theirs = (
        (comptes.c.cle_email == email.lower()) & comptes.c.active_le.is_not(None) & comptes.c.desactive_le.is_(None)
    )
    rows = await tx.execute(select(*COLONNES).where(theirs).order_by(comptes.c.cree_le).limit(20))
    return [compte_de(row) for row in rows.mappings()]


async def lire(tx: Tx, id: UUID) -> Compte | None:
    """To show it."""
    return await _trouver(tx, comptes.c.id == id, locked=False)


async def noter_connexion(
    tx: Tx, compte: Compte, now: datetime, nouveau_hachage: str | None = None, *, appareil: str = INCONNU
) -> bool:
    """False when the password that was just verified is no longer the account's."""
    verifie = (comptes.c.id == compte.id) & (comptes.c.mot_de_passe == compte.mot_de_passe)
    values = {
        "derniere_connexion": comptes.c.connexion_le,
        "connexion_le": now,
        "derniere_connexion_appareil": comptes.c.connexion_appareil,
        "connexion_appareil": appareil,
        "mot_de_passe": nouveau_hachage or compte.mot_de_passe,
    }
    return (await tx.execute(update(comptes).where(verifie).values(values))).rowcount == 1


async def identifiants(tx: Tx, base: str) -> list[str]:
    """Those taken of this root; nobody else chooses one of them before the transaction ends."""
    await verrouiller(tx, "identifiant", base)
    rows = await tx.execute(select(comptes.c.identifiant).where(comptes.c.racine_identifiant == base))
    return list(rows.scalars())


async def dire(tx: Tx, decision: Decision) -> None:
    """What happened to an account that stays as it is."""
    await _publier(tx, decision)


async def save(tx: Tx, decision: Decision, now: datetime) -> None:
    """The account, its link, its deadline and its events leave in one transaction, or not at all."""
    compte = decision.compte
    if compte.version == 0:
        await tx.execute(insert(comptes).values(_values(compte)))
    else:
        connu = (comptes.c.id == compte.id) & (comptes.c.version == compte.version)
        done = await tx.execute(update(comptes).where(connu).values(_values(compte)))
        if done.rowcount != 1:
            raise VersionPerimee("Rechargez-le, puis recommencez.")
    if decision.lien is not None and compte.expire_le is not None:
        await activations.remplacer(tx, compte.id, decision.lien.empreinte, compte.expire_le, now)
        await plan(tx, ACTIVATION, compte.id, compte.expire_le)
    if compte.actif:
        await cancel(tx, ACTIVATION, compte.id)
    await _publier(tx, decision)


async def supprimer(tx: Tx, decision: Decision) -> None:
    """The account goes with its sessions; its links stay, to say why they are dead."""
    await tx.execute(delete(comptes).where(comptes.c.id == decision.compte.id))
    await _publier(tx, decision)


def _de_cle(cle: Cle) -> ColumnElement[bool]:
    return (
        (comptes.c.cle_email == cle.email)
        & (comptes.c.cle_nom == cle.nom)
        & (comptes.c.cle_prenom == cle.prenom)
        & (comptes.c.role == cle.role)
        & (comptes.c.cle_agrement == cle.agrement)
    )


async def _publier(tx: Tx, decision: Decision) -> None:
    for sujet, event in decision.faits:
        await outbox.put(tx, sujet, [event])


async def _trouver(tx: Tx, condition: ColumnElement[bool], *, locked: bool = True) -> Compte | None:
    query = select(*COLONNES).where(condition)
    row = (await tx.execute(query.with_for_update() if locked else query)).mappings().one_or_none()
    return None if row is None else compte_de(row)


def compte_de(row: RowMapping) -> Compte:
    return Compte(**{**row, "role": ROLES[row["role"]], "demandes": tuple(row["demandes"])})


def _values(compte: Compte) -> dict[str, Any]:
    cle = compte.cle
    return asdict(compte) | {
        "demandes": list(compte.demandes),
        "cle_email": cle.email,
        "cle_nom": cle.nom,
        "cle_prenom": cle.prenom,
        "cle_agrement": cle.agrement,
        "racine_identifiant": racine(compte.identifiant) if compte.identifiant else None,
        "version": compte.version + 1,
    }
