"""What was read on a paper, beside what was entered: as an agent compares them."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from ctn_verification.domain.lecture.comparaison import Comparaison


class ChampVu(BaseModel):
    """`egal` is null where there is nothing to compare with."""

    champ: str = Field(description="nom, prenoms, date_naissance, sexe; titulaire, adresse, date of a 2D-Doc")
    lu: str
    saisi: str | None
    egal: bool | None


class ComparaisonVue(BaseModel):
    """Of one zone or code on the piece; without right digits, or a genuine signature, its fields prove nothing."""

    page: int
    genre: str = Field(description="mrz or 2d-doc")
    format: str = Field(description="td1, td2, td3, cni_avant_2021, permis_ue, mrv_a, mrv_b; the type of a 2D-Doc")
    chiffres_justes: bool | None = Field(description="Of a zone: whether all its check digits are right.")
    sceau: str | None = Field(description="Of a 2D-Doc: verifie, inconnu, perime, faux, illisible")
    expire_le: date | None
    ecarts: list[str] = Field(description="What is wrong, by the codes of the table of comparisons.")
    champs: list[ChampVu]

    @classmethod
    def of(cls, comparaison: Comparaison) -> Self:
        return cls(
            page=comparaison.page,
            genre=comparaison.genre,
            format=comparaison.format,
            chiffres_justes=comparaison.fiable if comparaison.sceau is None else None,
            sceau=comparaison.sceau,
            expire_le=comparaison.expire_le,
            ecarts=[critere.value for critere in comparaison.criteres],
            champs=[ChampVu(champ=vu.champ, lu=vu.lu, saisi=vu.saisi, egal=vu.egal) for vu in comparaison.champs],
        )
