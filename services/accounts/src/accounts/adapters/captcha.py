"""Challenges in the format of ALTCHA's open widget (proof of work, version 2), signed with our own key; and tickets."""

import base64
import hmac
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from altcha import Payload, create_challenge, verify_solution

from accounts.domain.captcha import CaptchaRefuse, Formulaire, Preuve

ALGORITHME = "PBKDF2/SHA-256"  # every browser has it, and so has every program
PREFIXE = "00"  # one try in 256 finds it
BILLET = "attente."  # begins a ticket; no base64 has a dot


class Captcha:
    """`cout`: iterations of each try. A try costs the sender as much as us; he needs 256 of them, we need one. A ticket
    costs him `attente`, seconds (docs/decisions/0017)."""

    def __init__(self, cle: bytes, cout: int, attente: int = 30) -> None:
        self._cle, self._cout = cle, cout
        self.attente = attente

    def defi(self, pour: Formulaire, expire_le: datetime) -> dict[str, Any]:
        """As the widget wants it. What is in `data` is signed too; its end is ours to judge, by our clock."""
        donnees = {"pour": pour.value, "expire_le": int(expire_le.timestamp())}
        challenge = create_challenge(ALGORITHME, self._cout, key_prefix=PREFIXE, data=donnees, hmac_secret=self._cle)
        return dict(challenge.to_dict())

    def lire(self, solution: str) -> Preuve:
        """What was solved. Raises CaptchaRefuse for anything but a right solution of a challenge that we signed."""
        if solution.startswith(BILLET):
            return self._lire_billet(solution.removeprefix(BILLET))
        if not verify_solution(solution, self._cle).verified:
            raise CaptchaRefuse("faux")
        signe = Payload.from_base64(solution).challenge.parameters
        donnees = signe.data or {}
        return Preuve(
            nonce=bytes.fromhex(signe.nonce),
            pour=str(donnees.get("pour")),
            expire_le=datetime.fromtimestamp(donnees.get("expire_le", 0), UTC),
        )

    def billet(self, pour: Formulaire, utilisable_le: datetime, expire_le: datetime) -> str:
        """What stands in the place of a solution, for who cannot compute one."""
        donnees = {
            "nonce": secrets.token_hex(16),
            "pour": pour.value,
            "utilisable_le": utilisable_le.timestamp(),
            "expire_le": expire_le.timestamp(),
        }
        corps = base64.urlsafe_b64encode(json.dumps(donnees).encode()).decode()
        return f"{BILLET}{corps}.{self._signe(corps)}"

    def _lire_billet(self, billet: str) -> Preuve:
        corps, _, signature = billet.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signe(corps).encode()):
            raise CaptchaRefuse("faux")
        donnees = json.loads(base64.urlsafe_b64decode(corps))
        return Preuve(
            nonce=bytes.fromhex(donnees["nonce"]),
            pour=donnees["pour"],
            expire_le=datetime.fromtimestamp(donnees["expire_le"], UTC),
            utilisable_le=datetime.fromtimestamp(donnees["utilisable_le"], UTC),
        )

    def _signe(self, corps: str) -> str:
        return hmac.digest(self._cle, f"{BILLET}{corps}".encode(), "sha256").hex()
