"""A school or a person opens a demande, sees it whole, deletes it as long as it is a draft."""

from uuid import UUID, uuid4

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from contracts.delivery import Tx
from contracts.errors import RuleBroken
from contracts.events.parts import AutoEcole
from contracts.http import OnceKey, problems
from contracts.identity import Caller
from contracts.vocabulary.motifs import Motif
from contracts.vocabulary.roles import Role
from demandes.api.access import Lecteur, Service
from demandes.api.etag import IfMatch, check_version, set_etag
from demandes.api.suivi import Suivi
from demandes.api.vues import DemandeVue
from demandes.domain.acces import SeulLeDeposant, verifier_deposant
from demandes.domain.agrement import AgrementInactif, verifier_agrement
from demandes.domain.demande import DemandeIntrouvable, VersionPerimee
from demandes.domain.expiration import supprimer
from demandes.domain.journal import DOSSIER
from demandes.domain.motifs import MotifNonOuvert, verifier_deposant_du_motif
from demandes.domain.saisie import TropDeBrouillons, ouvrir, verifier_nombre
from demandes.domain.statuts import ActeImpossible
from demandes.storage import comptes, demandes, durees, fil, journal

router = APIRouter(prefix="/api/demandes", tags=["demandes"])


class AutoEcoleInconnue(RuleBroken):
    slug = "auto-ecole-inconnue"
    title = "Votre compte d'auto-école n'est pas encore connu de ce service"
    kind = "indisponible"


class NouvelleDemande(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    motif: Motif
    reprendre: UUID | None = Field(
        default=None,
        description="Another of your demandes, whose état civil, address and contact are copied if you ask (seed 000).",
    )


@router.post(
    "",
    status_code=201,
    responses=problems(AutoEcoleInconnue, AgrementInactif, DemandeIntrouvable, MotifNonOuvert, TropDeBrouillons),
)
async def post_demande(
    body: NouvelleDemande, caller: Lecteur, once: OnceKey, app: Service, response: Response
) -> Suivi:
    verifier_deposant_du_motif(body.motif, caller.role)
    async with app.db.begin(once) as tx:
        verifier_nombre(caller.role, await comptes.brouillons(tx, caller))
        par = await _deposant(tx, caller)
        modele = await demandes.read(tx, body.reprendre, seen_by=caller) if body.reprendre else None
        pre_numero = await demandes.next_pre_numero(tx)
        joint = await comptes.contact(tx, caller.id)
        ouverte = ouvrir(uuid4(), body.motif, par, pre_numero, app.now(), modele=modele, joint_a=joint)
        demande = await demandes.save(tx, ouverte)
        await tx.reply(answer := Suivi.of(demande), 201)
    set_etag(response, demande)
    return answer


async def _deposant(tx: Tx, caller: Caller) -> AutoEcole | UUID:
    """Who files, as the demande keeps him."""
    if caller.role is Role.USAGER:
        return caller.id
    verifier_agrement(await comptes.agrement(tx, caller.id))
    auto_ecole = await comptes.auto_ecole(tx, caller.id)
    if auto_ecole is None:
        raise AutoEcoleInconnue("Votre compte vient d'être activé : réessayez dans un instant.")
    return auto_ecole


@router.get("/{demande_id}", responses=problems(DemandeIntrouvable))
async def get_demande(demande_id: UUID, caller: Lecteur, app: Service, response: Response) -> DemandeVue:
    async with app.db.begin() as tx:
        demande = await demandes.read(tx, demande_id, seen_by=caller)
        delai = await durees.usuel(tx, demande, app.now())
        depose = caller.id == demande.deposant.compte
        non_lus = await fil.unread(tx, demande_id, "deposant") if depose else 0
        await journal.note_reader(tx, demande, caller, DOSSIER, app.now())
    set_etag(response, demande)
    return DemandeVue.to(caller, demande, app.now(), delai, non_lus)


@router.delete(
    "/{demande_id}",
    status_code=204,
    responses=problems(DemandeIntrouvable, SeulLeDeposant, ActeImpossible, VersionPerimee),
)
async def delete_demande(
    demande_id: UUID, caller: Lecteur, once: OnceKey, app: Service, if_match: IfMatch = None
) -> None:
    """A draft only, by its filer: afterwards it exists for nobody."""
    async with app.db.begin(once) as tx:
        demande = await demandes.load(tx, demande_id, seen_by=caller)
        verifier_deposant(demande, caller.id)
        check_version(demande, if_match)
        await demandes.save(tx, supprimer(demande, demande.deposant.auteur, app.now()))
        await tx.reply(None, status=204)
