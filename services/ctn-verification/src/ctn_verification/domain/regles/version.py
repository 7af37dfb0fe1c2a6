"""Which engine spoke: its number, and a print of its tables that no new threshold can forget to change."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from ctn_verification.domain.regles.document import DOCUMENT
from ctn_verification.domain.regles.photo import PHOTO
from ctn_verification.domain.regles.regle import Regle
from ctn_verification.domain.regles.signature import SIGNATURE

MESURES = "3.4"  # changes with the way of measuring, as the print does with the tables

REGLES: Mapping[str, Sequence[Regle]] = {"document": DOCUMENT, "photo": PHOTO, "signature": SIGNATURE}


def tables() -> dict[str, list[dict[str, Any]]]:
    """The thresholds in force, as they are kept beside the verdicts that they made."""
    return {nom: [_ligne(regle) for regle in regles] for nom, regles in REGLES.items()}


def _ligne(regle: Regle) -> dict[str, Any]:
    return {
        "cause": regle.cause.value,
        "mesure": regle.mesure.value,
        "sens": regle.sens.value,
        "admis": regle.admis,
        "refus": regle.refus,
        "source": regle.source,
    }


MOTEUR = f"ctn-{MESURES}-{hashlib.sha256(repr(tables()).encode()).hexdigest()[:8]}"
"""Kept with each verdict."""
