"""Is this paper genuine, does it still count: by the printed code, by the scanned seal, by the file."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme, Reponse
from portal.clients.interlocuteurs import segment
from portal.pages import Formulaire, Page, PageDe, Saisie

router = APIRouter()

API = "/api/documents/verification"
PDF_MAX = 4 * 1024 * 1024
PAR = ("code", "cachet", "fichier")

GENRES = {"valable": "success", "remplace": "warning", "expire": "warning", "efface": "info"}


@router.get("/verification")
async def get_verification(page: PageDe) -> Response:
    """The address that the documents bear; a code behind its # fills the form without reaching any log."""
    return _page(page, "code")


@router.get("/verification/{code}")
async def get_verification_du_code(code: str, page: PageDe) -> Response:
    return _du_service(page, "code", await _par_code(page, code), code=code)


@router.post("/verification")
async def post_verification(page: PageDe, saisie: Formulaire) -> Response:
    """A question, not a change: answered here, so that no address holds a code."""
    par = saisie["par"] if saisie["par"] in PAR else "code"
    if par == "fichier":
        return await _par_fichier(page, saisie)
    if par == "cachet":
        reponse = await page.demander("POST", API, json={"texte": saisie.brut("texte")})
        return _du_service(page, par, reponse, texte=saisie.brut("texte"))
    if not saisie["code"]:
        return _page(page, par, statut=422, probleme=_faute("/code", "Saisissez les vingt caractères imprimés."))
    return _du_service(page, par, await _par_code(page, saisie["code"]), code=saisie["code"])


async def _par_code(page: Page, code: str) -> Reponse:
    return await page.demander("GET", f"{API}/{segment(code)}")


async def _par_fichier(page: Page, saisie: Saisie) -> Response:
    found = saisie.fichiers("document")
    if not found:
        return _page(page, "fichier", statut=422, probleme=_faute("/document", "Choisissez le fichier PDF à vérifier."))
    octets = await found[0].read(PDF_MAX + 1)
    if len(octets) > PDF_MAX:
        trop = _faute("/document", "Ce fichier dépasse 4 Mo : choisissez le PDF tel qu’il a été téléchargé.")
        return _page(page, "fichier", statut=413, probleme=trop)
    envoi = {"document": ("document.pdf", octets, "application/pdf")}
    return _du_service(page, "fichier", await page.demander("POST", f"{API}/fichier", files=envoi))


def _du_service(page: Page, par: str, reponse: Reponse, *, code: str = "", texte: str = "") -> Response:
    statut = reponse.probleme.statut if reponse.probleme else 200
    return _page(
        page, par, statut=statut, probleme=reponse.probleme, trouve=reponse.donnees, code=code[:40], texte=texte
    )


def _faute(pointeur: str, detail: str) -> Probleme:
    return Probleme(422, "verification-impossible", "Il manque de quoi vérifier", detail, {pointeur: detail})


def _page(
    page: Page,
    par: str,
    *,
    statut: int = 200,
    probleme: Probleme | None = None,
    trouve: dict[str, Any] | None = None,
    code: str = "",
    texte: str = "",
) -> Response:
    return page.rendre(
        "public/verification.html",
        statut=statut,
        par=par,
        probleme=probleme,
        trouve=trouve,
        genre=GENRES.get(trouve["etat"], "info") if trouve else "",
        code=code,
        texte=texte,
    )
