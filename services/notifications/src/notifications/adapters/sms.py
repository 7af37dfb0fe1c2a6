"""SMS by the operator's HTTP interface, as Netsize (Link Mobility) documents it."""

from datetime import datetime

import httpx

from notifications.domain.message import Message
from notifications.domain.sms import SEGMENTS_MAX
from notifications.voies import EchecDefinitif, EchecPassager

OK = 0
PERMANENT = {15: "numéro ou expéditeur incorrect", 103: "numéro inconnu de l'opérateur", 117: "message trop long"}
ALPHANUMERIC = 1  # originatorTON
PATIENCE = 40.0  # seconds


class Operateur:
    """Raises EchecPassager or EchecDefinitif. An operator may be slow: not to wait for its yes is to send twice."""

    def __init__(self, url: str, *, user: str, password: str, expediteur: str) -> None:
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(PATIENCE, connect=2), auth=(user, password))
        self._url, self._expediteur = url, expediteur

    async def envoyer(self, message: Message, now: datetime) -> None:
        form = {
            "destinationAddress": message.adresse,
            "messageText": message.texte,
            "originatingAddress": self._expediteur,
            "originatorTON": str(ALPHANUMERIC),
            "maxConcatenatedMessages": str(SEGMENTS_MAX),
        }
        try:
            answer = await self._http.post(self._url, data=form)
            answer.raise_for_status()
            code = int(answer.json()["responseCode"])
        except httpx.HTTPError as outage:
            raise EchecPassager(type(outage).__name__) from None
        except (ValueError, KeyError, TypeError):
            raise EchecPassager("réponse illisible") from None
        if code in PERMANENT:
            raise EchecDefinitif(PERMANENT[code])
        if code != OK:
            raise EchecPassager(f"code {code}")

    async def close(self) -> None:
        await self._http.aclose()
