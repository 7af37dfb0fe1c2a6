"""What looking at images costs: one by one in this process, side by side in children, and through the whole system.

A document is judged beside the decoding of the same file that it begins with, in turns, so that both meet the same
machine. Through the system the clock runs from just before the school's upload to the verdict in the page's own stream
of events; making the files is not counted.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from statistics import median
from typing import NamedTuple

import cv2
import httpx
import numpy as np
import psutil
from PIL import Image, ImageDraw

from contracts.children.pool import Pool
from ctn_verification.domain.releve import Genre
from ctn_verification.moteur.document import regarder_document
from ctn_verification.moteur.enfant import tout_charger
from ctn_verification.moteur.photo import regarder_photo
from ctn_verification.settings import Settings
from deploy.local import parcours
from deploy.local.acteur import Acteur, Boite
from deploy.local.carte import carte_identite
from deploy.local.catalogue import ROOT
from deploy.local.demonstration import open_accounts
from deploy.local.exemplaires import PHOTO, grained, jpeg, page, portrait
from deploy.local.system import System
from tests.bench.courrier import Delai

TELEPHONE = (3000, 4000)
ENFANTS = (1, 2, 4)
MEMOIRE = Settings.model_fields["engine_memory_mb"].default * 1024 * 1024
ECOLE, AGREMENT = "banc-images@volant.example.fr", "E 17 095 8888 0"
PAR_DEMANDE = 4  # uploads: an identity card, two scans, one picture of a telephone
TOUS, SORTES = "upload → verdict, all", ("scans", "12-megapixel pictures")
PATIENCE = 60.0  # seconds for the last verdict


class Cout(NamedTuple):
    """Milliseconds of CPU for one file, the median."""

    quoi: str
    millisecondes: float

    def __str__(self) -> str:
        return f"{self.quoi:<52} {self.millisecondes:8.1f} ms of CPU"


class Rapport(NamedTuple):
    quoi: str
    valeur: float

    def __str__(self) -> str:
        return f"{self.quoi:<52} {self.valeur:8.2f}"


class Debit(NamedTuple):
    """Where others keep the cores busy, more children bring nothing; what a file costs them says so."""

    enfants: int
    par_seconde: float
    millisecondes: float

    def __str__(self) -> str:
        quoi = f"12-megapixel documents, {self.enfants} at once"
        return f"{quoi:<52} {self.par_seconde:8.1f} files a second, {self.millisecondes:.0f} ms of CPU each"


def telephone(papier: Image.Image, part: float = 0.86) -> bytes:
    """Twelve megapixels, about 2 MB: the paper on a table, held so that its long sides lie along the picture's."""
    taille = TELEPHONE if papier.height > papier.width else TELEPHONE[::-1]
    echelle = min(taille[0] * part / papier.width, taille[1] * (part + 0.04) / papier.height)
    petit = papier.resize((int(papier.width * echelle), int(papier.height * echelle)), Image.Resampling.BICUBIC)
    table = Image.new("RGB", taille, (96, 78, 62))
    table.paste(petit, ((taille[0] - petit.width) // 2, (taille[1] - petit.height) // 2))
    return jpeg(grained(table, 3.0), 87)


async def seul(fois: int) -> str:
    """What `mesurer` says, in a process of its own with one thread, as a child of the engine has it."""
    un_fil = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.moteur", str(fois)), env=un_fil, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    dit, _ = await process.communicate()
    return dit.decode().rstrip()


def mesurer(fois: int) -> Iterator[Cout | Rapport]:
    tout_charger()
    document, carte = telephone(page()), telephone(carte_identite(parcours.ETAT_CIVIL))
    decoder, regarder = _tour_a_tour(fois, lambda: _decoder(document), lambda: regarder_document(document))
    yield Cout(f"reduced greyscale decode, 12 MP, {len(document) / 1e6:.1f} MB", decoder)
    yield Cout("document, the same file", regarder)
    yield Rapport("ratio document / decode", regarder / decoder)
    petite, grande = jpeg(portrait(), 95), jpeg(portrait((3055, 3928)), 90)
    (cout,) = _tour_a_tour(fois, lambda: regarder_photo(petite))
    yield Cout(f"photo of {PHOTO[0]} × {PHOTO[1]}", cout)
    (cout,) = _tour_a_tour(fois, lambda: regarder_photo(grande))
    yield Cout("photo of 12 megapixels", cout)
    (cout,) = _tour_a_tour(fois, lambda: regarder_document(carte, [Genre.MRZ]))
    yield Cout("identity card, 12 MP, MRZ read", cout)
    (cout,) = _tour_a_tour(fois, lambda: regarder_document(carte, [*Genre]))
    yield Cout("identity card, 12 MP, MRZ and 2D-Doc looked for", cout)
    (cout,) = _tour_a_tour(fois, lambda: regarder_document(document, [*Genre]))
    yield Cout("page of text, 12 MP, both looked for and not there", cout)


def _decoder(octets: bytes) -> object:
    return cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_REDUCED_GRAYSCALE_2)


def _tour_a_tour(fois: int, *taches: Callable[[], object]) -> list[float]:
    """The median of each in milliseconds of CPU; they take turns."""
    temps: list[list[float]] = [[] for _ in taches]
    for _ in range(fois):
        for tache, pris in zip(taches, temps, strict=True):
            begun = time.process_time()
            tache()
            pris.append(1000 * (time.process_time() - begun))
    return [median(pris) for pris in temps]


async def debits(fichiers: int) -> AsyncIterator[Debit]:
    """So many files at once, by the service's own children; those are started before."""
    document = telephone(page())
    for enfants in ENFANTS:
        bassin = Pool("ctn_verification.moteur.enfant", enfants, memory=MEMOIRE, patience=60.0, waiting=fichiers)
        try:
            await asyncio.gather(*(bassin.perform("document", document) for _ in range(enfants)))
            begun, cpu = time.perf_counter(), _cpu(bassin)
            await asyncio.gather(*(bassin.perform("document", document) for _ in range(fichiers)))
            took, cpu = time.perf_counter() - begun, _cpu(bassin) - cpu
            yield Debit(enfants, fichiers / took, 1000 * cpu / fichiers)
        finally:
            await bassin.close()


def _cpu(bassin: Pool) -> float:
    """Seconds that its children have used."""
    times = [psutil.Process(pid).cpu_times() for pid in bassin.pids]
    return sum(one.user + one.system for one in times)


async def verdicts(envois: int, par_seconde: float) -> list[Delai]:
    """Each demande takes `PAR_DEMANDE` files; their pages tell themselves apart by a number."""
    system = System(ROOT / ".local" / f"bench-{os.getpid()}-images", limits=False)
    try:
        await system.start()
        async with (
            httpx.AsyncClient(base_url=system.url, timeout=30) as gateway,
            httpx.AsyncClient(base_url=system.place.inbox_url, timeout=30) as inbox,
        ):
            people = await open_accounts(system.place, gateway)
            ecole = Acteur(gateway)
            await parcours.ouvrir_auto_ecole(ecole, Boite(inbox), ECOLE, "École des Images", AGREMENT)
            demandes = [await _prete(ecole, people.photographe, n) for n in range(-(-envois // PAR_DEMANDE))]
            await ecole.se_connecter()
            temps = await _envoyer(ecole, demandes, par_seconde)
            return [Delai(quoi, [pris for dit, pris in temps if quoi in (TOUS, dit)]) for quoi in (TOUS, *SORTES)]
    finally:
        await system.close(discard=True)


async def _prete(ecole: Acteur, photographe: Acteur, numero: int) -> str:
    demande = await parcours.saisir(
        ecole, await parcours.deposer_ephoto(photographe), f"images{numero}@exemple.example.fr"
    )
    await parcours.verdicts(ecole, demande)
    return demande


def _fichiers(numero: int) -> Sequence[tuple[str, str, bytes]]:
    """Type, name and content of the uploads to one demande."""
    carte = carte_identite(parcours.ETAT_CIVIL)
    return [
        ("identite", f"verso {numero}.jpg", jpeg(_numerotee(carte, numero, 0))),
        ("domicile", f"scan {numero}.jpg", jpeg(_numerotee(page(), numero, 1))),
        ("domicile", f"scan {numero} bis.jpg", jpeg(_numerotee(page(), numero, 2))),
        ("domicile", f"IMG_{numero}.jpg", telephone(_numerotee(page(), numero, 3))),
    ]


def _numerotee(papier: Image.Image, numero: int, rang: int) -> Image.Image:
    copie = papier.copy()
    ImageDraw.Draw(copie).text((20, 20), f"{numero}-{rang}", fill=(40, 40, 40), font_size=30)
    return copie


async def _envoyer(ecole: Acteur, demandes: Sequence[str], par_seconde: float) -> list[tuple[str, float]]:
    """Of each upload its kind, and how many milliseconds until its verdict."""
    partis: dict[str, tuple[str, float]] = {}
    venus: dict[str, float] = {}
    envois = [(demande, *fichier) for numero, demande in enumerate(demandes) for fichier in _fichiers(numero)]

    async def un(demande: str, type: str, nom: str, contenu: bytes) -> None:
        parti = time.perf_counter()
        piece = await parcours.deposer_piece(ecole, demande, type, nom, contenu)
        partis[str(piece["id"])] = (SORTES[nom.startswith("IMG")], parti)

    async with AsyncExitStack() as ouverts, asyncio.TaskGroup() as flux:
        suivis = [
            flux.create_task(_suivre(await ouverts.enter_async_context(_flux(ecole, demande)), venus))
            for demande in demandes
        ]
        async with asyncio.TaskGroup() as requetes:
            for envoi in envois:
                requetes.create_task(un(*envoi))
                await asyncio.sleep(1 / par_seconde)
        async with asyncio.timeout(PATIENCE):
            while not partis.keys() <= venus.keys():  # noqa: ASYNC110 - other processes speak
                await asyncio.sleep(0.05)
        for suivi in suivis:
            suivi.cancel()
    return [(sorte, 1000 * (venus[piece] - parti)) for piece, (sorte, parti) in partis.items()]


def _flux(ecole: Acteur, demande: str) -> AbstractAsyncContextManager[httpx.Response]:
    headers = {"Authorization": f"Bearer {ecole.jetons['access_token']}"}
    return ecole.http.stream("GET", f"/api/demandes/{demande}/flux", headers=headers)


async def _suivre(flux: httpx.Response, venus: dict[str, float]) -> None:
    """When each piece was first said to be judged, as the page hears it."""
    flux.raise_for_status()
    async for ligne in flux.aiter_lines():
        if ligne.startswith("data: "):
            dit = json.loads(ligne.removeprefix("data: "))
            if "id" in dit and dit.get("controle") not in (None, "en_cours"):
                venus.setdefault(str(dit["id"]), time.perf_counter())


if __name__ == "__main__":
    for dit in mesurer(int(sys.argv[1])):
        print(dit, flush=True)
