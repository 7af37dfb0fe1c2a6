"""The motifs of a demande, as the screen words them (seed 004; domain.md §2.1)."""

from contracts.vocabulary.mot import Mot


class Motif(Mot):
    INSCRIPTION = (
        "inscription",
        "Inscription au permis nécessitant le passage d'un examen pratique",
    )
