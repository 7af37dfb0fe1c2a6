"""A new demande: each motif with what it is for, who may file it and what it will ask, and an older one taken over."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.clients import Probleme
from portal.pages import Formulaire, Page
from portal.routes.saisie.brouillon import Deposant
from portal.routes.saisie.referentiel import LISTES

router = APIRouter()

RECENTES = 50
POUR_QUOI: Mapping[str, str] = {
    "inscription": "Avant de passer le code et la conduite. Ne concerne pas les personnes dont le permis a été annulé "
    "ou invalidé.",
    "titre_examen": "L'examen pratique est réussi : le permis définitif est fabriqué et envoyé.",
    "titre_formation": "Après une formation AM, A, B96, ou la levée du code 78.",
    "perte": "Le permis est perdu : la perte se déclare dans cette demande.",
    "vol": "Le permis est volé : il faut d'abord déclarer le vol à la police ou à la gendarmerie.",
    "deterioration": "Le permis est abîmé ou illisible.",
    "fin_de_validite": "Le permis arrive à la fin de sa validité, avec ou sans avis médical.",
    "etat_civil": "Le nom, le prénom ou le sexe ont changé. Un changement d'adresse ne se demande pas.",
    "conversion": "Un brevet militaire de conduite devient un permis civil.",
    "diplome": "Un diplôme ou un titre professionnel ouvre droit à une catégorie.",
    "invalidation": "Le permis est invalidé (solde de points nul) ou annulé : s'inscrire pour le repasser.",
    "suspension": "La suspension prend fin : récupérer le droit de conduire.",
}
"""Words of this page; a motif without a sentence is shown by its label alone."""


@router.get("/monespace/nouvelle-demande")
async def get_nouvelle(page: Deposant, motif: str = "", reprendre: UUID | None = None) -> Response:
    return await _page(page, motif=motif, reprendre=str(reprendre or ""))


@router.post("/monespace/nouvelle-demande/recherche")
async def post_recherche(page: Deposant, saisie: Formulaire) -> Response:
    """Among one's own demandes, whose état civil and address may be taken over: names have no place in an address."""
    found = await page.demander(
        "POST", "/api/demandes/recherche", json={"texte": saisie["texte"][:100]}, params={"limite": RECENTES}
    )
    anciennes = [] if found.probleme else _nommees(found.donnees["elements"])
    return await _page(page, motif=saisie["motif"], texte=saisie["texte"], anciennes=anciennes)


@router.post("/monespace/nouvelle-demande")
async def post_nouvelle(page: Deposant, saisie: Formulaire) -> Response:
    corps = {"motif": saisie["motif"], **({"reprendre": saisie["reprendre"]} if saisie["reprendre"] else {})}
    reponse = await page.demander("POST", "/api/demandes", cle=saisie.cle, json=corps)
    if (probleme := reponse.probleme) is not None:
        return await _page(page, motif=saisie["motif"], reprendre=saisie["reprendre"], probleme=probleme)
    return page.vers(f"/monespace/demandes/{reponse.donnees['id']}/etapes/motif")


async def _page(
    page: Page,
    *,
    motif: str = "",
    reprendre: str = "",
    texte: str = "",
    anciennes: list[dict[str, Any]] | None = None,
    probleme: Probleme | None = None,
) -> Response:
    motifs = await LISTES.lire(page, "motifs")
    if anciennes is None:
        recentes = await page.obtenir("/api/demandes", params={"limite": RECENTES})
        anciennes = _nommees(recentes["elements"])
    role = page.role.value if page.role else ""
    return page.rendre(
        "saisie/nouvelle.html",
        statut=probleme.statut if probleme else 200,
        siens=[ligne for ligne in motifs if role in ligne["deposants"]],
        autres=[ligne for ligne in motifs if role not in ligne["deposants"]],
        pour_quoi=POUR_QUOI,
        motif=motif,
        reprendre=reprendre,
        anciennes=anciennes,
        texte=texte,
        probleme=probleme,
        ecole=page.role is Role.AUTO_ECOLE,
    )


def _nommees(demandes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One for each person: the newest in which his name stands."""
    vues: set[tuple[str, str]] = set()
    trouvees = []
    for demande in demandes:
        personne = (demande["nom"] or "", demande["prenom"] or "")
        if demande["nom"] and personne not in vues:
            vues.add(personne)
            trouvees.append(demande)
    return trouvees
