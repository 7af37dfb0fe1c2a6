"""The curves that sign a 2D-Doc: size of a number, and hash. P-256 is the rule (domain.md §8.4)."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Courbe:
    taille: int
    hache: Callable[[], hashes.HashAlgorithm]


COURBES = {
    "secp256r1": Courbe(32, hashes.SHA256),
    "secp384r1": Courbe(48, hashes.SHA384),
    "secp521r1": Courbe(66, hashes.SHA512),
}


def courbe_de(courbe: ec.EllipticCurve) -> Courbe:
    """Raises KeyError for a curve that signs no 2D-Doc."""
    return COURBES[courbe.name]
