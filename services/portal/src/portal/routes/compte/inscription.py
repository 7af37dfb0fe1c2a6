"""Creating an account: of a particulier or of a driving school (seeds 000 and 004)."""

from fastapi import APIRouter
from starlette.responses import Response

from portal.pages import Formulaire, Page, PageDe, Saisie
from portal.routes.compte.sans_script import Refusee, preuve, refusee

router = APIRouter()

TYPES = ("particulier", "auto_ecole")
CHAMPS = ("nom", "prenom", "email", "raison_sociale", "numero_agrement")


@router.get("/inscription")
async def get_inscription(page: PageDe, type: str = TYPES[0]) -> Response:
    saisis = {"type": type if type in TYPES else TYPES[0], **dict.fromkeys(CHAMPS, "")}
    return page.rendre("compte/inscription.html", saisis=saisis, cgu=False, probleme=None, billet="")


@router.post("/inscription")
async def post_inscription(page: PageDe, saisie: Formulaire) -> Response:
    reponse = await page.demander("POST", "/api/accounts/inscriptions", cle=saisie.cle, json=_corps(saisie))
    if reponse.probleme is not None:
        return _refusee(page, saisie, await refusee(page, "inscription", saisie, reponse.probleme))
    return page.vers("/inscription/envoyee", reponse.donnees["message"])


@router.get("/inscription/envoyee")
async def get_inscription_envoyee(page: PageDe) -> Response:
    """What happens next; the same for whoever had an account already."""
    return page.rendre("compte/inscription_envoyee.html")


def _corps(saisie: Saisie) -> dict[str, object]:
    """A particulier has no fields of a school, whatever a browser without style sheets showed him."""
    pro = saisie["type"] == "auto_ecole"
    return {
        "type": saisie["type"],
        "nom": saisie["nom"],
        "prenom": saisie["prenom"],
        "email": saisie["email"],
        "raison_sociale": saisie.ou_rien("raison_sociale") if pro else None,
        "numero_agrement": saisie.ou_rien("numero_agrement") if pro else None,
        "cgu_acceptees": saisie.coche("cgu"),
        "captcha": preuve(saisie),
    }


def _refusee(page: Page, saisie: Saisie, refus: Refusee) -> Response:
    return page.rendre(
        "compte/inscription.html",
        statut=refus.probleme.statut,
        saisis={nom: saisie[nom] for nom in ("type", *CHAMPS)},
        cgu=saisie.coche("cgu"),
        **refus._asdict(),
    )
