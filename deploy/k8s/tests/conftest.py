"""Both overlays, rendered once."""

from collections.abc import Iterator
from typing import Any

import pytest

from deploy.k8s.rendering import objects

Objet = dict[str, Any]


class Rendu(list[Objet]):
    """Everything of an overlay."""

    def of(self, *kinds: str) -> Iterator[Objet]:
        return (objet for objet in self if objet["kind"] in kinds)

    def named(self, kind: str, name: str) -> Objet:
        return next(objet for objet in self.of(kind) if objet["metadata"]["name"] == name)

    def pods(self) -> Iterator[tuple[str, Objet]]:
        """Name and template of what runs as ours; the operators' pods are theirs."""
        for objet in self.of("Deployment", "Job"):
            yield objet["metadata"]["name"], objet["spec"]["template"]


@pytest.fixture(scope="session", params=["dev", "prod"])
def rendu(request: pytest.FixtureRequest) -> Rendu:
    return Rendu(objects(request.param))


@pytest.fixture(scope="session")
def prod() -> Rendu:
    return Rendu(objects("prod"))
