"""Step 3: where the person lives and how to reach him; the préfecture follows from the commune (seed 004)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.communes import Trouvee, trouver
from portal.routes.saisie.etape import afficher, enregistrer, oui_non, relu, reprise, suite

router = APIRouter()

SLUG = "adresse-contact"
EXTENSIONS = ("bis", "ter", "quater")
CHAMPS: Mapping[str, str] = {
    "/numero_voie": "numero_voie",
    "/extension": "extension",
    "/type_voie": "type_voie",
    "/nom_voie": "nom_voie",
    "/complement": "complement",
    "/code_postal": "postal",
    "/commune": "commune_nom",
    "/email": "email",
    "/telephone": "telephone",
    "/reutilisation_donnees": "reutilisation_donnees-1",
}
NOMS = ("numero_voie", "extension", "type_voie", "nom_voie", "complement", "email", "telephone")


@router.get("/monespace/demandes/{demande_id}/etapes/adresse-contact")
async def get_adresse(demande_id: UUID, page: Deposant) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    valeurs = brouillon.enregistree(SLUG) or {}
    return await _page(page, brouillon, valeurs, prefecture=(valeurs.get("prefecture") or {}).get("nom", ""))


@router.post("/monespace/demandes/{demande_id}/etapes/adresse-contact")
async def post_adresse(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    trouvee = await trouver(page, saisie["commune_nom"], saisie["postal"])
    saisi = corps(saisie, trouvee)
    if saisie["vers"] == "precedente" and not (saisi["nom_voie"] or saisi["code_postal"] or saisie["commune_nom"]):
        return suite(page, saisie, brouillon, SLUG)
    typees = {**saisi, "nom_commune": saisie["commune_nom"]}
    if (choisi := reprise(saisie, brouillon, SLUG, typees)) is not None:
        return await _page(page, brouillon, choisi, saisie=saisie)
    reponse = await enregistrer(page, saisie, brouillon, SLUG, saisi)
    if (probleme := reponse.probleme) is None:
        return suite(page, saisie, brouillon, SLUG)
    brouillon = await relu(page, demande_id, probleme, brouillon)
    probleme = _precise(probleme, trouvee, saisie)
    return await _page(page, brouillon, typees, probleme, parmi=trouvee.parmi, saisie=saisie)


def corps(saisie: Saisie, trouvee: Trouvee) -> dict[str, Any]:
    """The step as demandes takes it: the commune by its code, chosen from a list or known from what was typed."""
    commune = trouvee.commune or {"code": "", "codes_postaux": []}
    codes = commune["codes_postaux"]
    return {
        **{nom: saisie[nom] for nom in NOMS},
        "code_postal": saisie["postal"] or (codes[0] if len(codes) == 1 else ""),
        "commune": saisie["commune"] or commune["code"],
        "reutilisation_donnees": oui_non(saisie["reutilisation_donnees"]),
    }


def esquisse(saisie: Saisie) -> Mapping[str, Any]:
    return {"personne": {"commune": saisie["commune_trouvee"]}}


def _precise(probleme: Probleme, trouvee: Trouvee, saisie: Saisie) -> Probleme:
    """Of a commune that was typed and not chosen, demandes knows only that its code is missing."""
    if "/commune" not in probleme.erreurs or trouvee.commune is not None:
        return probleme
    if len(trouvee.parmi) > 1:
        faute = "Plusieurs communes correspondent : choisissez la vôtre dans la liste ci-dessous."
    elif saisie["commune_nom"] and saisie["postal"]:
        faute = "Aucune commune de ce nom n'a ce code postal : vérifiez l'un et l'autre."
    else:
        faute = "Indiquez le nom de la commune, ou son code postal."
    return replace(probleme, erreurs={**probleme.erreurs, "/commune": faute})


async def _page(
    page: Page,
    brouillon: Brouillon,
    valeurs: Mapping[str, Any],
    probleme: Probleme | None = None,
    *,
    parmi: list[dict[str, Any]] | None = None,
    prefecture: str = "",
    saisie: Saisie | None = None,
) -> Response:
    choix = parmi if parmi and len(parmi) > 1 and probleme and "/commune" in probleme.erreurs else []
    return await afficher(
        page,
        brouillon,
        SLUG,
        valeurs,
        champs={**CHAMPS, "/commune": "commune"} if choix else CHAMPS,
        noms={"/reutilisation_donnees": "Réutilisation des données"},
        probleme=probleme,
        saisie=saisie,
        communes=[(commune["code"], f"{commune['nom']} ({', '.join(commune['codes_postaux'])})") for commune in choix],
        prefecture=prefecture,
        extensions=EXTENSIONS,
    )
