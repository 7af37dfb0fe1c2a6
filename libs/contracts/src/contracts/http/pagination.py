"""Lists by pages: an opaque cursor over the sort keys, so that no row is skipped or shown twice when others arrive."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel

from contracts.errors import FieldError, RuleBroken

DEFAULT, MOST = 25, 100
LONGEST_CURSOR = 512

Key = str | int | datetime | date | UUID
T = TypeVar("T")
Row = TypeVar("Row")


class CurseurInvalide(RuleBroken):
    slug = "curseur-invalide"
    title = "Cette page de résultats n'existe pas"
    kind = "invalide"

    def __init__(self) -> None:
        detail = "Reprenez la liste depuis sa première page, sans curseur."
        super().__init__(detail, errors=[FieldError("?curseur", detail)])


class Page(BaseModel, Generic[T]):
    """A part of a list; `suivant` is the `curseur` of the next part, null at the end."""

    elements: list[T]
    suivant: str | None = None


@dataclass(frozen=True)
class Paging:
    """Which part of a list is asked for."""

    limite: int = DEFAULT
    curseur: str | None = None

    @property
    def fetch(self) -> int:
        """How many rows to ask the database for: one more than is shown tells whether there is a next page."""
        return self.limite + 1

    def after(self, *types: type[Key]) -> tuple[Any, ...] | None:
        """The sort keys of the last row shown, each of its type; None on the first page."""
        return None if self.curseur is None else decode_cursor(self.curseur, *types)


async def paging(
    limite: Annotated[int, Query(ge=1, le=MOST)] = DEFAULT,
    curseur: Annotated[str | None, Query(description="`suivant` of the page before.")] = None,
) -> Paging:
    return Paging(limite, curseur)


Pagination = Annotated[Paging, Depends(paging)]


def page(
    rows: Sequence[Row], paging: Paging, *, key: Callable[[Row], tuple[Key, ...]], element: Callable[[Row], T]
) -> Page[T]:
    """The page of up to `paging.fetch` rows that were read in the order of their keys."""
    shown = rows[: paging.limite]
    suivant = encode_cursor(*key(shown[-1])) if len(rows) > len(shown) else None
    return Page(elements=[element(row) for row in shown], suivant=suivant)


def encode_cursor(*keys: Key) -> str:
    words = [key.isoformat() if isinstance(key, date) else str(key) if isinstance(key, UUID) else key for key in keys]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *types: type[Key]) -> tuple[Any, ...]:
    """The keys again; whoever writes a cursor of his own gets CurseurInvalide, or a place in his own list."""
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError(cursor)
        words = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode())
        if not isinstance(words, list):
            raise TypeError(words)
        return tuple(READ[kind](word) for kind, word in zip(types, words, strict=True))
    except (ValueError, TypeError, RecursionError):
        raise CurseurInvalide from None


def _text(word: Any) -> str:
    if not isinstance(word, str) or "\x00" in word:
        raise ValueError(word)
    word.encode()  # a lone surrogate raises UnicodeEncodeError, a ValueError
    return word


def _bigint(word: Any) -> int:
    if type(word) is not int or not -(2**63) <= word < 2**63:
        raise ValueError(word)
    return word


def _instant(word: Any) -> datetime:
    instant = datetime.fromisoformat(word)
    if instant.tzinfo is None:
        raise ValueError(word)
    return instant


READ: dict[type, Callable[[Any], Key]] = {
    str: _text,
    int: _bigint,
    datetime: _instant,
    date: date.fromisoformat,
    UUID: lambda word: UUID(_text(word)),
}
