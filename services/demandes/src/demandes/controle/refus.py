"""How the child says no: a cause of the vocabulary, and the figure that was measured."""

from contracts.vocabulary.causes import Cause


class Refus(Exception):
    def __init__(self, cause: Cause, mesure: str = "") -> None:
        super().__init__(cause)
        self.cause, self.mesure = cause, mesure

    def said(self) -> dict[str, str]:
        return {"cause": self.cause.value, "mesure": self.mesure}
