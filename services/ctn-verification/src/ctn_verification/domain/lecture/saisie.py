"""What the filer entered about the person, as far as papers are held against it."""

from dataclasses import dataclass, field

from contracts.events.parts import Adresse, EtatCivil


@dataclass(frozen=True)
class Saisie:
    """`sequence` is that of the event which said so: an older one that comes late changes nothing."""

    etat_civil: EtatCivil | None = field(default=None, repr=False)
    adresse: Adresse | None = field(default=None, repr=False)
    sequence: int = 0

    def apres(self, etat_civil: EtatCivil | None, adresse: Adresse | None, sequence: int) -> "Saisie":
        """With what is known now; what is not said anew stays."""
        if sequence < self.sequence:
            return self
        return Saisie(etat_civil or self.etat_civil, adresse or self.adresse, sequence)
