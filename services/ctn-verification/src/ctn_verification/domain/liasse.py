"""A stack of scanned paper forms, page by page: what the engine read of it, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Self
from uuid import UUID

from contracts.errors import RuleBroken
from contracts.events.parts import Fichier
from ctn_verification.domain.formulaire import Formulaire
from ctn_verification.domain.verdict import Controle, Verdict

EFFACER_LIASSE = "liasse-a-effacer"
CONSERVATION = timedelta(days=7)  # after its last page is settled: time to look at a scan again
CONSERVATION_AU_PLUS = timedelta(days=30)  # twice the fifteen days within which a form may come (OP-13)
PAGES_MAX = 200  # of one file
ESSAIS_MAX = 3  # a page that workers do not survive is left to an agent
FINESSE = 275.0  # points per inch of the form's millimetres: 300 on paper that a printer shrank by eight per cent


class LiasseIntrouvable(RuleBroken):
    slug = "liasse-introuvable"
    title = "Cette liasse n'existe pas, ou n'est plus conservée"
    kind = "introuvable"


class LiasseIllisible(RuleBroken):
    slug = "liasse-illisible"
    title = "Ce fichier ne peut pas être lu comme une liasse de formulaires"
    kind = "invalide"


class LiasseDejaDeposee(RuleBroken):
    slug = "liasse-deja-deposee"
    title = "Cette liasse a déjà été déposée"
    kind = "conflit"


class PageIntrouvable(RuleBroken):
    slug = "page-de-liasse-introuvable"
    title = "Cette page de liasse n'existe pas, ou n'est plus conservée"
    kind = "introuvable"


class PageDejaTraitee(RuleBroken):
    slug = "page-deja-traitee"
    title = "Cette page n'attend plus d'agent"
    kind = "conflit"


class CadreManquant(RuleBroken):
    slug = "cadre-manquant"
    title = "La photo ou la signature n'a pas été trouvée sur la page"
    kind = "invalide"


class EtatPage(StrEnum):
    A_LIRE = "a_lire"
    LIEE = "liee"  # its photo and signature are those of a demande
    A_TRAITER = "a_traiter"  # by an agent
    VIERGE = "vierge"  # the back of a sheet
    REBUT = "rebut"
    REMPLACEE = "remplacee"  # the same form was taken from another page
    EFFACEE = "effacee"  # nobody settled it in time; the demande expired long before


OUVERTES = frozenset({EtatPage.A_LIRE, EtatPage.A_TRAITER})


class Doute(StrEnum):
    """Why a page is left to an agent, and what he can do about it."""

    constat: str
    remede: str

    def __new__(cls, code: str, constat: str, remede: str) -> Self:
        doute = str.__new__(cls, code)
        doute._value_ = code
        doute.constat = constat
        doute.remede = remede
        return doute

    SANS_CODE = (
        "sans_code",
        "Aucun code n'a pu être lu sur la page.",
        "Saisissez le numéro imprimé sur le formulaire, ou mettez la page au rebut.",
    )
    CODE_ETRANGER = (
        "code_etranger",
        "Le code de la page n'est pas celui d'un formulaire de photo.",
        "Mettez la page au rebut si c'est un autre document ; sinon saisissez le numéro imprimé.",
    )
    PLUSIEURS_CODES = (
        "plusieurs_codes",
        "La page porte les codes de plusieurs formulaires.",
        "Séparez les feuilles et numérisez-les de nouveau, ou saisissez le numéro du formulaire visible.",
    )
    REPERES_ABSENTS = (
        "reperes_absents",
        "Les repères carrés du formulaire n'ont pas été trouvés : la page est cachée, pliée ou coupée.",
        "Encadrez la photo et la signature, ou numérisez la feuille de nouveau, bien à plat.",
    )
    NOIR_ET_BLANC = (
        "noir_et_blanc",
        "La page a été numérisée en noir et blanc : la photo est perdue.",
        "Numérisez de nouveau la feuille, en couleur.",
    )
    TROP_PEU_FINE = (
        "trop_peu_fine",
        "La page a été numérisée à moins de 300 points par pouce.",
        "Numérisez de nouveau la feuille, à 300 points par pouce.",
    )
    PHOTO_ABSENTE = (
        "photo_absente",
        "Aucune photo n'est collée dans le cadre.",
        "Cherchez la photo dans l'enveloppe ; si elle manque, mettez la page au rebut.",
    )
    PHOTO_INDECISE = (
        "photo_indecise",
        "Les bords de la photo ne se distinguent pas du papier.",
        "Encadrez la photo.",
    )
    PHOTO_HORS_FORMAT = (
        "photo_hors_format",
        "La photo collée ne mesure pas 35 × 45 mm.",
        "Encadrez la part utile de la photo, ou insistez pour que le dossier soit refusé avec sa cause.",
    )
    NUMERO_INCONNU = (
        "numero_inconnu",
        "Aucun formulaire n'est attendu sous ce numéro.",
        "Comparez avec le numéro imprimé ; s'il est le même, mettez la page au rebut.",
    )
    DEJA_RECU = (
        "deja_recu",
        "Ce formulaire a déjà été reçu.",
        "Mettez la page au rebut.",
    )
    HORS_DELAI = (
        "hors_delai",
        "Le délai de ce formulaire est passé : la demande est close.",
        "La personne en est informée ; mettez la page au rebut.",
    )
    NON_CONFORME = (
        "non_conforme",
        "La photo ou la signature ne convient pas.",
        "Corrigez les cadres ; si l'image elle-même est en cause, insistez : le dossier viendra dans la file des "
        "agents, d'où il est refusé avec sa cause.",
    )
    ILLISIBLE = (
        "illisible",
        "La page n'a pas pu être lue.",
        "Numérisez de nouveau la feuille.",
    )


PHOTO = {
    "absente": Doute.PHOTO_ABSENTE,
    "indecise": Doute.PHOTO_INDECISE,
    "hors_format": Doute.PHOTO_HORS_FORMAT,
}


@dataclass(frozen=True)
class Liasse:
    """One file that an agent deposited; `fichier` is None once the scans are erased."""

    id: UUID
    deposee_par: UUID
    deposee_le: datetime
    pages: int
    fichier: Fichier | None
    terminee_le: datetime | None = None


class Prise(NamedTuple):
    """A page in the hands of one worker; the instant says whether it still is."""

    id: UUID
    liasse: UUID
    rang: int  # from 0
    pris_le: datetime
    essais: int


class Sort(NamedTuple):
    """What is written down of a page that was looked at."""

    etat: EtatPage
    numero: str | None = None
    doutes: tuple[Doute, ...] = ()
    verdicts: Mapping[str, Verdict] = MappingProxyType({})
    demande: UUID | None = None
    ephoto: UUID | None = None
    image: Fichier | None = None


def doute_sur(formulaire: Formulaire | None, now: datetime) -> Doute | None:
    """None for a form that is awaited."""
    if formulaire is None:
        return Doute.NUMERO_INCONNU
    if formulaire.recu_le is not None:
        return Doute.DEJA_RECU
    return Doute.HORS_DELAI if formulaire.clos or now >= formulaire.limite_le else None


def bonne(verdicts: Mapping[str, Verdict]) -> bool:
    """What the machine takes by itself: a doubt is seen by an agent later, in the dossier."""
    return {"photo", "signature"} <= verdicts.keys() and all(
        verdict.controle is not Controle.NON_CONFORME for verdict in verdicts.values()
    )
