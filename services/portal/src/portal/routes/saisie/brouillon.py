"""The demande that is being filed: as the service shows it, which step it has reached, and what may be done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.pages import Page, page_pour
from portal.pages.page import Refus

Deposant = Annotated[Page, Depends(page_pour(Role.USAGER, Role.AUTO_ECOLE))]
"""Schools and persons file in the same pages."""

ETAPES: Mapping[str, str] = {
    "motif": "Motif de demande",
    "etat-civil": "État civil",
    "adresse-contact": "Adresse et contact",
    "photo-signature": "Photo / Signature",
    "pieces": "Pièces justificatives",
    "recapitulatif": "Récapitulatif",
    "finalisation": "Confirmation",
}
"""The address of each step and its title on screen, in order (seed 004)."""

SLUGS = tuple(ETAPES)
SAISIES: Mapping[str, str] = {
    "motif": "motif",
    "etat-civil": "etat_civil",
    "adresse-contact": "adresse_contact",
    "photo-signature": "photo_signature",
}
"""Steps that are saved whole, and their names in the demande."""


@dataclass(frozen=True)
class Brouillon:
    """`donnees` is the demande as GET shows it, `version` the ETag under which it was seen."""

    donnees: Mapping[str, Any]
    version: str

    @property
    def id(self) -> str:
        return str(self.donnees["id"])

    @property
    def api(self) -> str:
        return f"/api/demandes/{self.id}"

    @property
    def page(self) -> str:
        """The page of this demande, which shows where it stands."""
        return f"/monespace/demandes/{self.id}"

    @property
    def statut(self) -> str:
        return str(self.donnees["statut"])

    @property
    def a_completer(self) -> bool:
        return self.statut == "a_completer"

    def etape(self, slug: str) -> str:
        return f"{self.page}/etapes/{slug}"

    def permet(self, acte: str) -> bool:
        return acte in self.donnees["actes"]

    def enregistree(self, slug: str) -> Any:
        """What is saved of a step; None as long as nothing is."""
        return self.donnees["etapes"][SAISIES[slug]]

    @property
    def prochaine(self) -> str:
        """The first step that is not saved yet: a draft is taken up where it stood."""
        for slug in SAISIES:
            if self.enregistree(slug) is None:
                return slug
        jointes = {piece["type"] for piece in self.donnees["pieces"]}
        manque = any(
            piece["requise"] and piece["type"] not in jointes and not piece["raison_absence"]
            for piece in self.donnees["pieces_demandees"]
        )
        return "pieces" if manque else "recapitulatif"

    def ailleurs(self, page: Page) -> Response:
        """Where whoever cannot fill it in is led, with the reason."""
        if not self.donnees["deposant"]["vous"]:
            avis = f"C'est à {self.donnees['deposant']['nom']} de remplir et de compléter cette demande."
        else:
            avis = f"Cette demande ne se modifie plus : {self.donnees['libelle']}."
        return page.vers(self.page, avis, "info")


async def lire(page: Page, demande_id: UUID) -> Brouillon:
    """Raises Refus: somebody else's does not exist."""
    reponse = await page.demander("GET", f"/api/demandes/{demande_id}")
    if reponse.probleme is not None:
        raise Refus(reponse)
    return Brouillon(reponse.donnees, reponse.etag)
