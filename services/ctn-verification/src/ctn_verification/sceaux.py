"""What the signatures of 2D-Doc are worth, by a list of certificates of the operator's choosing (domain.md §8.4)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from contracts.deux_d_doc import (
    CertificatInconnu,
    CertificatPerime,
    Confiance,
    Illisible,
    SignatureFausse,
    lire,
    verifier,
)
from ctn_verification.domain.releve import Genre, Lecture, Releve, Sceau

FAUTES: Sequence[tuple[type[Exception], Sceau]] = (
    (Illisible, Sceau.ILLISIBLE),
    (CertificatInconnu, Sceau.INCONNU),
    (CertificatPerime, Sceau.PERIME),
    (SignatureFausse, Sceau.FAUX),
)


class Sceaux(NamedTuple):
    """Who verifies; what a child of the engine claims about a signature is overwritten."""

    confiance: Confiance

    def apposer(self, releve: Releve, le: date) -> Releve:
        return replace(releve, lectures=tuple(self._lecture(lue, le) for lue in releve.lectures))

    def _lecture(self, lue: Lecture, le: date) -> Lecture:
        return replace(lue, sceau=self._sceau(lue.texte, le) if lue.genre is Genre.DEUX_D_DOC else None)

    def _sceau(self, texte: str, le: date) -> Sceau:
        try:
            verifier(lire(texte), self.confiance, le=le)
        except tuple(faute for faute, _ in FAUTES) as faute:
            return next(sceau for type, sceau in FAUTES if isinstance(faute, type))
        return Sceau.VERIFIE
