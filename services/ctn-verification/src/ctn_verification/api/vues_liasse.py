"""How a page of a stack is shown to an agent."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from ctn_verification.api.ephotos import CauseDite, ControleDit
from ctn_verification.api.formulaires import FormulaireAttendu
from ctn_verification.domain.liasse import EtatPage
from ctn_verification.storage.pages_liasse import PageVue

Part = Annotated[float, Field(ge=0, le=1)]


class CadreDit(BaseModel):
    """Fractions of the picture's width and height, from its upper left corner."""

    model_config = ConfigDict(extra="forbid")

    x: Part
    y: Part
    largeur: Annotated[float, Field(gt=0, le=1)]
    hauteur: Annotated[float, Field(gt=0, le=1)]

    @property
    def valeurs(self) -> list[float]:
        """Inside the picture, whatever the last digit says."""
        return [self.x, self.y, min(self.largeur, 1 - self.x), min(self.hauteur, 1 - self.y)]


class PageDite(BaseModel):
    """`causes`: why it is left to an agent, and what to do; `photo`, `signature`: what the engine says of the images,
    `cadres`: where it found them on the picture of the page."""

    id: UUID
    liasse: UUID
    rang: int = Field(description="From 1.")
    deposee_le: datetime
    etat: EtatPage
    numero: str | None
    demande: UUID | None
    causes: list[CauseDite]
    photo: ControleDit | None
    signature: ControleDit | None
    cadres: dict[str, CadreDit]
    image: bool = Field(description="Whether there is a picture of it to look at.")
    motif: str | None = Field(description="Why an agent threw it away.")
    traitee_le: datetime | None

    @classmethod
    def of(cls, vue: PageVue) -> Self:
        controles = {nom: ControleDit.of(verdict) for nom, verdict in vue.verdicts.items()}
        return cls(
            id=vue.id,
            liasse=vue.liasse,
            rang=vue.rang,
            deposee_le=vue.deposee_le,
            etat=vue.etat,
            numero=vue.numero,
            demande=vue.demande,
            causes=[CauseDite(code=d.value, cause=d.constat, remede=d.remede) for d in vue.doutes],
            photo=controles.get("photo"),
            signature=controles.get("signature"),
            cadres={
                nom: CadreDit(x=x, y=y, largeur=largeur, hauteur=hauteur)
                for nom, (x, y, largeur, hauteur) in vue.cadres.items()
                if largeur > 0 and hauteur > 0
            },
            image=vue.image is not None,
            motif=vue.motif,
            traitee_le=vue.traitee_le,
        )


class PageATraiter(PageDite):
    """`attendu`: the form that is expected under its number, to compare the names with those on the paper."""

    attendu: FormulaireAttendu | None = None
