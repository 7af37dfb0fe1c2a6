"""Stacks of paper forms are read page by page, in the background: what is good is bound, the rest is for an agent."""

import asyncio
from typing import NamedTuple

import structlog
from prometheus_client import Counter

from contracts.children.pool import FileGivenUp
from contracts.events.parts import Fichier
from contracts.http.outages import is_outage
from contracts.objects import ObjetAbsent
from contracts.running import repeat
from ctn_verification.app import App
from ctn_verification.controle import Examinee, controler_ephoto
from ctn_verification.domain.formulaire import FormulaireClos, FormulaireIntrouvable
from ctn_verification.domain.liasse import ESSAIS_MAX, Doute, EtatPage, Liasse, Prise, Sort, bonne, doute_sur
from ctn_verification.domain.page_lue import PageLue, doutes
from ctn_verification.numerisation import lier
from ctn_verification.rangement import deposer_fichier, oublier, ranger
from ctn_verification.storage import formulaires, liasses, pages_liasse

log = structlog.get_logger()

PAGES = Counter("permis_form_pages", "Pages of stacks of paper forms, by what became of them.", ["issue"])
POLL = 1.0  # seconds
OCTETS_MAX = 60 * 1024 * 1024  # of a stack: a child is handed no more at once


class Pile(NamedTuple):
    """The stack in hand."""

    liasse: Liasse
    octets: bytes


class Vue(NamedTuple):
    """A page as the engine saw it; `lue` is None for one that nobody can see."""

    lue: PageLue | None
    examinees: dict[str, Examinee]

    @property
    def sort(self) -> Sort:
        """As far as the page alone decides it; LIEE still depends on its number."""
        if self.lue is None:
            return Sort(EtatPage.A_TRAITER, doutes=(Doute.ILLISIBLE,))
        if self.lue.vierge:
            return Sort(EtatPage.VIERGE)
        verdicts = {nom: vue.verdict for nom, vue in self.examinees.items()}
        trouves = doutes(self.lue)
        if not trouves and not bonne(verdicts):
            trouves = (Doute.NON_CONFORME,)
        etat = EtatPage.A_TRAITER if trouves else EtatPage.LIEE
        return Sort(etat, self.lue.numero, trouves, verdicts)


async def lire_sans_fin(app: App) -> None:
    """In every worker, one page at a time: the other cores belong to those who wait for their verdict."""
    await repeat("liasses", POLL, lambda: lire_ce_qui_attend(app))


async def lire_ce_qui_attend(app: App) -> int:
    """Every page that nobody reads; the file of the stack in hand is fetched once. Returns how many."""
    pile: Pile | None = None
    lues = 0
    while (prise := await _prendre(app)) is not None:
        try:
            if pile is None or pile.liasse.id != prise.liasse:
                pile = await _pile(app, prise)
            PAGES.labels(await _lire(app, prise, pile)).inc()
        except asyncio.CancelledError:
            await asyncio.shield(_rendre(app, prise))
            raise
        except Exception as fault:
            if is_outage(fault):
                await _rendre(app, prise)
            raise
        lues += 1
    return lues


async def _prendre(app: App) -> Prise | None:
    async with app.db.begin() as tx:
        return await pages_liasse.claim(tx, app.now())


async def _rendre(app: App, prise: Prise) -> None:
    async with app.db.begin() as tx:
        await pages_liasse.give_back(tx, prise)


async def _pile(app: App, prise: Prise) -> Pile:
    """Without bytes when the scans are gone already."""
    async with app.db.begin() as tx:
        liasse = await liasses.find(tx, prise.liasse)
    if liasse.fichier is None:
        return Pile(liasse, b"")
    try:
        return Pile(liasse, await app.objets.get(liasse.fichier.bucket, liasse.fichier.cle, au_plus=OCTETS_MAX))
    except ObjetAbsent:
        return Pile(liasse, b"")


async def _lire(app: App, prise: Prise, pile: Pile) -> str:
    """What became of it. A page over which workers died three times is left to an agent unseen."""
    vue = Vue(None, {}) if prise.essais > ESSAIS_MAX else await regarder(app, pile.octets, prise.rang)
    sort = await _au_numero(app, vue.sort)
    if sort.etat is EtatPage.LIEE:
        try:
            return await _lier(app, prise, pile.liasse, vue, sort)
        except (FormulaireClos, FormulaireIntrouvable):  # another page with the same number was faster
            sort = await _au_numero(app, sort)
    if sort.etat is EtatPage.A_TRAITER and vue.lue is not None:
        sort = sort._replace(image=await _image(app, pile.octets, prise.rang))
    async with app.db.begin() as tx:
        if not await pages_liasse.still(tx, prise):
            return "perdue"
        await pages_liasse.settle(tx, prise, sort, vue.lue, app.now())
    return sort.etat


async def regarder(app: App, octets: bytes, rang: int) -> Vue:
    """What the engine says of the page, of its photo and of its signature."""
    lue = await _reconnaitre(app, octets, rang)
    if lue is None:
        return Vue(None, {})
    return Vue(lue, {nom: await controler_ephoto(nom, image, app.moteur) for nom, image in lue.images.items()})


async def _reconnaitre(app: App, octets: bytes, rang: int) -> PageLue | None:
    """A child that looked at a hostile page may say anything: what makes no sense was not read."""
    try:
        answer = await app.moteur.perform("formulaire", octets, rang=rang)
        return None if "refus" in answer.found else PageLue.entendre(answer.found, answer.made)
    except FileGivenUp:
        return None
    except (ValueError, TypeError, LookupError, AttributeError):
        log.warning("moteur.nonsense", tache="formulaire")
        return None


async def _au_numero(app: App, sort: Sort) -> Sort:
    """With what is known of the form: awaited, received, too late, never heard of."""
    if sort.numero is None:
        return sort
    async with app.db.begin() as tx:
        formulaire = await formulaires.lire(tx, sort.numero)
    doute = doute_sur(formulaire, app.now())
    demande = None if formulaire is None else formulaire.demande
    if doute is None:
        return sort._replace(demande=demande)
    return sort._replace(etat=EtatPage.A_TRAITER, doutes=(doute, *sort.doutes), demande=demande)


async def _lier(app: App, prise: Prise, liasse: Liasse, vue: Vue, sort: Sort) -> str:
    """Page, form, e-photo and event in one transaction; raises when the form is awaited no more."""
    assert sort.numero is not None
    photo, signature = vue.examinees["photo"], vue.examinees["signature"]
    ephoto = await ranger(app, photo, signature)
    lie = sort._replace(ephoto=ephoto.id)
    try:
        async with app.db.begin() as tx:
            encore = await pages_liasse.still(tx, prise)
            if encore:
                now, par = app.now(), liasse.deposee_par
                await lier(tx, sort.numero, ephoto, photo.verdict, signature.verdict, par=par, now=now)
                await pages_liasse.settle(tx, prise, lie, vue.lue, now)
    except (FormulaireClos, FormulaireIntrouvable):
        await oublier(app, ephoto)
        raise
    if not encore:
        await oublier(app, ephoto)
        return "perdue"
    return sort.etat


async def _image(app: App, octets: bytes, rang: int) -> Fichier | None:
    """What an agent looks at and cuts from; None when the engine cannot draw it."""
    try:
        answer = await app.moteur.perform("feuillet", octets, rang=rang)
    except FileGivenUp:
        return None
    return await deposer_fichier(app, answer.made, "image/jpeg") if answer.made else None
