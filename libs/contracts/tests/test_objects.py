"""The store: what comes back, and what its absence looks like."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from time import monotonic
from uuid import uuid4

import pytest

from contracts.objects import S3, ObjetAbsent, StockageAbsent
from deploy.local.place import Place


@pytest.fixture
async def documents(place: Place) -> AsyncIterator[S3]:
    """With the key of the service documents."""
    settings = place.environment("documents")
    opened = S3(
        settings["DOCUMENTS_S3_ENDPOINT"],
        settings["DOCUMENTS_S3_ACCESS_KEY"],
        settings["DOCUMENTS_S3_SECRET_KEY"],
        secure=False,
        region="us-east-1",
    )
    yield opened
    opened.close()


async def test_an_object_comes_back_and_goes(documents: S3) -> None:
    cle = uuid4().hex
    await documents.put("documents", cle, b"%PDF", "application/pdf")

    assert await documents.get("documents", cle) == b"%PDF"
    await documents.remove("documents", cle)
    with pytest.raises(ObjetAbsent):
        await documents.get("documents", cle)
    await documents.remove("documents", cle)


async def test_pieces_are_not_for_this_service(documents: S3) -> None:
    with pytest.raises(PermissionError, match="403"):
        await documents.get("pieces", uuid4().hex)


def store(port: int) -> S3:
    return S3(f"127.0.0.1:{port}", "key", "secret-key", secure=False, region="us-east-1")


async def test_nobody_at_the_address_is_an_outage_told_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    s3, begun = store(port), monotonic()

    with pytest.raises(StockageAbsent):
        await s3.get("documents", "x")

    assert monotonic() - begun < 3
    s3.close()


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that gives every request the same answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def answer(status: str, type: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        (answer("502 Bad Gateway", "text/html", b"<html>"), StockageAbsent),
        (answer("503 Slow Down", "application/xml", b"<Error><Code>SlowDown</Code></Error>"), StockageAbsent),
        (answer("404 Not Found", "text/xml", b"<Error><Code>NoSuchKey</Code></Error>"), ObjetAbsent),
        (answer("404 Not Found", "application/xml", b"<Error><Code>NoSuchKey</Code></Error>"), ObjetAbsent),
        (answer("403 Forbidden", "text/html", b"<html>"), PermissionError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhalf", StockageAbsent),
    ],
)
async def test_whatever_the_store_answers_has_one_meaning(given: bytes, meaning: type[Exception]) -> None:
    with answering(given) as port:
        s3 = store(port)
        with pytest.raises(meaning):
            await s3.get("documents", "x")
        s3.close()


async def test_the_loop_goes_on_while_the_store_is_slow(documents: S3) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        s3 = store(silent.getsockname()[1])
        waiting = asyncio.create_task(s3.get("documents", "x"))
        await asyncio.sleep(0.05)

        assert not waiting.done()
    with pytest.raises(StockageAbsent):
        await waiting
    s3.close()
