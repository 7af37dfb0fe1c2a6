"""All benches in one run: `python -m tests.bench` (`make bench`)."""

import argparse
import asyncio
import logging
import os

import structlog
import uvloop

from deploy.local.catalogue import ROOT
from deploy.local.place import Place, open_place
from tests.bench import courrier, documents, file_ctn, lectures, livraison, moteur, pages
from tests.chaos.scene import opened


async def main(wanted: argparse.Namespace) -> None:
    folder = ROOT / ".local" / f"bench-{os.getpid()}"
    if wanted.reads or wanted.rounds or wanted.queue:
        async with open_place(folder, discard=True) as place:
            if wanted.reads:
                await reads(place, wanted)
            if wanted.queue:
                await queue(place, wanted)
            if wanted.rounds:
                await delivery(place, wanted)
    if wanted.documents:
        await asyncio.to_thread(printing, wanted)
    if wanted.mails:
        await mails(wanted)
    if wanted.images:
        await images(wanted)
    if wanted.pages:
        await web(wanted)
    if wanted.lighthouse:
        await notes()


def printing(wanted: argparse.Namespace) -> None:
    print(f"one attestation of two pages, {wanted.documents} of each", flush=True)
    for cout in documents.mesurer(wanted.documents):
        print(cout, flush=True)


async def mails(wanted: argparse.Namespace) -> None:
    print(f"finalisation → mail server, {wanted.rate} demandes a second: number, median, 95th percentile, longest")
    async for delai in courrier.mesurer(wanted.mails, wanted.rate):
        print(delai, flush=True)


async def images(wanted: argparse.Namespace) -> None:
    print(f"images, {wanted.images} of each kind; load average {os.getloadavg()[0]:.1f}", flush=True)
    print(await moteur.seul(wanted.images), flush=True)
    async for debit in moteur.debits(wanted.images):
        print(debit, flush=True)
    print(f"{wanted.uploads:g} uploads a second: number, median, 95th percentile, longest", flush=True)
    for delai in await moteur.verdicts(wanted.images, wanted.uploads):
        print(delai, flush=True)


async def web(wanted: argparse.Namespace) -> None:
    print(f"pages, {wanted.pages} requests each: number, median, 95th percentile, longest", flush=True)
    async for delai in pages.mesurer(wanted.pages):
        print(delai, flush=True)


async def notes() -> None:
    print(f"{'Lighthouse':<34}{'perf':>6}{'a11y':>6}", flush=True)
    async for note in pages.noter():
        print(note, flush=True)


async def reads(place: Place, wanted: argparse.Namespace) -> None:
    print(f"95th percentile of {wanted.reads} reads, {wanted.few} demandes and {wanted.many}", flush=True)
    async for lecture in lectures.mesurer(place, wanted.few, wanted.many, wanted.reads):
        print(lecture, flush=True)


async def queue(place: Place, wanted: argparse.Namespace) -> None:
    print(f"95th percentile of {wanted.queue} requests, 500 and 20000 dossiers wait for the CTN's agents", flush=True)
    async for lecture in file_ctn.mesurer(place, 500, 20_000, wanted.queue):
        print(lecture, flush=True)


async def delivery(place: Place, wanted: argparse.Namespace) -> None:
    async with opened(place) as scene:
        for round in range(wanted.rounds):
            await scene.clear()
            raw = await livraison.raw(scene, wanted.events)
            written, delivered = await livraison.kit(scene, wanted.events)
            print(f"round {round + 1}, {wanted.events} events", raw, written, delivered, sep="\n")
            print(f"{'ratio relay → inbox / raw':<28} {delivered.per_second / raw.per_second:8.2f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3, help="of delivery; 0 for none")
    parser.add_argument("--reads", type=int, default=200, help="of each kind and size; 0 for none")
    parser.add_argument("--queue", type=int, default=40, help="requests of each kind to the CTN's queue; 0 for none")
    parser.add_argument("--documents", type=int, default=40, help="printed in each way; 0 for none")
    parser.add_argument("--mails", type=int, default=40, help="demandes whose mails are timed; 0 for none")
    parser.add_argument("--rate", type=float, default=2.0, help="of them a second")
    parser.add_argument("--images", type=int, default=40, help="looked at in each way, and uploaded; 0 for none")
    parser.add_argument("--uploads", type=float, default=2.0, help="of them a second")
    parser.add_argument("--pages", type=int, default=50, help="requests to each main page; 0 for none")
    parser.add_argument("--lighthouse", action="store_true", help="the main pages as Lighthouse sees them")
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    uvloop.run(main(parser.parse_args()))
