"""A real clamd, with a signature of our own: nothing infected is kept, nothing is taken that could not be looked at."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from getpass import getuser
from hashlib import md5
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from demandes.app import App
from demandes.controle import Gate
from demandes.controle.antivirus import AntivirusIndisponible, Clamd
from demandes.domain.fichiers import FichierRefuse
from demandes.storage.tables import objets_a_effacer
from services.demandes.tests.acts import Parcours
from services.demandes.tests.conftest import Portes
from services.demandes.tests.fichiers import dessin, encode

SAINE = encode(dessin((600, 800)), "PNG")
INFECTEE = encode(dessin((601, 800)), "PNG")
CONF = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/base
Foreground yes
LogFile {folder}/clamd.log
PidFile {folder}/clamd.pid
User {user}
"""


@dataclass
class Demon:
    """A clamd of the tests; its folder has a short name, a socket's path may have 107 characters."""

    socket: Path
    running: asyncio.subprocess.Process

    async def stop(self) -> None:
        if self.running.returncode is None:
            self.running.terminate()
        await self.running.wait()


@pytest.fixture
async def demon() -> AsyncIterator[Demon]:
    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    (folder / "base").mkdir()
    (folder / "base" / "essai.hdb").write_text(f"{md5(INFECTEE).hexdigest()}:{len(INFECTEE)}:Essai.Permis\n")
    (folder / "clamd.conf").write_text(CONF.format(folder=folder, user=getuser()))
    running = await asyncio.create_subprocess_exec(
        *("/usr/sbin/clamd", "--config-file", str(folder / "clamd.conf")), stdout=asyncio.subprocess.DEVNULL
    )
    demon = Demon(folder / "clamd.sock", running)
    async with asyncio.timeout(30):
        while not demon.socket.exists():
            assert running.returncode is None, (folder / "clamd.log").read_text()
            await asyncio.sleep(0.02)
    yield demon
    await demon.stop()
    shutil.rmtree(folder)


@pytest.fixture
async def gate(demon: Demon) -> AsyncIterator[Gate]:
    opened = Gate(1, Clamd(str(demon.socket)))
    yield opened
    await opened.close()


async def test_a_clean_file_passes_and_an_infected_one_does_not(gate: Gate) -> None:
    assert (await gate.controler("page.png", SAINE)).pages == 1
    with pytest.raises(FichierRefuse) as refused:
        await gate.controler("page.png", INFECTEE)

    assert refused.value.slug == "virus"
    assert refused.value.errors[0].pointer == "/fichier"


async def test_who_cannot_be_asked_lets_nothing_in(gate: Gate, demon: Demon) -> None:
    await demon.stop()

    with pytest.raises(AntivirusIndisponible):
        await gate.controler("page.png", SAINE)


async def test_an_answer_that_is_none_lets_nothing_in() -> None:
    async def odd(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\0\0\0\0")
        writer.write(b"INSTREAM size limit exceeded. ERROR\0")
        writer.close()

    folder = Path(tempfile.mkdtemp(prefix="clamd-"))
    async with await asyncio.start_unix_server(odd, folder / "s"):
        with pytest.raises(AntivirusIndisponible):
            await Clamd(str(folder / "s")).verifier(SAINE)
    shutil.rmtree(folder)


async def test_the_person_is_told_and_nothing_is_kept(portes: Portes, app: App, gate: Gate) -> None:
    parcours = Parcours(replace(portes, app=replace(app, gate=gate)))
    await parcours.ouvrir()
    async with parcours.ecole as http:
        reponse = await http.post(
            f"{parcours.chemin}/pieces",
            data={"type": "identite"},
            files={"fichier": ("page.png", INFECTEE, "image/png")},
            headers={"Idempotency-Key": str(uuid4())},
        )
        pieces = (await http.get(f"{parcours.chemin}/pieces")).json()["elements"]

    assert (reponse.status_code, reponse.json()["type"]) == (422, "/problemes/virus")
    assert pieces == []
    async with app.db.begin() as tx:
        assert (await tx.execute(select(func.count()).select_from(objets_a_effacer))).scalar_one() == 0
