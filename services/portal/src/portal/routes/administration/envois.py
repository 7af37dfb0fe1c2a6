"""Messages that did not arrive: why, and once more when the address is good again. Never what they say, nor to whom."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from portal.pages import Formulaire
from portal.routes.administration.acces import Curseur, PageAdministrateur, demandes

router = APIRouter()

ENVOIS = "/api/notifications/envois"
CHEMIN = "/administration/envois"
ETATS = (
    ("echec_definitif", "Échec définitif"),
    ("a_envoyer", "À envoyer"),
    ("en_envoi", "En cours d’envoi"),
    ("remis", "Remis"),
    ("arrive", "Arrivé"),
    ("non_envoye", "Dans le compte seulement"),
)
CANAUX = {"mail": "Mél", "sms": "SMS"}


@router.get(CHEMIN)
async def get_envois(
    page: PageAdministrateur,
    etat: Annotated[str, Query(max_length=30)] = "echec_definitif",
    canal: Annotated[str, Query(max_length=10)] = "",
    curseur: Curseur = "",
) -> Response:
    liste = await page.obtenir(ENVOIS, params=demandes(etat=etat, canal=canal, curseur=curseur))
    return page.rendre(
        "administration/envois.html",
        liste=liste,
        etat=etat,
        canal=canal,
        premiere=not curseur,
        etats=ETATS,
        canaux=CANAUX,
    )


@router.get(CHEMIN + "/{envoi}")
async def get_envoi(page: PageAdministrateur, envoi: UUID) -> Response:
    detail = await page.obtenir(f"{ENVOIS}/{envoi}")
    return page.rendre("administration/envoi.html", envoi=detail, etats=dict(ETATS), canaux=CANAUX)


@router.post(CHEMIN + "/{envoi}/relance")
async def post_relance(page: PageAdministrateur, envoi: UUID, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", f"{ENVOIS}/{envoi}/relance", cle=saisie.cle)
    return page.apres(reponse, f"{CHEMIN}/{envoi}", "Le message repart ; son adresse compte de nouveau comme bonne.")
