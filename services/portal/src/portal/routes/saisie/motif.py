"""Step 1: for whom, what is asked for, and what the candidate declares (seed 004)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.clients import Probleme
from portal.pages import Formulaire, Page, Saisie
from portal.routes.saisie.brouillon import Brouillon, Deposant, lire
from portal.routes.saisie.ecarts import LIBELLES, Mots
from portal.routes.saisie.etape import afficher, enregistrer, oui_non, relu, reprise, suite
from portal.routes.saisie.referentiel import LISTES, motif_de, paires

router = APIRouter()

SLUG = "motif"
DECLARATIONS: Mapping[str, str] = {
    "lit_le_francais": "comprendre et lire couramment le français",
    "vehicule_amenage": "devoir conduire un véhicule aménagé",
    "correction_vision": "porteur d'un dispositif de correction de la vision (verres correcteurs, lentilles de "
    "contact...)",
    "affection": "atteint à sa connaissance d'une affection et/ou d'un handicap susceptible d'être incompatible avec "
    "l'obtention ou le maintien du permis de conduire ou de donner lieu à la délivrance d'un permis de conduire de "
    "validité limitée",
    "pension_invalidite": "titulaire d'une pension d'invalidité civile ou militaire",
}
"""Word for word (seed 004)."""
BENEFICIAIRES: Mapping[str, str] = {
    "majeur": "pour une personne majeure ou mineure émancipée",
    "mineur": "pour une personne mineure",
    "tutelle": "pour une personne majeure sous tutelle",
}
FORMATIONS: Mapping[str, str] = {
    "aucune": "Non, pas de formation complémentaire",
    "fimo": "Oui, une formation initiale minimale obligatoire (FIMO) - Qualification professionnelle de conducteur "
    "routier",
    "diplome": "Oui, par un CAP/BEP/BAC PRO/TP",
}
CHAMPS: Mapping[str, str] = {
    "/motif": "changer-motif",
    "/beneficiaire": "beneficiaire-1",
    "/premier_permis": "premier_permis-1",
    "/categories": "categories-1",
    "/categories_detenues": "categories_detenues-1",
    "/visite_medicale": "visite_medicale-1",
    "/formation_complementaire": "formation_complementaire-1",
    "/mandat_papier": "mandat_papier",
    "/neph": "neph",
    "/numero_permis": "numero_permis",
    "/examen_le": "examen_le",
    **{f"/declarations/{nom}": f"declaration_{nom}-1" for nom in DECLARATIONS},
}

NOMS: Mapping[str, str] = {
    champ: LIBELLES[champ]
    for champ in (
        "/beneficiaire",
        "/premier_permis",
        "/categories_detenues",
        "/visite_medicale",
        "/formation_complementaire",
        *(f"/declarations/{nom}" for nom in DECLARATIONS),
    )
}
"""What a fault is about, above the form, where its field does not stand beside it."""


@router.get("/monespace/demandes/{demande_id}/etapes/motif")
async def get_motif(demande_id: UUID, page: Deposant, motif: str = "") -> Response:
    """`motif` shows the questions of another one, before anything of it is saved."""
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    valeurs = brouillon.enregistree(SLUG) or {}
    code = motif or brouillon.donnees["motif"]
    if code != valeurs.get("motif"):
        valeurs = {**valeurs, "precisions": {}, "categories": []}
    return await _page(page, brouillon, {**valeurs, "motif": code})


@router.post("/monespace/demandes/{demande_id}/etapes/motif")
async def post_motif(demande_id: UUID, page: Deposant, saisie: Formulaire) -> Response:
    brouillon = await lire(page, demande_id)
    if not brouillon.permet("saisir"):
        return brouillon.ailleurs(page)
    saisi = corps(saisie)
    if (choisi := reprise(saisie, brouillon, SLUG, saisi)) is not None:
        return await _page(page, brouillon, choisi, saisie=saisie)
    reponse = await enregistrer(page, saisie, brouillon, SLUG, saisi)
    if (probleme := reponse.probleme) is None:
        return suite(page, saisie, brouillon, SLUG)
    return await _page(page, await relu(page, demande_id, probleme, brouillon), saisi, probleme, saisie=saisie)


def corps(saisie: Saisie) -> dict[str, Any]:
    """The step as demandes takes it; a question that the page did not ask is not answered."""
    precisions = {
        nom.removeprefix("precision_"): valeur
        for nom, valeur in saisie.items()
        if nom.startswith("precision_") and valeur
    }
    return {
        "motif": saisie["motif"],
        "beneficiaire": saisie["beneficiaire"],
        "premier_permis": oui_non(saisie["premier_permis"]),
        "categories": saisie.tous("categories"),
        "categories_detenues": saisie.tous("categories_detenues"),
        "visite_medicale": oui_non(saisie["visite_medicale"]),
        "formation_complementaire": saisie["formation_complementaire"],
        "declarations": {nom: oui_non(saisie[f"declaration_{nom}"]) for nom in DECLARATIONS},
        "mandat_papier": saisie.coche("mandat_papier"),
        "precisions": precisions,
        "neph": saisie["neph"],
        "numero_permis": saisie["numero_permis"],
        "examen_le": saisie["examen_le"],
    }


def esquisse(saisie: Saisie) -> Mapping[str, Any]:
    return {"motif": corps(saisie)}


async def _page(
    page: Page,
    brouillon: Brouillon,
    valeurs: Mapping[str, Any],
    probleme: Probleme | None = None,
    *,
    saisie: Saisie | None = None,
) -> Response:
    regle = await motif_de(page, valeurs["motif"])
    if regle is None:
        regle = await motif_de(page, brouillon.donnees["motif"])
    assert regle is not None
    categories = [(code, f"{code} – {libelle}") for code, libelle in await paires(page, "categories")]
    champs = {f"/precisions/{question['code']}": f"precision_{question['code']}" for question in regle["questions"]}
    tous = await LISTES.lire(page, "motifs")
    return await afficher(
        page,
        brouillon,
        SLUG,
        {**valeurs, "motif": regle["code"]},
        champs={**CHAMPS, **champs},
        noms=NOMS,
        probleme=probleme,
        saisie=saisie,
        mots=_mots(regle, tous),
        libelles={f"/precisions/{question['code']}": question["libelle"] for question in regle["questions"]},
        esquisse={"motif": {"motif": regle["code"]}} if brouillon.enregistree(SLUG) is None else None,
        regle=regle,
        motifs=[(ligne["code"], ligne["libelle"]) for ligne in tous if _sien(ligne, page)],
        demandables=[paire for paire in categories if paire[0] in regle["categories"]],
        categories=categories,
        declarations=DECLARATIONS,
        beneficiaires=list(BENEFICIAIRES.items()),
        formations=list(FORMATIONS.items()),
        ecole=page.role is Role.AUTO_ECOLE,
    )


def _mots(regle: Mapping[str, Any], motifs: Sequence[Mapping[str, Any]]) -> Mots:
    """What the codes of this step are called."""
    choix = {
        f"/precisions/{question['code']}": {mot["code"]: mot["libelle"] for mot in question["choix"]}
        for question in regle["questions"]
        if question["genre"] == "choix"
    }
    return {
        **choix,
        "/motif": {ligne["code"]: ligne["libelle"] for ligne in motifs},
        "/beneficiaire": BENEFICIAIRES,
        "/formation_complementaire": FORMATIONS,
    }


def _sien(motif: Mapping[str, Any], page: Page) -> bool:
    return page.role is not None and page.role.value in motif["deposants"]
