"""What a browser holds for us and must not change: form tokens, notices, and forms that wait for a login."""

import secrets
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer

FORM_TOKEN_AGE = 24 * 3600  # seconds: a form stays open over lunch, or over night
NOTICE_AGE = 300
RESUME_AGE = 24 * 3600


class Signature:
    """Three kinds of signed words under one secret; each is good for its own purpose and time only."""

    def __init__(self, secret: bytes) -> None:
        self._formulaire = URLSafeTimedSerializer(secret, salt="formulaire")
        self._avis = URLSafeTimedSerializer(secret, salt="avis")
        self._reprise = URLSafeTimedSerializer(secret, salt="reprise")

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


def _lire(serializer: URLSafeTimedSerializer, signe: str, age: int) -> Any:
    try:
        return serializer.loads(signe, max_age=age)
    except BadData:
        return None
