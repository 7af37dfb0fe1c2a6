"""The services, each once, read from `deploy/services.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Service:
    """One block of the catalogue."""

    name: str
    package: str
    folder: str
    port: int
    buckets: tuple[str, ...]
    exchanges: tuple[str, ...]
    pages: bool = False

    @property
    def prefix(self) -> str:
        """What its settings begin with in the environment."""
        return f"{self.name.upper()}_"


@cache
def _blocks() -> Mapping[str, Service]:
    blocks = tomllib.loads((ROOT / "deploy" / "services.toml").read_text(encoding="utf-8"))
    return {
        name: Service(
            name=name,
            package=block["package"],
            folder=block["folder"],
            port=block["port"],
            buckets=tuple(block.get("buckets", ())),
            exchanges=tuple(block.get("exchanges", ())),
            pages=block.get("pages", False),
        )
        for name, block in blocks.items()
    }


def services() -> Mapping[str, Service]:
    """Every service that owns something, by its short name, in the order of the file."""
    return {name: block for name, block in _blocks().items() if not block.pages}


def portal() -> Service:
    """The web pages: a process like a service's, without anything of its own behind it."""
    return next(block for block in _blocks().values() if block.pages)


def buckets() -> tuple[str, ...]:
    """Every bucket that some service may open, and `formulaires`, kept for the paper forms."""
    return tuple(sorted({"formulaires"} | {bucket for service in services().values() for bucket in service.buckets}))
