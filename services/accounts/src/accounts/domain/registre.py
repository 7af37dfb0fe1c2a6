"""The registry of agréments, as an administrator imports it from a CSV file, and what it says of a school today."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from accounts.domain.agrement import numero_d_agrement
from accounts.domain.noms import plier
from contracts.errors import FieldError, RuleBroken

OCTETS_MAX = 5 * 1024 * 1024
LIGNES_MAX = 60_000  # France has about 13 000 establishments
FAUTES_MAX = 1_000
RAISON_SOCIALE_MAX = 200

HEURE_LEGALE = ZoneInfo("Europe/Paris")


class Etat(StrEnum):
    ACTIF = "actif"
    SUSPENDU = "suspendu"
    RETIRE = "retire"
    EXPIRE = "expire"


EXPLICATIONS: Mapping[Etat, str] = {
    Etat.SUSPENDU: "est suspendu : demandez à la préfecture qui l'a délivré quand il sera rétabli",
    Etat.RETIRE: "a été retiré : demandez un nouvel agrément à la préfecture",
    Etat.EXPIRE: "a expiré : demandez son renouvellement à la préfecture",
}
INCONNU = (
    "Ce numéro d'agrément n'est pas au registre : recopiez-le de l'arrêté préfectoral ; si l'agrément est récent, "
    "demandez à la préfecture de le faire inscrire."
)

COLONNES = ("numero_agrement", "raison_sociale", "departement", "etat", "valable_jusqu_au")
FORMATS_DE_DATE = ("%Y-%m-%d", "%d/%m/%Y")
ANNEES = range(1990, 2101)


class RegistreInvalide(RuleBroken):
    slug = "registre-invalide"
    title = "Le fichier du registre est incorrect : rien n'est importé"
    kind = "invalide"

    def __init__(self, fautes: Sequence[FieldError]) -> None:
        suite = f" Les {FAUTES_MAX} premières sont dans « errors »." if len(fautes) > FAUTES_MAX else ""
        pluriel = "s" if len(fautes) > 1 else ""
        detail = f"{len(fautes)} faute{pluriel} à corriger, chacune avec son numéro de ligne, puis renvoyez le fichier."
        super().__init__(detail + suite, errors=fautes[:FAUTES_MAX])


@dataclass(frozen=True)
class Agrement:
    """One line: `valable_jusqu_au` is the last day; without one the agrément does not end by itself."""

    numero: str
    raison_sociale: str
    departement: str
    etat: Etat
    valable_jusqu_au: date | None


def etat_le(agrement: Agrement, jour: date) -> Etat:
    """What the line says on that day."""
    fini = agrement.valable_jusqu_au is not None and jour > agrement.valable_jusqu_au
    return Etat.EXPIRE if fini and agrement.etat is Etat.ACTIF else agrement.etat


def jour_de(now: datetime) -> date:
    return now.astimezone(HEURE_LEGALE).date()


def fin_de(jour: date) -> datetime:
    """The moment when that day is over, in legal time."""
    return datetime.combine(jour + timedelta(days=1), time(), HEURE_LEGALE)


def refus_d_inscription(agrement: Agrement | None, jour: date) -> FieldError | None:
    """Why the school with this line, or with none, cannot sign up."""
    if agrement is None:
        return FieldError("/numero_agrement", INCONNU)
    etat = etat_le(agrement, jour)
    if etat is Etat.ACTIF:
        return None
    return FieldError("/numero_agrement", f"Selon le registre, cet agrément {EXPLICATIONS[etat]}.")


def lire_registre(octets: bytes) -> list[Agrement]:
    """The lines, in the order of their numbers. Raises RegistreInvalide with every fault."""
    fautes: list[FieldError] = []
    lus: dict[str, tuple[int, Agrement]] = {}
    for ligne, cellules in _lignes(octets, fautes):
        lu = _agrement(ligne, cellules, fautes)
        if lu is None:
            continue
        if lu.numero in lus:
            premiere = lus[lu.numero][0]
            fautes.append(
                _faute(ligne, "numero_agrement", f"{lu.numero} est déjà à la ligne {premiere} : gardez-en une seule.")
            )
        lus.setdefault(lu.numero, (ligne, lu))
    if not fautes and not lus:
        fautes.append(_faute(2, None, "Le fichier n'a aucune ligne après l'en-tête : ajoutez-en."))
    if fautes:
        raise RegistreInvalide(fautes)
    return [lus[numero][1] for numero in sorted(lus)]


def _faute(ligne: int, colonne: str | None, detail: str) -> FieldError:
    return FieldError(f"/lignes/{ligne}/{colonne}" if colonne else f"/lignes/{ligne}", f"Ligne {ligne} : {detail}")


def _lignes(octets: bytes, fautes: list[FieldError]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each line by its columns; what keeps the file from being read further is the last fault."""
    texte = _texte(octets, fautes)
    if texte is None:
        return
    reader = csv.reader(io.StringIO(texte, newline=""), delimiter=";", strict=True)
    colonnes: list[str] = []
    try:
        for nombre, cellules in enumerate(reader):
            if nombre > LIGNES_MAX:
                fautes.append(_faute(reader.line_num, None, f"Plus de {LIGNES_MAX} lignes : partagez le fichier."))
                return
            if not colonnes:
                colonnes = [cellule.strip().lower() for cellule in cellules]
                if sorted(colonnes) != sorted(COLONNES):
                    attendu = ";".join(COLONNES)
                    fautes.append(_faute(reader.line_num, None, f"L'en-tête doit être {attendu} : corrigez-le."))
                    return
            elif any(cellule.strip() for cellule in cellules):
                if len(cellules) == len(colonnes):
                    yield reader.line_num, dict(zip(colonnes, (cellule.strip() for cellule in cellules), strict=True))
                else:
                    compte = f"{len(cellules)} cellules au lieu de {len(colonnes)}"
                    fautes.append(_faute(reader.line_num, None, f"{compte} : séparez-les par des points-virgules."))
    except csv.Error:
        fautes.append(
            _faute(reader.line_num, None, "Un guillemet n'est pas fermé, ou suivi de texte : doublez-le ou retirez-le.")
        )
    if not colonnes and not fautes:
        fautes.append(_faute(1, None, f"Le fichier est vide : commencez par l'en-tête {';'.join(COLONNES)}."))


def _texte(octets: bytes, fautes: list[FieldError]) -> str | None:
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        ligne = octets.count(b"\n", 0, fault.start) + 1
        fautes.append(_faute(ligne, None, "Ce n'est pas de l'UTF-8 : enregistrez le fichier en « CSV UTF-8 »."))
        return None
    if "\0" in texte:
        ligne = texte.count("\n", 0, texte.index("\0")) + 1
        fautes.append(_faute(ligne, None, "Un caractère nul s'y trouve : enregistrez de nouveau le fichier en CSV."))
        return None
    return texte


def _agrement(ligne: int, cellules: Mapping[str, str], fautes: list[FieldError]) -> Agrement | None:
    """None, with its faults told, when a cell is wrong."""
    avant = len(fautes)
    numero, etat = numero_d_agrement(cellules["numero_agrement"]), plier(cellules["etat"])
    fautes += (_faute(ligne, colonne, detail) for colonne, detail in _defauts(cellules, numero, etat))
    if len(fautes) > avant or numero is None:
        return None
    return Agrement(
        numero=numero,
        raison_sociale=cellules["raison_sociale"],
        departement=numero.split()[2],
        etat=Etat(etat),
        valable_jusqu_au=_date(cellules["valable_jusqu_au"]),
    )


def _defauts(cellules: Mapping[str, str], numero: str | None, etat: str) -> Iterator[tuple[str, str]]:
    if numero is None:
        yield "numero_agrement", "Ce n'est pas un numéro d'agrément : écrivez-le sous la forme E 17 095 0006 0."
    elif cellules["departement"].upper().zfill(3) != numero.split()[2]:
        yield "departement", f"Ce n'est pas celui du numéro ({numero.split()[2]}) : corrigez l'un ou l'autre."
    if not 0 < len(cellules["raison_sociale"]) <= RAISON_SOCIALE_MAX:
        yield "raison_sociale", f"Donnez la raison sociale, en {RAISON_SOCIALE_MAX} caractères au plus."
    if etat not in list(Etat):
        yield "etat", f"Cet état n'existe pas : écrivez {', '.join(Etat)}."
    if cellules["valable_jusqu_au"] and _date(cellules["valable_jusqu_au"]) is None:
        yield "valable_jusqu_au", "Ce n'est pas une date : écrivez 2029-12-31 ou 31/12/2029, ou rien."


def _date(saisie: str) -> date | None:
    for forme in FORMATS_DE_DATE:
        try:
            lue = datetime.strptime(saisie, forme).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
        return lue if lue.year in ANNEES else None
    return None
