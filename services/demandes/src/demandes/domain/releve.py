"""Reading what a person typed: every fault of a step is said at once, where it is and how to put it right."""

import re
import unicodedata
from collections.abc import Sequence

from contracts.errors import FieldError, RuleBroken


class EtapeIncorrecte(RuleBroken):
    slug = "etape-incorrecte"
    title = "Cette étape contient des erreurs"
    kind = "invalide"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("Corrigez les champs signalés, puis enregistrez de nouveau.", errors=errors)


class Releve:
    """The faults of a form, in the order of its fields."""

    def __init__(self) -> None:
        self.fautes: list[FieldError] = []

    def faute(self, pointer: str, detail: str) -> None:
        self.fautes.append(FieldError(pointer, detail))

    def close(self) -> None:
        """Raises EtapeIncorrecte if there was any fault."""
        if self.fautes:
            raise EtapeIncorrecte(self.fautes)

    def oui_non(self, pointer: str, valeur: bool | None) -> bool:
        if valeur is None:
            self.faute(pointer, "Répondez par oui ou par non.")
        return bool(valeur)

    def choix(self, pointer: str, valeur: str, admis: Sequence[str]) -> str:
        if valeur not in admis:
            self.faute(pointer, f"Choisissez l'une des valeurs : {', '.join(admis)}.")
        return valeur

    def nom(self, pointer: str, valeur: str, *, manque: str = "") -> str | None:
        """A name as on the identity document: letters of any accent, apostrophes, hyphens, spaces (seed 000)."""
        lu = typographie(valeur)
        if not lu:
            if manque:
                self.faute(pointer, manque)
            return None
        if any(caractere.isdigit() for caractere in lu):
            self.faute(pointer, "Un nom ne contient pas de chiffre. Recopiez-le tel qu'il est sur la pièce d'identité.")
        elif not all(_de_nom(caractere) for caractere in lu) or not lu[0].isalpha():
            self.faute(
                pointer,
                "Seuls les lettres latines, l'apostrophe, le tiret et l'espace sont admis. "
                "Recopiez le nom tel qu'il est sur la pièce d'identité.",
            )
        return lu

    def ligne(self, pointer: str, valeur: str, *, manque: str = "") -> str | None:
        """A line of free text, without what cannot be printed."""
        lu = typographie(valeur)
        if not lu and manque:
            self.faute(pointer, manque)
        if not imprimable(lu):
            self.faute(pointer, "Ce texte contient un caractère qui ne s'imprime pas. Saisissez-le de nouveau.")
        return lu or None


def typographie(texte: str) -> str:
    """One form for what looks the same: NFC, straight apostrophe, plain hyphen, single spaces."""
    droit = unicodedata.normalize("NFC", texte).translate({0x2019: "'", 0x02BC: "'", 0x2010: "-", 0x2011: "-"})
    return re.sub(r"\s+", " ", droit).strip()


def texte_libre(texte: str) -> str:
    """Several lines as somebody wrote them, without what cannot be printed."""
    lignes = unicodedata.normalize("NFC", texte).replace("\r\n", "\n").split("\n")
    return "\n".join("".join(c for c in ligne if imprimable(c)) for ligne in lignes).strip()


def imprimable(texte: str) -> bool:
    """No control character, half a surrogate pair, unassigned code: they pass neither a database nor a printer."""
    return not any(unicodedata.category(caractere) in ("Cc", "Cs", "Cn", "Co") for caractere in texte)


def _de_nom(caractere: str) -> bool:
    if caractere in " '-" or unicodedata.category(caractere) == "Mn":
        return True
    return caractere.isalpha() and unicodedata.name(caractere, "").startswith("LATIN ")
