"""Pages of stacks that the machine leaves to an agent: looked at, entered by hand, or thrown away."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.children.pool import PoolUnavailable
from contracts.http import AlreadyAnswered, CleReutilisee, CurseurInvalide, Once, OnceKey, Page, Pagination, problems
from contracts.http import page as page_de
from contracts.identity import Caller
from contracts.objects import ObjetAbsent, StockageAbsent
from ctn_verification.api.contenus import INERTE, Contenu
from ctn_verification.api.formulaires import FormulaireAttendu
from ctn_verification.api.requests import AgentCtn, Service
from ctn_verification.api.vues_liasse import CadreDit, PageATraiter, PageDite
from ctn_verification.app import App
from ctn_verification.controle import Examinee
from ctn_verification.decoupage import decouper
from ctn_verification.domain.ephoto import EphotoRefusee, exiger_utilisable
from ctn_verification.domain.formulaire import FormulaireClos, FormulaireIntrouvable, verifier_attendu
from ctn_verification.domain.liasse import (
    CadreManquant,
    EtatPage,
    LiasseIntrouvable,
    PageDejaTraitee,
    PageIntrouvable,
    Sort,
)
from ctn_verification.lecture_liasses import PAGES
from ctn_verification.numerisation import lier
from ctn_verification.rangement import oublier, ranger
from ctn_verification.storage import formulaires, liasses, pages_liasse

router = APIRouter(prefix="/api/ctn/liasses/pages", tags=["liasses"], responses=problems(PageIntrouvable))


class Saisie(BaseModel):
    """Frames as drawn on the picture of the page; without one, what the engine finds is taken."""

    model_config = ConfigDict(extra="forbid")

    numero: Annotated[str, Field(min_length=1, max_length=40)]
    photo: CadreDit | None = None
    signature: CadreDit | None = None
    insister: bool = Field(default=False, description="Take it although the machine refuses it: an agent decides.")

    @property
    def chiffres(self) -> str:
        return "".join(self.numero.split())

    @property
    def cadres(self) -> dict[str, list[float]]:
        dessines = {"photo": self.photo, "signature": self.signature}
        return {nom: cadre.valeurs for nom, cadre in dessines.items() if cadre is not None}


class MiseAuRebut(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    motif: Annotated[str, Field(min_length=3, max_length=500, description="Why, in words.")]


@router.get("", responses=problems(CurseurInvalide))
async def get_pages(
    caller: AgentCtn,
    app: Service,
    paging: Pagination,
    etat: Annotated[
        Literal["a_lire", "liee", "a_traiter", "vierge", "rebut", "remplacee", "effacee"], Query()
    ] = "a_traiter",
) -> Page[PageDite]:
    """The oldest stack first, in the order of its pages."""
    async with app.db.begin() as tx:
        found = await pages_liasse.by_state(tx, EtatPage(etat), paging)
    return page_de(found, paging, key=lambda vue: (vue.deposee_le, vue.liasse, vue.rang), element=PageDite.of)


@router.get("/{page}")
async def get_page(page: UUID, caller: AgentCtn, app: Service) -> PageATraiter:
    """With the name of the person whose form is awaited under its number."""
    async with app.db.begin() as tx:
        vue = await pages_liasse.find(tx, page)
        formulaire = None if vue.numero is None else await formulaires.lire(tx, vue.numero)
    dite = PageATraiter.of(vue)
    return dite if formulaire is None else dite.model_copy(update={"attendu": FormulaireAttendu.of(formulaire)})


@router.get("/{page}/image", response_class=Contenu, responses=problems(LiasseIntrouvable, ObjetAbsent, StockageAbsent))
async def get_image(page: UUID, caller: AgentCtn, app: Service) -> Response:
    """A JPEG, upright, 300 dots per inch at most; who looked is kept, and the holder's log says that the CTN did."""
    async with app.db.begin() as tx:
        image = await pages_liasse.look(tx, await pages_liasse.find(tx, page), caller.id, app.now())
    octets = await app.objets.get(image.bucket, image.cle)
    headers = INERTE | {"Content-Disposition": 'attachment; filename="page.jpg"'}
    return Response(octets, media_type="image/jpeg", headers=headers)


@router.post(
    "/{page}/saisie",
    status_code=201,
    responses=problems(
        PageDejaTraitee,
        CadreManquant,
        FormulaireIntrouvable,
        FormulaireClos,
        EphotoRefusee,
        CleReutilisee,
        ObjetAbsent,
        StockageAbsent,
        PoolUnavailable,
    ),
)
async def post_saisie(page: UUID, body: Saisie, caller: AgentCtn, once: OnceKey, app: Service) -> PageDite:
    """Photo and signature become those of the demande; what the machine refuses is told with its causes."""
    async with app.db.begin() as tx:
        vue = await pages_liasse.find(tx, page)
        pages_liasse.exiger_ouverte(vue)
        verifier_attendu(await formulaires.lire(tx, body.chiffres), app.now())
    if vue.image is None:
        raise ObjetAbsent
    scan = await app.objets.get(vue.image.bucket, vue.image.cle)
    vues = await decouper(app.moteur, scan, body.cadres)
    if not body.insister or not all(examinee.octets for examinee in vues):
        exiger_utilisable(vues[0].verdict, vues[1].verdict)
    return await _ranger(app, once, caller, page, body, *vues)


async def _ranger(
    app: App, once: Once | None, caller: Caller, page: UUID, body: Saisie, photo: Examinee, signature: Examinee
) -> PageDite:
    ephoto, now = await ranger(app, photo, signature), app.now()
    verdicts = {"photo": photo.verdict, "signature": signature.verdict}
    try:
        async with app.db.begin(once) as tx:
            vue = await pages_liasse.load(tx, page)
            par, chiffres = caller.id, body.chiffres
            recu = await lier(tx, chiffres, ephoto, photo.verdict, signature.verdict, par=par, now=now)
            sort = Sort(EtatPage.LIEE, chiffres, (), verdicts, recu.demande, ephoto.id)
            await pages_liasse.settle_by_hand(tx, vue, sort, par, now, None)
            await liasses.note(tx, vue.liasse, "saisie", par, now, page=page, insiste=body.insister)
            await tx.reply(dite := PageDite.of(await pages_liasse.find(tx, page)), 201)
    except (AlreadyAnswered, CleReutilisee, PageDejaTraitee, PageIntrouvable, FormulaireClos, FormulaireIntrouvable):
        await oublier(app, ephoto)
        raise
    PAGES.labels("liee_par_un_agent").inc()
    return dite


@router.post("/{page}/rebut", responses=problems(PageDejaTraitee, CleReutilisee))
async def post_rebut(page: UUID, body: MiseAuRebut, caller: AgentCtn, once: OnceKey, app: Service) -> PageDite:
    """No form, or one that is not to be taken; of a demande that still waits for its form nothing changes."""
    now = app.now()
    async with app.db.begin(once) as tx:
        vue = await pages_liasse.load(tx, page)
        sort = Sort(EtatPage.REBUT, demande=vue.demande, verdicts=vue.verdicts)
        await pages_liasse.settle_by_hand(tx, vue, sort, caller.id, now, body.motif)
        await liasses.note(tx, vue.liasse, "rebut", caller.id, now, page=page)
        await tx.reply(dite := PageDite.of(await pages_liasse.find(tx, page)))
    PAGES.labels(EtatPage.REBUT.value).inc()
    return dite
