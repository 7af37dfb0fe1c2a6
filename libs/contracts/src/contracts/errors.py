"""What a person can change: the one family of errors that reaches people, in French, with its remedy. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

Kind = Literal[
    "malforme",
    "non_authentifie",
    "interdit",
    "introuvable",
    "conflit",
    "perime",
    "precondition",
    "precondition_requise",
    "trop_gros",
    "type_refuse",
    "invalide",
    "trop_frequent",
    "indisponible",
]


@dataclass(frozen=True)
class FieldError:
    """One fault in what was sent: a JSON pointer into the body (RFC 6901), and cause and remedy in French."""

    pointer: str
    detail: str


class RuleBroken(Exception):
    """A rule of the administration, or of good form, says no.

    Subclasses stand beside their rule and fix three things: `slug`, stable and kebab-case, becomes the problem's
    `type`; `title`, French, is what every such problem has in common; `kind` decides the HTTP status, in one table
    (`contracts.http`). `detail` says what is wrong this time and how to put it right.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    kind: ClassVar[Kind]

    def __init__(self, detail: str = "", *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = tuple(errors)
