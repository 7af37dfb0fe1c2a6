"""What documents does with each fact of a demande: it prints what the table says, and erases what is purged."""

from dataclasses import replace
from typing import TypeVar

from contracts.delivery import Received, Tx, cancel, on, plan
from contracts.events.demandes import (
    DemandeAccepteeV1,
    DemandeACompleterV1,
    DemandePurgeeV1,
    DemandeRejeteeV1,
    DemandeTransmiseV1,
    DemandeValideeV1,
    FormulairePhotoAttenduV1,
    TransfertDecideV1,
)
from documents_pdf.app import App
from documents_pdf.domain.document import Emis, emettre
from documents_pdf.domain.modeles import documents_de
from documents_pdf.domain.sujet import Fait, sujet
from documents_pdf.domain.verification import Scelle
from documents_pdf.production import ABANDONED, Produit, produire
from documents_pdf.storage import documents as store
from documents_pdf.storage import ecoles, scelles

F = TypeVar("F", bound=Fait)


async def on_fait(event: Received[F], app: App) -> None:
    """Print first, register after: the printing may be done twice, its effect is kept once."""
    produits = [await produire(app, event.subject, contenu) for contenu in documents_de(event.data)]
    async with app.db.begin(event) as tx:
        for produit in filter(None, produits):
            await _register(tx, app, event, produit)


async def on_transfert_decide(event: Received[TransfertDecideV1], app: App) -> None:
    """The documents follow the demande: the old school reads them no more (seed 000)."""
    async with app.db.begin(event) as tx:
        if event.data.decision == "accepte":
            await ecoles.hand_over(tx, event.subject, event.data.nouvelle.compte, event.sequence)


async def on_demande_purgee(event: Received[DemandePurgeeV1], app: App) -> None:
    """The lines go now, the files with the deadline that removes what no line points to.

    Of each seal is left that a document was delivered, without the person: a paper may outlive its dossier.
    """
    async with app.db.begin(event) as tx:
        await ecoles.erase(tx, event.subject)
        await scelles.erase(tx, event.subject, event.data.purgee_le)
        for objet in await store.erase(tx, event.subject):
            await plan(tx, ABANDONED, objet, app.now())


async def _register(tx: Tx, app: App, event: Received[F], produit: Produit) -> None:
    demande, about = event.subject, sujet(event.data)
    assert about is not None, "what tells too little makes no document"
    en_vigueur = await store.latest(tx, demande, produit.contenu.type)
    emis, fait = emettre(
        produit.contenu,
        about,
        produit.pdf,
        id=app.new_id(),
        demande=demande,
        version=1 + (en_vigueur.version if en_vigueur else 0),
        cle=produit.cle,
        now=app.now(),
    )
    auto_ecole = await ecoles.reader(tx, demande, emis.auto_ecole, event.sequence)
    await store.add(tx, replace(emis, auto_ecole=auto_ecole), fait)
    await scelles.add(tx, _scelle(emis, produit))
    await cancel(tx, ABANDONED, produit.objet)


def _scelle(emis: Emis, produit: Produit) -> Scelle:
    essentiel = produit.contenu.essentiel
    return Scelle(
        code=produit.code,
        sha256=emis.sha256,
        demande=emis.demande,
        type=emis.type,
        version=emis.version,
        delivre_le=produit.contenu.fait_le,
        valable_jusqu_a=essentiel.valable_jusqu_a,
        mentions=tuple(essentiel.mentions()),
    )


HANDLERS = [
    on(DemandeValideeV1, on_fait),
    on(FormulairePhotoAttenduV1, on_fait),
    on(DemandeTransmiseV1, on_fait),
    on(DemandeAccepteeV1, on_fait),
    on(DemandeACompleterV1, on_fait),
    on(DemandeRejeteeV1, on_fait),
    on(TransfertDecideV1, on_transfert_decide),
    on(DemandePurgeeV1, on_demande_purgee),
]
