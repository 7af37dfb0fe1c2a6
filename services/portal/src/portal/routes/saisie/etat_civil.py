"""Step 2: the person the licence is for, and who acts for a minor or a ward (seeds 000, 002, 004)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.ecarts import Mots
from portal.routes.saisie.etape import afficher, enregistrer, relu, reprise, suite
from portal.routes.saisie.referentiel import paires

router = APIRouter()

SLUG = "etat-civil"
PRENOMS_MONTRES, PRENOMS_MAX = 3, 15
SEXES: Mapping[str, str] = {"F": "Femme", "M": "Homme"}
QUALITES: Mapping[str, str] = {
    "pere": "Père",
    "mere": "Mère",
    "tuteur": "Tuteur",
    "autre": "Autre titulaire de l'autorité parentale",
}
CHAMPS: Mapping[str, str] = {
    "/nom_naissance": "nom_naissance",
    "/nom_usage": "nom_usage",
    "/sexe": "sexe-1",
    "/prenoms": "prenoms-0",
    **{f"/prenoms/{rang}": f"prenoms-{rang}" for rang in range(PRENOMS_MAX)},
    "/date_naissance": "date_naissance",
    "/pays_naissance": "pays_naissance",
    "/departement_naissance": "departement_naissance",
    "/commune_naissance": "commune_naissance",
    "/nationalite": "nationalite",
    "/representant": "representant_qualite-1",
    "/representant/qualite": "representant_qualite-1",
    "/representant/nom": "representant_nom",
    "/representant/prenoms": "representant_prenoms",
    "/representant/sexe": "representant_sexe-1",
}


@router.get("/monespace/demandes/{demande_id}/etapes/etat-civil")
async def get_etat_civil(demande_id: UUID, page: Deposant) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    enregistre = brouillon.enregistree(SLUG) or {}
    return await _page(page, brouillon, {**enregistre, "representant": brouillon.donnees["representant"]})


@router.post("/monespace/demandes/{demande_id}/etapes/etat-civil")
async def post_etat_civil(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    saisi = corps(saisie)
    if saisie["vers"] == "prenom":
        return await _page(page, brouillon, saisi, plus_de_prenoms=len(saisie.tous("prenoms[]")) + 1, saisie=saisie)
    if (choisi := reprise(saisie, brouillon, SLUG, saisi)) is not None:
        return await _page(page, brouillon, choisi, saisie=saisie)
    if saisie["vers"] == "precedente" and _vierge(saisi):
        return suite(page, saisie, brouillon, SLUG)
    reponse = await enregistrer(page, saisie, brouillon, SLUG, saisi)
    if (probleme := reponse.probleme) is None:
        return suite(page, saisie, brouillon, SLUG)
    return await _page(page, await relu(page, demande_id, probleme, brouillon), saisi, probleme, saisie=saisie)


def corps(saisie: Saisie) -> dict[str, Any]:
    """The step as demandes takes it; a given name left empty between two others is a fault, at the end it is none."""
    prenoms = saisie.tous("prenoms[]")
    while prenoms and not prenoms[-1]:
        prenoms.pop()
    return {
        "nom_naissance": saisie["nom_naissance"],
        "nom_usage": saisie["nom_usage"],
        "sexe": saisie["sexe"],
        "prenoms": prenoms,
        "date_naissance": saisie["date_naissance"],
        "pays_naissance": saisie["pays_naissance"],
        "departement_naissance": saisie["departement_naissance"] if saisie["pays_naissance"] == "FR" else "",
        "commune_naissance": saisie["commune_naissance"],
        "nationalite": saisie["nationalite"],
        "representant": _representant(saisie) if "representant_nom" in saisie else None,
    }


def _representant(saisie: Saisie) -> dict[str, Any]:
    """His given names stand in one field, separated by commas."""
    prenoms = [prenom.strip() for prenom in saisie["representant_prenoms"].split(",")]
    return {
        "qualite": saisie["representant_qualite"],
        "nom": saisie["representant_nom"],
        "prenoms": [prenom for prenom in prenoms if prenom][:PRENOMS_MAX],
        "sexe": saisie["representant_sexe"],
    }


def esquisse(saisie: Saisie) -> Mapping[str, Any]:
    return {"personne": {"date_naissance": saisie["date_naissance"], "nationalite": saisie["nationalite"]}}


def _vierge(saisi: Mapping[str, Any]) -> bool:
    return not any(saisi[nom] for nom in ("nom_naissance", "prenoms", "sexe", "date_naissance", "commune_naissance"))


async def _page(
    page: Page,
    brouillon: Brouillon,
    valeurs: Mapping[str, Any],
    probleme: Probleme | None = None,
    *,
    plus_de_prenoms: int = 0,
    saisie: Saisie | None = None,
) -> Response:
    prenoms = list(valeurs.get("prenoms") or [])
    montres = min(max(PRENOMS_MONTRES, len(prenoms), plus_de_prenoms), PRENOMS_MAX)
    etape1 = brouillon.enregistree("motif")
    pays, departements = await paires(page, "pays"), await paires(page, "departements")
    return await afficher(
        page,
        brouillon,
        SLUG,
        valeurs,
        champs=CHAMPS,
        noms={"/sexe": "Sexe", "/representant/sexe": "Sexe du représentant", "/date_naissance": "Date de naissance"},
        probleme=probleme,
        saisie=saisie,
        mots=_mots(dict(pays), dict(departements)),
        prenoms=prenoms + [""] * (montres - len(prenoms)),
        dernier_ajoute=montres - 1 if plus_de_prenoms else -1,
        prenoms_max=PRENOMS_MAX,
        pays=pays,
        departements=[(code, f"{code} – {nom}") for code, nom in departements],
        sexes=list(SEXES.items()),
        qualites=list(QUALITES.items()),
        represente=bool(etape1 and etape1["beneficiaire"] != "majeur"),
    )


def _mots(pays: Mapping[str, str], departements: Mapping[str, str]) -> Mots:
    """What the codes of this step are called."""
    return {
        "/sexe": SEXES,
        "/pays_naissance": pays,
        "/departement_naissance": departements,
        "/nationalite": pays,
        "/representant/qualite": QUALITES,
        "/representant/sexe": SEXES,
    }
