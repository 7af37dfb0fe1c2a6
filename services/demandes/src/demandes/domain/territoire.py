"""What the rules ask of the official registers: communes, préfectures, countries; who answers is not their business."""

from collections.abc import Sequence
from typing import Protocol

from contracts.events.parts import Prefecture


class Commune(Protocol):
    """A commune of the Code officiel géographique."""

    @property
    def code(self) -> str: ...

    @property
    def nom(self) -> str: ...

    @property
    def departement(self) -> str: ...

    @property
    def arrondissement(self) -> str: ...

    @property
    def codes_postaux(self) -> Sequence[str]: ...


class Territoire(Protocol):
    """The registers, in memory."""

    def commune(self, code_insee: str, /) -> Commune | None: ...

    def prefecture(self, code: str, /) -> Prefecture | None: ...

    def pays(self, code: str, /) -> str | None: ...

    def departement(self, code: str, /) -> object | None: ...
