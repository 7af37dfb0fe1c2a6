"""What a browser holds for us and must not change: form tokens, notices, forms that wait for a login, searches."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadData, URLSafeTimedSerializer

FORM_TOKEN_AGE = 24 * 3600  # seconds: a form stays open over lunch, or over night
NOTICE_AGE = 300
RESUME_AGE = 24 * 3600
SEARCH_AGE = 12 * 3600


class Signature:
    """Kinds of signed words under one secret; each is good for its own purpose and time only.

    A search is sealed, not only signed: it stands in an address, and names must not be read there.
    """

    def __init__(self, secret: bytes) -> None:
        self._formulaire = URLSafeTimedSerializer(secret, salt="formulaire")
        self._avis = URLSafeTimedSerializer(secret, salt="avis")
        self._reprise = URLSafeTimedSerializer(secret, salt="reprise")
        self._recherche = Fernet(
            base64.urlsafe_b64encode(hashlib.blake2b(secret, digest_size=32, person=b"recherche").digest())
        )

    def jeton_de_formulaire(self, visite: str) -> str:
        """Differs at each call: a compressed page must not tell it bit by bit."""
        return self._formulaire.dumps([visite, secrets.token_urlsafe(6)])

    def est_de(self, visite: str, jeton: str) -> bool:
        said = _lire(self._formulaire, jeton, FORM_TOKEN_AGE)
        return isinstance(said, list) and secrets.compare_digest(str(said[0]).encode(), visite.encode())

    def signer_avis(self, avis: list[str]) -> str:
        return self._avis.dumps(avis)

    def lire_avis(self, signe: str) -> list[str] | None:
        said = _lire(self._avis, signe, NOTICE_AGE)
        return said if isinstance(said, list) else None

    def signer_reprise(self, reprise: dict[str, Any]) -> str:
        return self._reprise.dumps(reprise)

    def lire_reprise(self, signe: str) -> dict[str, Any] | None:
        said = _lire(self._reprise, signe, RESUME_AGE)
        return said if isinstance(said, dict) else None

    def sceller_recherche(self, criteres: dict[str, str]) -> str:
        return self._recherche.encrypt(json.dumps(criteres).encode()).decode()

    def lire_recherche(self, scellee: str) -> dict[str, str]:
        """Nothing for one that is too old, or that nobody here made."""
        try:
            said: dict[str, str] = json.loads(self._recherche.decrypt(scellee, ttl=SEARCH_AGE))
        except (InvalidToken, ValueError):
            return {}
        return said


def _lire(serializer: URLSafeTimedSerializer, signe: str, age: int) -> Any:
    try:
        return serializer.loads(signe, max_age=age)
    except BadData:
        return None
