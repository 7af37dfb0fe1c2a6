"""A machine-readable zone: from lines of letters to fields, with every check digit worked out (domain.md §8.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ctn_verification.domain.lecture.gabarits import GABARITS, Alphabet, Cle, Format, Gabarit

POIDS = (7, 3, 1)
VALEURS = {signe: rang for rang, signe in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}

EN_CHIFFRE = dict(zip("OQDILZSGTBA", "00011256784", strict=True))
EN_LETTRE = dict(zip("01256874", "OIZSGBTA", strict=True))
CONFUSIONS = {
    un: autre
    for paire in ("0O", "1I", "2Z", "5S", "8B", "6G")
    for un, autre in ((paire[0], paire[1]), (paire[1], paire[0]))
}
"""What a reader of print takes for another sign. Only pairs that a check digit tells apart: 1 and L it does not."""


@dataclass(frozen=True)
class Mrz:
    """`lignes` as they stand after corrections; `cles` says of each check digit whether it is right."""

    format: Format
    lignes: tuple[str, ...] = field(repr=False)
    cles: Mapping[str, bool]

    @property
    def juste(self) -> bool:
        return all(self.cles.values())

    @property
    def gabarit(self) -> Gabarit:
        return next(gabarit for gabarit in GABARITS if gabarit.format is self.format)

    def champ(self, nom: str) -> str:
        """As printed, without the fillers behind it; empty where this format has no such field."""
        champ = self.gabarit.champs.get(nom)
        return "" if champ is None else self.lignes[champ.ligne - 1][champ.debut - 1 : champ.fin].rstrip("<")

    def plein(self, nom: str) -> bool:
        """Whether a field is used up to its last place: what stood behind may be cut off."""
        champ = self.gabarit.champs.get(nom)
        return champ is not None and self.lignes[champ.ligne - 1][champ.fin - 1] != "<"


def chiffre_de_controle(texte: str) -> int:
    """ICAO 9303-3 §4.9: weights 7, 3, 1, modulo 10."""
    return sum(VALEURS[signe] * POIDS[rang % 3] for rang, signe in enumerate(texte)) % 10


def reconnaitre(lues: Sequence[str]) -> Mrz | None:
    """The zone in these lines, read from top to bottom; the one with most right digits, None without any."""
    trouvees = [mrz for gabarit in GABARITS for groupe in _groupes(lues, gabarit) for mrz in _lire(gabarit, groupe)]
    return max(trouvees, key=lambda mrz: (mrz.juste, sum(mrz.cles.values()) / len(mrz.cles)), default=None)


def relire(texte: str) -> Mrz | None:
    """The zone that was kept as text, one line under the other."""
    return reconnaitre(texte.split("\n"))


def _groupes(lues: Sequence[str], gabarit: Gabarit) -> Iterator[Sequence[str]]:
    for premiere in range(len(lues) - gabarit.lignes + 1):
        groupe = [_ajustee(ligne, gabarit.longueur) for ligne in lues[premiere : premiere + gabarit.lignes]]
        if all(groupe):
            yield groupe


def _ajustee(lue: str, longueur: int) -> str:
    """Exactly as long as its format: a reader drops or doubles fillers, of which the longest run is made to fit."""
    ligne = "".join(lue.upper().split())
    manque = longueur - len(ligne)
    if manque == 0 or abs(manque) > longueur // 6:
        return ligne if manque == 0 else ""
    debut, fin = _plus_longue_suite(ligne)
    if fin - debut < 2 or fin - debut + manque < 1:
        return ""
    return ligne[:debut] + "<" * (fin - debut + manque) + ligne[fin:]


def _plus_longue_suite(ligne: str) -> tuple[int, int]:
    suites, debut = [(0, 0)], 0
    for rang, signe in enumerate(ligne + "."):
        if signe != "<":
            suites.append((debut, rang))
            debut = rang + 1
    return max(suites, key=lambda suite: suite[1] - suite[0])


def _lire(gabarit: Gabarit, groupe: Sequence[str]) -> Iterator[Mrz]:
    lignes = _dans_leur_alphabet(gabarit, groupe)
    if lignes is None or not lignes[0].startswith(tuple(gabarit.debut)) or lignes[0].startswith(tuple(gabarit.sauf)):
        return
    if gabarit.format is Format.PERMIS and lignes[0][2:5] != "FRA":
        return
    cles = _controler(gabarit, lignes)
    if not all(cles.values()):
        corrigees = _corrigees(gabarit, lignes)
        if corrigees is not None:
            lignes, cles = corrigees, dict.fromkeys(cles, True)
    if any(cles.values()):
        yield Mrz(gabarit.format, tuple(lignes), cles)


def _dans_leur_alphabet(gabarit: Gabarit, groupe: Sequence[str]) -> list[str] | None:
    """Each sign as its field can hold it; None for one that no confusion explains."""
    signes = [list(ligne) for ligne in groupe]
    for ligne, position, alphabet in _places(gabarit):
        signe = signes[ligne][position]
        if signe not in alphabet:
            signe = (EN_CHIFFRE if "0" in alphabet else EN_LETTRE).get(signe, "")
            if not signe or signe not in alphabet:
                return None
            signes[ligne][position] = signe
    return ["".join(ligne) for ligne in signes]


def _places(gabarit: Gabarit) -> Iterator[tuple[int, int, Alphabet]]:
    for champ in gabarit.champs.values():
        for position in range(champ.debut, champ.fin + 1):
            yield champ.ligne - 1, position - 1, champ.alphabet
    for cle in gabarit.cles.values():
        vide = cle.vide_admis or _numero_long(gabarit, cle)
        yield cle.ligne - 1, cle.position - 1, Alphabet.CHIFFRES_OU_VIDE if vide else Alphabet.CHIFFRES


def _numero_long(gabarit: Gabarit, cle: Cle) -> bool:
    """ICAO 9303-5 §4.2.2: a number of more than nine signs goes on in the optional data, its digit behind it."""
    return gabarit.format in (Format.CARTE, Format.CARTE_TD2) and cle == gabarit.cles["numero"]


def _controler(gabarit: Gabarit, lignes: Sequence[str]) -> dict[str, bool]:
    return {nom: _juste(gabarit, cle, lignes) for nom, cle in gabarit.cles.items()}


def _juste(gabarit: Gabarit, cle: Cle, lignes: Sequence[str]) -> bool:
    trouvee, sur = lignes[cle.ligne - 1][cle.position - 1], _sur(cle, lignes)
    if trouvee == "<" and _numero_long(gabarit, cle):
        champ = gabarit.champs["facultatif"]
        suite = lignes[champ.ligne - 1][champ.debut - 1 : champ.fin].partition("<")[0]
        return len(suite) > 1 and suite[-1] == str(chiffre_de_controle(sur + suite[:-1]))
    if trouvee == "<":
        return cle.vide_admis and not sur.strip("<")
    return trouvee == str(chiffre_de_controle(sur))


def _sur(cle: Cle, lignes: Sequence[str]) -> str:
    return "".join(lignes[ligne - 1][debut - 1 : fin] for ligne, debut, fin in cle.sur)


def _corrigees(gabarit: Gabarit, lignes: Sequence[str]) -> list[str] | None:
    """The only way to make all digits right by taking one sign for the one it is confused with."""
    fausses = [cle for cle in gabarit.cles.values() if not _juste(gabarit, cle, lignes)]
    essais = [_echangee(lignes, *place) for place in _douteux(gabarit, fausses, lignes)]
    justes = [essai for essai in essais if all(_controler(gabarit, essai).values())]
    return justes[0] if len(justes) == 1 else None


def _douteux(gabarit: Gabarit, fausses: Sequence[Cle], lignes: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Signs that every wrong digit covers, in fields where both of a pair may stand."""
    for ligne, position, alphabet in _places(gabarit):
        if alphabet is Alphabet.MIXTE and lignes[ligne][position] in CONFUSIONS:
            couvert = [
                any(sur[0] - 1 == ligne and sur[1] <= position + 1 <= sur[2] for sur in cle.sur) for cle in fausses
            ]
            if all(couvert):
                yield ligne, position


def _echangee(lignes: Sequence[str], ligne: int, position: int) -> list[str]:
    echangees = [*lignes]
    signes = echangees[ligne]
    echangees[ligne] = signes[:position] + CONFUSIONS[signes[position]] + signes[position + 1 :]
    return echangees
