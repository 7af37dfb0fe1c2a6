"""Objects in S3, by the minio client with short timeouts, in a bounded number of threads."""

import io
from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
import structlog
import urllib3
from anyio import CapacityLimiter
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error

from contracts.errors import RuleBroken

log = structlog.get_logger()

T = TypeVar("T")

REGION = "us-east-1"  # said, so that the client does not ask for it first
TAILLE_MAX = 12 * 1024 * 1024  # demandes lets 11 MB through
ABSENT = frozenset({"NoSuchKey", "NoSuchObject", "ResourceNotFound"})


class StockageIndisponible(RuleBroken, ConnectionError):
    """An outage, for both doors: a request is told to come again, an event stays in the consumer's hands."""

    slug = "stockage-indisponible"
    title = "L'espace de stockage est momentanément indisponible"
    kind = "indisponible"


class ObjetIntrouvable(RuleBroken):
    slug = "fichier-introuvable"
    title = "Ce fichier n'existe plus"
    kind = "introuvable"


class S3:
    """One client for the service; whatever goes wrong leaves as one of the two errors above."""

    def __init__(
        self, endpoint: str, access_key: str, secret_key: str, *, secure: bool, threads: int = 16, read: float = 10.0
    ) -> None:
        self._pool = urllib3.PoolManager(
            maxsize=threads,
            timeout=urllib3.Timeout(connect=2.0, read=read),
            retries=urllib3.Retry(total=2, backoff_factor=0.1, status_forcelist=(502, 503, 504)),
        )
        self._client = Minio(
            endpoint=endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            region=REGION,
            http_client=self._pool,
        )
        self._threads = CapacityLimiter(threads)

    async def get(self, bucket: str, cle: str) -> bytes:
        return await self._run(lambda: self._get(bucket, cle))

    async def put(self, bucket: str, cle: str, octets: bytes, format: str) -> None:
        await self._run(lambda: self._put(bucket, cle, octets, format))

    async def remove(self, bucket: str, cle: str) -> None:
        """Also when it is gone already."""
        await self._run(lambda: self._client.remove_object(bucket_name=bucket, object_name=cle))

    def close(self) -> None:
        self._pool.clear()

    def _get(self, bucket: str, cle: str) -> bytes:
        answer = None
        try:
            answer = self._client.get_object(bucket_name=bucket, object_name=cle)
            octets: bytes = answer.read(TAILLE_MAX + 1)
        except (S3Error, InvalidResponseError):
            self._client.stat_object(bucket_name=bucket, object_name=cle)  # tells absence from an outage
            raise
        finally:
            if answer is not None:
                answer.close()
                answer.release_conn()
        return octets

    def _put(self, bucket: str, cle: str, octets: bytes, format: str) -> None:
        self._client.put_object(
            bucket_name=bucket, object_name=cle, data=io.BytesIO(octets), length=len(octets), content_type=format
        )
        kept = self._client.stat_object(bucket_name=bucket, object_name=cle).size
        if kept != len(octets):
            raise StockageIndisponible("Réessayez dans quelques secondes : le fichier n'a pas été gardé en entier.")

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        except S3Error as fault:
            if fault.code in ABSENT:
                raise ObjetIntrouvable("Rechargez la page : le fichier a peut-être été remplacé.") from None
            raise _indisponible(fault) from fault
        except (MinioException, urllib3.exceptions.HTTPError, OSError) as fault:
            raise _indisponible(fault) from fault


def _indisponible(fault: Exception) -> StockageIndisponible:
    if isinstance(fault, StockageIndisponible):
        return fault
    log.warning("s3.unavailable", cause=type(fault).__name__)
    return StockageIndisponible("Réessayez dans quelques secondes ; rien n'a été enregistré à moitié.")
