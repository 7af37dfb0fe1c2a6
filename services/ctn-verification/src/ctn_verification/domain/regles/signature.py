"""A signature in its frame (domain.md §8.1)."""

from collections.abc import Sequence

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure
from ctn_verification.domain.regles.regle import Regle, Sens

SIGNATURE: Sequence[Regle] = (
    Regle(
        Cause.TROP_PETITE,
        Mesure.LARGEUR,
        Sens.AU_MOINS,
        admis=300,
        refus=300,
        constat="{valeur} pixels de large, il en faut {admis}",
        source="domain.md §8.1, signature: ≥ 300 dpi",
        remede="Numérisez la signature à 300 points par pouce au moins.",
    ),
    Regle(
        Cause.TROP_SOMBRE,
        Mesure.FOND,
        Sens.AU_MOINS,
        admis=190,
        refus=150,
        constat="fond à {valeur} sur 255, il en faut {admis}",
        source="domain.md §8.1, signature: background white",
        libelle="La signature n'est pas sombre sur un fond clair.",
        remede="Faites signer à l'encre noire sur du papier blanc, puis numérisez de nouveau.",
    ),
    Regle(
        Cause.SIGNATURE_VIDE,
        Mesure.PART_ENCREE,
        Sens.AU_MOINS,
        admis=0.005,
        refus=0.005,
        constat="{valeur} d'encre, il en faut 0,5 %",
        source="domain.md §8.1, signature: ink ratio 0.5-25 %",
        masquee_par=frozenset({Cause.TROP_SOMBRE}),
    ),
    Regle(
        Cause.TROP_SOMBRE,
        Mesure.PART_ENCREE,
        Sens.AU_PLUS,
        admis=0.25,
        refus=0.25,
        constat="{valeur} d'encre, 25 % sont admis",
        source="domain.md §8.1, signature: ink ratio 0.5-25 %",
        libelle="L'encre couvre une trop grande part du cadre.",
        remede="Faites signer de nouveau, d'un trait fin à l'encre noire, à l'intérieur du cadre.",
    ),
    Regle(
        Cause.SIGNATURE_COUPEE,
        Mesure.ENCRE_AU_BORD,
        Sens.AU_PLUS,
        admis=0.0005,
        refus=0.003,
        constat="{valeur} du bord est couvert d'encre",
        source="domain.md §8.1, signature: no stroke on the border",
        masquee_par=frozenset({Cause.TROP_SOMBRE, Cause.SIGNATURE_VIDE}),
    ),
)
