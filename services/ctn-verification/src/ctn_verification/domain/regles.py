"""The checks on images, a row for each: what is measured, from where on it is a doubt, from where on a refusal.

The thresholds were calibrated on drawn samples (tests/test_moteur_seuils.py keeps the distances); domain.md gives the
norm behind each. Scale of the sharpness: moteur/nettete.py.
"""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from contracts.vocabulary.causes import Cause
from ctn_verification.domain.mesures import Mesure

MOTEUR = "ctn-1.1"
"""Kept with each verdict; a new threshold is a new version."""


class Sens(Enum):
    AU_MOINS = "au moins"
    AU_PLUS = "au plus"


class Regle(NamedTuple):
    """`admis` is the last good value; beyond `refus` it is a refusal, between the two an agent looks.

    Without `refus` it is never worse than a doubt. Of one cause, an image gets the first row that speaks.
    """

    cause: Cause
    mesure: Mesure
    sens: Sens
    admis: float
    refus: float | None
    constat: str  # the figure as the person reads it: {valeur}, {admis}
    source: str
    masquee_par: frozenset[Cause] = frozenset()  # refused for one of these, the image says nothing about this measure
    libelle: str = ""  # instead of the vocabulary's, where it does not fit this measure
    remede: str = ""


LUMIERE = frozenset({Cause.TROP_SOMBRE, Cause.TROP_CLAIRE})
ILLISIBLE = LUMIERE | {Cause.PAGE_BLANCHE, Cause.TROP_PETITE}

DOCUMENT: Sequence[Regle] = (
    Regle(
        Cause.TROP_PETITE,
        Mesure.COTE_LONG,
        Sens.AU_MOINS,
        admis=1000,
        refus=1000,
        constat="grand côté de {valeur} pixels, il en faut {admis}",
        source="domain.md §8.2, resolution: an identity card ≥ 1,000 px wide",
    ),
    Regle(
        Cause.TROP_SOMBRE,
        Mesure.CLARTE,
        Sens.AU_MOINS,
        admis=130,
        refus=90,
        constat="clarté du papier {valeur} sur 255, il en faut {admis}",
        source="domain.md §8.2, legible",
    ),
    Regle(
        Cause.PAGE_BLANCHE,
        Mesure.PART_ECRITE,
        Sens.AU_MOINS,
        admis=0.004,
        refus=0.0008,
        constat="{valeur} de la page est écrit",
        source="seed 000: a page that shows nothing proves nothing",
        masquee_par=frozenset({Cause.TROP_SOMBRE}),
    ),
    Regle(
        Cause.TROP_PETITE,
        Mesure.HAUTEUR_TEXTE,
        Sens.AU_MOINS,
        admis=8,
        refus=6,
        constat="les lettres font {valeur} pixels, il en faut {admis}",
        source="domain.md §8.2, resolution: an A4 page at 150 dpi",
        masquee_par=frozenset({Cause.TROP_SOMBRE, Cause.PAGE_BLANCHE, Cause.FLOUE}),
        remede="Rapprochez-vous du document, ou numérisez-le à 300 points par pouce.",
    ),
    Regle(
        Cause.FLOUE,
        Mesure.NETTETE,
        Sens.AU_MOINS,
        admis=35,
        refus=14,
        constat="netteté {valeur}, il en faut {admis}",
        source="domain.md §8.2, legible: blur",
        masquee_par=frozenset({Cause.TROP_SOMBRE, Cause.PAGE_BLANCHE, Cause.TROP_PETITE}),
    ),
    Regle(
        Cause.TROP_CLAIRE,
        Mesure.ENCRE,
        Sens.AU_PLUS,
        admis=175,
        refus=210,
        constat="l'écriture est à {valeur} sur 255, elle doit rester sous {admis}",
        source="domain.md §8.2, glare and over-exposure",
        masquee_par=frozenset({Cause.PAGE_BLANCHE, Cause.FLOUE}),  # blur pales the ink
    ),
    Regle(
        Cause.FLOUE,
        Mesure.NETTETE_ZONE,
        Sens.AU_MOINS,
        admis=25,
        refus=None,
        constat="netteté {valeur} dans une partie de la page, il en faut {admis}",
        source="domain.md §8.2, legible: blur, in a part of the page",
        masquee_par=ILLISIBLE,
    ),
    Regle(
        Cause.REFLET,
        Mesure.REFLET,
        Sens.AU_PLUS,
        admis=0.01,
        refus=0.04,
        constat="il couvre {valeur} du document, {admis} sont admis",
        source="domain.md §8.2, glare",
        masquee_par=ILLISIBLE,
    ),
    Regle(
        Cause.OMBRE,
        Mesure.OMBRE,
        Sens.AU_PLUS,
        admis=0.005,
        refus=0.02,
        constat="{valeur} de l'image est écrit dans l'ombre, {admis} sont admis",
        source="domain.md §8.2, legible",
        masquee_par=ILLISIBLE,
    ),
    Regle(
        Cause.DOCUMENT_COUPE,
        Mesure.LETTRES_COUPEES,
        Sens.AU_PLUS,
        admis=0.6,
        refus=1.5,
        constat="{valeur} lettres sur cent touchent le bord de l'image",
        source="domain.md §8.2, four borders inside the picture",
        masquee_par=ILLISIBLE | {Cause.FLOUE},
    ),
    Regle(
        Cause.DOCUMENT_COUPE,
        Mesure.COTES_COUPES,
        Sens.AU_PLUS,
        admis=0,
        refus=None,
        constat="bords du document hors de l'image : {valeur}",
        source="domain.md §8.2, four borders inside the picture",
        masquee_par=ILLISIBLE,
    ),
    Regle(
        Cause.TROP_COMPRESSEE,
        Mesure.MARCHES,
        Sens.AU_PLUS,
        admis=1.6,
        refus=2.0,
        constat="marches de {valeur}, {admis} sont admises",
        source="domain.md §8.2, legible",
        masquee_par=ILLISIBLE | {Cause.FLOUE},
    ),
)

PHOTO: Sequence[Regle] = (
    Regle(
        Cause.TROP_PETITE,
        Mesure.HAUTEUR,
        Sens.AU_MOINS,
        admis=531,
        refus=531,
        constat="{valeur} pixels de haut, il en faut {admis}",
        source="domain.md §8.1, size: 45 mm at 300 dpi",
        remede="Numérisez ou prenez la photo à 300 points par pouce au moins : 413 × 531 pixels.",
    ),
    Regle(
        Cause.TROP_PETITE,
        Mesure.LARGEUR,
        Sens.AU_MOINS,
        admis=413,
        refus=413,
        constat="{valeur} pixels de large, il en faut {admis}",
        source="domain.md §8.1, size: 35 mm at 300 dpi",
        remede="Numérisez ou prenez la photo à 300 points par pouce au moins : 413 × 531 pixels.",
    ),
    Regle(
        Cause.PROPORTIONS_PHOTO,
        Mesure.PROPORTIONS,
        Sens.AU_MOINS,
        admis=0.765,
        refus=0.765,
        constat="largeur sur hauteur {valeur}, il faut 0,765 à 0,790",
        source="domain.md §8.1, size: 35 × 45 mm",
    ),
    Regle(
        Cause.PROPORTIONS_PHOTO,
        Mesure.PROPORTIONS,
        Sens.AU_PLUS,
        admis=0.790,
        refus=0.790,
        constat="largeur sur hauteur {valeur}, il faut 0,765 à 0,790",
        source="domain.md §8.1, size: 35 × 45 mm",
    ),
    Regle(
        Cause.TROP_SOMBRE,
        Mesure.LUMINANCE,
        Sens.AU_MOINS,
        admis=90,
        refus=60,
        constat="luminance {valeur} sur 255, il en faut {admis}",
        source="domain.md §8.1, light",
    ),
    Regle(
        Cause.TROP_SOMBRE,
        Mesure.PART_BOUCHEE,
        Sens.AU_PLUS,
        admis=0.15,
        refus=0.35,
        constat="{valeur} de la photo est noir, sans détail",
        source="domain.md §8.1, light; black clothes are no fault",
    ),
    Regle(
        Cause.TROP_CLAIRE,
        Mesure.PART_BRULEE,
        Sens.AU_PLUS,
        admis=0.02,
        refus=0.10,
        constat="{valeur} de la photo est blanc, sans détail ; 2 % sont admis",
        source="domain.md §8.1, light: clipped pixels < 2 %; a white background is forbidden too",
    ),
    Regle(
        Cause.TROP_CLAIRE,
        Mesure.LUMINANCE,
        Sens.AU_PLUS,
        admis=215,
        refus=235,
        constat="luminance {valeur} sur 255, elle doit rester sous {admis}",
        source="domain.md §8.1, light",
    ),
    Regle(
        Cause.FLOUE,
        Mesure.NETTETE,
        Sens.AU_MOINS,
        admis=25,
        refus=12,
        constat="netteté {valeur}, il en faut {admis}",
        source="domain.md §8.1, sharpness",
        masquee_par=LUMIERE | {Cause.TROP_PETITE},
        remede="Faites la mise au point sur les yeux, sans bouger, puis reprenez la photo.",
    ),
    Regle(
        Cause.PHOTO_INUTILISABLE,
        Mesure.VISAGES,
        Sens.AU_MOINS,
        admis=1,
        refus=None,
        constat="visages trouvés : {valeur}",
        source="domain.md §8.1, head; the cascade misses some faces, hence a doubt only",
        masquee_par=LUMIERE | {Cause.FLOUE, Cause.TROP_PETITE, Cause.PROPORTIONS_PHOTO},
        libelle="Le contrôle automatique ne trouve pas de visage de face.",
        remede="Reprenez la photo de face, tête nue et droite ; sinon un agent la vérifiera.",
    ),
    Regle(
        Cause.PHOTO_INUTILISABLE,
        Mesure.VISAGES,
        Sens.AU_PLUS,
        admis=1,
        refus=None,
        constat="visages trouvés : {valeur}",
        source="domain.md §8.1, head",
        libelle="Le contrôle automatique trouve plusieurs visages.",
        remede="Reprenez la photo avec une seule personne ; sinon un agent la vérifiera.",
    ),
)

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
