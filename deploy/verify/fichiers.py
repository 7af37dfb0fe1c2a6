"""I7: each object of a bucket is named by a row, each file that a row names is there, with the same SHA-256."""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from minio import Minio

from deploy.local.catalogue import services
from deploy.verify.lieu import Constat, Lieu

OWNERS = {"pieces": "demandes", "photos": "ctn", "documents": "documents"}
"""Who writes into a bucket and erases in it; what others keep of its files may be older."""
KIT = ("outbox", "inbox", "answers", "dead_letters", "alembic_version", "parked", "sequences", "deadlines")
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


class Fichier(NamedTuple):
    """A file as a row names it."""

    bucket: str
    cle: str
    sha256: str


async def constats(lieu: Lieu) -> list[Constat]:
    constat = Constat("I7", "each file in a bucket has its row, each row its file, unchanged")
    for bucket, owner in OWNERS.items():
        rows = await _texts(lieu, owner)
        named = {token for row in rows for token in TOKEN.findall(str(row))}
        wanted = {file for row in rows for file in _files(row) if file.bucket == bucket}
        if bucket == "documents":
            wanted |= {
                Fichier(bucket, row["cle"], row["sha256"])
                for row in await lieu.rows(owner, "SELECT cle, sha256 FROM documents")
            }
        client = lieu.objects(bucket)
        there = await asyncio.to_thread(_keys, client, bucket)
        constat.looked_at += len(there) + len(wanted)
        constat.faults += [f"{bucket}/{key} is named by no row" for key in sorted(there) if not _named(key, named)]
        for file in sorted(wanted):
            if fault := await asyncio.to_thread(_different, client, file, there):
                constat.faults.append(fault)
    return [constat]


async def _texts(lieu: Lieu, name: str) -> list[Mapping[str, Any]]:
    tables = [row["tablename"] for row in await lieu.rows(name, TABLES) if row["tablename"] not in KIT]
    return [row for table in tables for row in await lieu.rows(name, f'SELECT * FROM "{table}"')]  # noqa: S608


def _keys(client: Minio, bucket: str) -> set[str]:
    return {found.object_name or "" for found in client.list_objects(bucket, recursive=True)}


def _named(key: str, named: set[str]) -> bool:
    return key in named or all(token in named for token in TOKEN.findall(key))


def _files(value: object) -> Iterator[Fichier]:
    """Wherever in a row's JSON somebody names bucket, key and print."""
    if isinstance(value, Mapping):
        if (
            isinstance(value.get("bucket"), str)
            and isinstance(value.get("cle"), str)
            and isinstance(value.get("sha256"), str)
        ):
            yield Fichier(value["bucket"], value["cle"], value["sha256"])
        for inner in value.values():
            yield from _files(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _files(inner)


def _different(client: Minio, file: Fichier, there: set[str]) -> str | None:
    if file.cle not in there:
        return f"{file.bucket}/{file.cle} is named by a row and is not there"
    answer = client.get_object(file.bucket, file.cle)
    try:
        found = hashlib.sha256(answer.read()).hexdigest()
    finally:
        answer.close()
        answer.release_conn()
    return None if found == file.sha256 else f"{file.bucket}/{file.cle} is not what was stored"


assert set(OWNERS.values()) <= set(services())
