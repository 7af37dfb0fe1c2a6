"""An antivirus that looks at each file as it was sent, before anything opens it: clamd, over its Unix socket.

Without a socket in the settings nothing is looked at. With one, a file that could not be looked at is not taken: the
person still has it and tries again, while a file that was kept unseen would have to be found again later.
"""

import asyncio
import struct
from typing import Protocol

import structlog
from prometheus_client import Counter

from contracts.errors import RuleBroken
from contracts.vocabulary.causes import Cause
from demandes.domain.fichiers import refuser

log = structlog.get_logger()

SCANNED = Counter("permis_antivirus_files", "Files that the antivirus looked at.", ["outcome"])

PATIENCE = 20.0  # seconds for one file, the waiting included
MORCEAU = 64 * 1024
REPONSE_MAX = 4096


class AntivirusIndisponible(RuleBroken):
    slug = "antivirus-indisponible"
    title = "Le contrôle antivirus est momentanément indisponible"
    kind = "indisponible"


class Antivirus(Protocol):
    async def verifier(self, octets: bytes, /) -> None:
        """Raises FichierRefuse for an infected file, AntivirusIndisponible when nobody could look."""


class SansAntivirus:
    """None is configured."""

    async def verifier(self, octets: bytes, /) -> None:
        return


class Clamd:
    """One connection a file: clamd reads it as a stream and needs no access to our files (`man clamd`, INSTREAM)."""

    def __init__(self, socket: str) -> None:
        self._socket = socket

    async def verifier(self, octets: bytes, /) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                said = await self._scan(octets)
        except (OSError, TimeoutError) as outage:
            SCANNED.labels("outage").inc()
            log.warning("antivirus.outage", cause=type(outage).__name__)
            raise AntivirusIndisponible("Votre fichier n'a pas été pris : recommencez dans une minute.") from None
        if said == "stream: OK":
            SCANNED.labels("clean").inc()
        elif said.endswith(" FOUND"):
            SCANNED.labels("infected").inc()
            log.warning("antivirus.infected", signature=said.removeprefix("stream: ").removesuffix(" FOUND"))
            raise refuser(Cause.VIRUS)
        else:
            SCANNED.labels("outage").inc()
            log.error("antivirus.refused", said=said)
            raise AntivirusIndisponible("Votre fichier n'a pas été pris : recommencez dans une minute.")

    async def _scan(self, octets: bytes) -> str:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(b"zINSTREAM\0")
            for debut in range(0, len(octets), MORCEAU):
                morceau = octets[debut : debut + MORCEAU]
                writer.write(struct.pack(">I", len(morceau)) + morceau)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            said = await reader.read(REPONSE_MAX)
        finally:
            writer.close()
        return said.rstrip(b"\0\n").decode(errors="replace")
