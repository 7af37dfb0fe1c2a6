"""SMS by the operator's HTTP interface, as Netsize (Link Mobility) documents it."""

from collections.abc import Sequence
from datetime import datetime

import httpx

from notifications.domain.message import Message
from notifications.domain.sms import SEGMENTS_MAX
from notifications.voies import EchecDefinitif, EchecDouteux, EchecPassager

OK = 0
PERMANENT = {
    15: EchecDefinitif("numéro ou expéditeur incorrect", adresse_morte=True),
    103: EchecDefinitif("numéro inconnu de l'opérateur", adresse_morte=True),
    117: EchecDefinitif("message trop long"),
}
ALPHANUMERIC = 1  # originatorTON
FINAL_REPORT = 1  # statusReportFlags
NOT_TAKEN = frozenset({401, 403, 429, 503})  # statuses that say that nothing was sent
PATIENCE = 40.0  # seconds
REFERENCES_MAX = 10


class Operateur:
    """Raises EchecPassager, EchecDouteux or EchecDefinitif. An operator may be slow: not to wait is to doubt."""

    paralleles = 1

    def __init__(self, url: str, *, user: str, password: str, expediteur: str) -> None:
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(PATIENCE, connect=2), auth=(user, password))
        self._url, self._expediteur = url, expediteur

    async def envoyer(self, message: Message, now: datetime) -> Sequence[str]:
        """The operator's names for the parts; its receipts say our own name too (correlationId)."""
        answer = await self._poster(message)
        try:
            said = answer.json()
            code = int(said["responseCode"])
            references = [str(part)[:100] for part in said.get("messageIds") or ()]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise EchecDouteux("réponse illisible") from None
        if code in PERMANENT:
            raise EchecDefinitif(str(PERMANENT[code]), adresse_morte=PERMANENT[code].adresse_morte)
        if code != OK:
            raise EchecPassager(f"code {code}")
        return references[:REFERENCES_MAX]

    async def close(self) -> None:
        await self._http.aclose()

    async def _poster(self, message: Message) -> httpx.Response:
        try:
            answer = await self._http.post(self._url, data=self._formulaire(message))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as outage:
            raise EchecPassager(type(outage).__name__) from None
        except httpx.HTTPError as outage:
            raise EchecDouteux(type(outage).__name__) from None
        if answer.status_code in NOT_TAKEN:
            raise EchecPassager(f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise EchecDouteux(f"HTTP {answer.status_code}")
        return answer

    def _formulaire(self, message: Message) -> dict[str, str]:
        return {
            "correlationId": str(message.id),
            "destinationAddress": message.adresse,
            "messageText": message.texte,
            "originatingAddress": self._expediteur,
            "originatorTON": str(ALPHANUMERIC),
            "maxConcatenatedMessages": str(SEGMENTS_MAX),
            "statusReportFlags": str(FINAL_REPORT),
        }
