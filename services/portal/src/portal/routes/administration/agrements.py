"""The registry of agréments: imported whole or not at all, with a report line by line; looked things up in."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.administration.acces import Curseur, PageAdministrateur, demandes

router = APIRouter()

AGREMENTS = "/api/accounts/agrements"
ETATS = {
    "actif": ("Actif", "success"),
    "suspendu": ("Suspendu", "warning"),
    "retire": ("Retiré", "error"),
    "expire": ("Expiré", "error"),
}
"""How the état of an agrément is told, and the badge that tells it."""


@router.get("/administration/agrements")
async def get_agrements(
    page: PageAdministrateur, q: Annotated[str, Query(max_length=100)] = "", curseur: Curseur = ""
) -> Response:
    return await _page(page, q=q, curseur=curseur)


@router.post("/administration/agrements")
async def post_agrements(page: PageAdministrateur, saisie: Formulaire) -> Response:
    """The report stands on the page itself: it is longer than a notice, and sending the file again changes nothing."""
    fichiers = saisie.fichiers("fichier")
    if not fichiers:
        absent = Probleme(
            422, "fichier-absent", "Choisissez un fichier", "", {"/fichier": "Choisissez le fichier CSV."}
        )
        return await _page(page, probleme=absent)
    fichier = fichiers[0]
    reponse = await page.demander(
        "POST", AGREMENTS, cle=saisie.cle, files={"fichier": (fichier.filename, fichier.file, "text/csv")}
    )
    return await _page(page, rapport=reponse.donnees, probleme=reponse.probleme)


async def _page(
    page: Page, *, q: str = "", curseur: str = "", rapport: Any = None, probleme: Probleme | None = None
) -> Response:
    liste = await page.obtenir(AGREMENTS, params=demandes(q=q, curseur=curseur))
    return page.rendre(
        "administration/agrements.html",
        statut=probleme.statut if probleme else 200,
        liste=liste,
        q=q,
        premiere=not curseur,
        rapport=rapport,
        probleme=probleme,
        lignes=_lignes(probleme) if probleme else [],
        etats=ETATS,
    )


def _lignes(probleme: Probleme) -> list[tuple[str, str]]:
    """Where each fault stands in the file ("/lignes/12" is « Ligne 12 »), and what it is."""
    return [(_lieu(pointeur), detail) for pointeur, detail in probleme.erreurs.items() if pointeur != "/fichier"]


def _lieu(pointeur: str) -> str:
    parts = [part for part in pointeur.split("/") if part]
    number = next((part for part in parts if part.isdecimal()), None)
    return f"Ligne {number}" if number else "Fichier"
