"""Challenges in the format of ALTCHA's open widget (proof of work, version 2), signed with our own key."""

from datetime import UTC, datetime
from typing import Any

from altcha import Payload, create_challenge, verify_solution

from accounts.domain.captcha import CaptchaRefuse, Formulaire, Preuve

ALGORITHME = "PBKDF2/SHA-256"  # every browser has it, and so has every program
PREFIXE = "00"  # one try in 256 finds it


class Captcha:
    """`cout`: iterations of each try. A try costs the sender as much as us; he needs 256 of them, we need one."""

    def __init__(self, cle: bytes, cout: int) -> None:
        self._cle, self._cout = cle, cout

    def defi(self, pour: Formulaire, expire_le: datetime) -> dict[str, Any]:
        """As the widget wants it. What is in `data` is signed too; its end is ours to judge, by our clock."""
        donnees = {"pour": pour.value, "expire_le": int(expire_le.timestamp())}
        challenge = create_challenge(ALGORITHME, self._cout, key_prefix=PREFIXE, data=donnees, hmac_secret=self._cle)
        return dict(challenge.to_dict())

    def lire(self, solution: str) -> Preuve:
        """What was solved. Raises CaptchaRefuse for anything but a right solution of a challenge that we signed."""
        if not verify_solution(solution, self._cle).verified:
            raise CaptchaRefuse("faux")
        signe = Payload.from_base64(solution).challenge.parameters
        donnees = signe.data or {}
        return Preuve(
            nonce=bytes.fromhex(signe.nonce),
            pour=str(donnees.get("pour")),
            expire_le=datetime.fromtimestamp(donnees.get("expire_le", 0), UTC),
        )
