"""What a run notes: how long each stage took, which demandes were begun and finished, and what went wrong."""

import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Etape(StrEnum):
    """From a person's act to what another person sees; the value is the line of the report."""

    EPHOTO = "photographer sends photo and signature → code"
    VERDICT_IMAGE = "school sends a picture of a telephone → verdict on its page"
    VERDICT_PDF = "school sends a PDF → verdict on its page"
    LIEN = "school finishes → candidate's mail with the link"
    COURRIEL_ECOLE = "school finishes → its own mail"
    ACTIVATION = "candidate activates → session"
    IDENTIFIANT = "candidate activates → mail with the identifiant"
    NUMERO = "candidate validates → number"
    COURRIEL_NUMERO = "candidate validates → mail with the number"
    JUSTIFICATIF = "candidate validates → justificatif on his page"
    FILE_PREFECTURE = "candidate validates → préfecture's queue, no doubt"
    FILE_CTN = "candidate validates → CTN's queue, a doubt"
    CTN_PREFECTURE = "CTN's agent decides → préfecture's queue"
    RECEPISSE = "validation or the CTN's decision → récépissé on the page"
    CONNEXION = "candidate logs in → session"
    DECISION_VUE = "instructor accepts → candidate's page says so"
    DECISION_COURRIEL = "instructor accepts → candidate's mail"
    ATTESTATION = "instructor accepts → attestation downloaded"
    CARTE_COMMANDEE = "instructor accepts → card in production, on the page"
    CARTE_REMISE = "instructor accepts → card delivered, by mail (simulated steps)"
    DEMANDE = "a whole demande, nobody takes time to think"


@dataclass
class Releve:
    """`told` is what clients were answered, for the invariants; times of stages are kept in milliseconds."""

    temps: dict[Etape, list[float]] = field(default_factory=lambda: defaultdict(list))
    commencees: list[float] = field(default_factory=list)
    finies: list[float] = field(default_factory=list)
    en_cours: int = 0
    echecs: list[str] = field(default_factory=list)
    reponses: Counter[int] = field(default_factory=Counter)
    told: list[dict[str, str]] = field(default_factory=list)

    def noter(self, etape: Etape, depuis: float, jusqu_a: float | None = None) -> None:
        """Both by `time.time`: the inbox of the same machine stamps its messages so."""
        self.temps[etape].append(1000 * ((jusqu_a or time.time()) - depuis))

    def commencer(self) -> None:
        self.commencees.append(time.time())
        self.en_cours += 1

    def echouer(self, fault: BaseException) -> None:
        self.echecs.append(f"{type(fault).__name__}: {str(fault)[:300]}")


def rang(temps: Sequence[float], part: float) -> float:
    """The value below which this part lies."""
    return sorted(temps)[min(int(len(temps) * part), len(temps) - 1)]
