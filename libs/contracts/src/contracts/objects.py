"""Files in S3 by the minio client, which blocks: a few threads of its own, and its own short patience."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Protocol, TypeVar

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError

from contracts.errors import RuleBroken

CONNECTIONS = 8
LARGEST = 20 * 2**20  # bytes; hardly anything comes near, and what does says so
T = TypeVar("T")


class StockageAbsent(RuleBroken, ConnectionError):
    """The store does not answer, or answers nonsense: an outage. Events wait, requests are told to come again."""

    slug = "stockage-indisponible"
    title = "L'espace de stockage est momentanément indisponible"
    kind = "indisponible"

    def __init__(self, cause: str = "") -> None:
        super().__init__("Réessayez dans quelques secondes ; rien n'a été enregistré à moitié.")
        self.cause = cause


class ObjetAbsent(RuleBroken):
    """The store answers, and has no such object."""

    slug = "fichier-introuvable"
    title = "Ce fichier n'existe plus"
    kind = "introuvable"

    def __init__(self) -> None:
        super().__init__("Rechargez la page : le fichier a peut-être été remplacé.")


class Objects(Protocol):
    """Files by bucket and key. All raise StockageAbsent; `get` also ObjetAbsent, while `remove` takes it for done."""

    async def get(self, bucket: str, cle: str, *, au_plus: int = LARGEST) -> bytes: ...
    async def put(self, bucket: str, cle: str, octets: bytes, format: str) -> None: ...
    async def remove(self, bucket: str, cle: str) -> None: ...
    def close(self) -> None: ...


class S3:
    """Objects of the buckets that the key opens. Connects in 2 s, reads in 10 s, tries three times."""

    def __init__(self, endpoint: str, access_key: str, secret_key: str, *, secure: bool, region: str) -> None:
        pool = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            timeout=urllib3.Timeout(connect=2, read=10),
            retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
        )
        self._client = Minio(endpoint, access_key, secret_key, secure=secure, region=region, http_client=pool)
        self._pool = pool
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="s3")

    async def get(self, bucket: str, cle: str, *, au_plus: int = LARGEST) -> bytes:
        """Raises ObjetAbsent or StockageAbsent; ValueError for more than `au_plus` bytes."""
        return await self._in_thread(lambda: self._get(bucket, cle, au_plus))

    async def put(self, bucket: str, cle: str, octets: bytes, format: str) -> None:
        await self._in_thread(lambda: self._put(bucket, cle, octets, format))

    async def remove(self, bucket: str, cle: str) -> None:
        with suppress(ObjetAbsent):
            await self._in_thread(lambda: self._client.remove_object(bucket, cle))

    def close(self) -> None:
        self._threads.shutdown()
        self._pool.clear()

    def _put(self, bucket: str, cle: str, octets: bytes, format: str) -> None:
        """What the store then says of its size is what we sent, or it was not kept."""
        self._client.put_object(bucket, cle, BytesIO(octets), len(octets), content_type=format)
        if self._client.stat_object(bucket, cle).size != len(octets):
            raise StockageAbsent("kept in part")

    def _get(self, bucket: str, cle: str, au_plus: int) -> bytes:
        response = self._client.get_object(bucket, cle)
        try:
            octets: bytes = response.read(au_plus + 1)
        finally:
            response.close()
            response.release_conn()
        if len(octets) > au_plus:
            raise ValueError(f"object of more than {au_plus} bytes")
        return octets

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _translated, call)


def _translated(call: Callable[[], T]) -> T:
    with _in_our_words():
        return call()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except HTTPError as fault:
        raise StockageAbsent(type(fault).__name__) from None
    except MinioException as fault:
        status = _status(fault)
        if status == 404:
            raise ObjetAbsent from None
        if status >= 500:
            raise StockageAbsent(f"HTTP {status}") from None
        raise PermissionError(f"the store refuses: HTTP {status}") from None


def _status(fault: MinioException) -> int:
    """Some servers call their XML text/xml, or answer in another format: minio then knows the status alone."""
    match fault:
        case S3Error():
            return int(fault.response.status)
        case ServerError():
            return int(fault.status_code)
        case InvalidResponseError():
            return int(fault._code)  # private, and the only way to it
    return 500
