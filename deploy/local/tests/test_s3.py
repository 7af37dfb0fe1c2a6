"""A service's S3 key opens its own buckets and no other, whatever it signs; a wrong secret opens nothing."""

import io
import urllib.request
import uuid
from collections.abc import Callable
from datetime import timedelta
from urllib.error import HTTPError

import pytest
from minio import Minio
from minio.commonconfig import CopySource
from minio.deleteobjects import DeleteObject
from minio.error import S3Error

from deploy.local.place import Place


def client(place: Place, service: str, *, secret: str | None = None, key: str | None = None) -> Minio:
    settings, prefix = place.environment(service), f"{service.upper()}_S3_"
    return Minio(
        settings[f"{prefix}ENDPOINT"],
        access_key=key or settings[f"{prefix}ACCESS_KEY"],
        secret_key=secret or settings[f"{prefix}SECRET_KEY"],
        secure=False,
        region="us-east-1",
    )


def put(minio: Minio, bucket: str, content: bytes = b"contenu") -> str:
    key = uuid.uuid4().hex
    minio.put_object(bucket, key, io.BytesIO(content), len(content))
    return key


def get(minio: Minio, bucket: str, key: str) -> bytes:
    answer = minio.get_object(bucket, key)
    try:
        return answer.read()
    finally:
        answer.close()
        answer.release_conn()


async def test_what_one_service_writes_the_other_reads_in_a_shared_bucket(place: Place) -> None:
    key = put(client(place, "demandes"), "pieces")

    assert get(client(place, "ctn"), "pieces", key) == b"contenu"
    with pytest.raises(S3Error) as absent:
        get(client(place, "ctn"), "pieces", "absent")
    assert absent.value.code == "NoSuchKey"


FOREIGN: list[Callable[[Minio, str], object]] = [
    lambda minio, key: minio.stat_object("documents", key),
    lambda minio, key: get(minio, "documents", key),
    lambda minio, key: list(minio.list_objects("documents")),
    lambda minio, key: put(minio, "documents"),
    lambda minio, key: minio.remove_object("documents", key),
    lambda minio, key: minio.make_bucket("documents"),
    lambda minio, key: minio.remove_bucket("documents"),
    lambda minio, key: minio.copy_object("pieces", "vole", CopySource("documents", key)),
    lambda minio, key: minio.copy_object("documents", "glisse", CopySource("pieces", put(minio, "pieces"))),
    lambda minio, key: minio.list_buckets(),
]


@pytest.mark.parametrize("attempt", FOREIGN)
async def test_anothers_bucket_is_refused(place: Place, attempt: Callable[[Minio, str], object]) -> None:
    owner = client(place, "documents")
    key = put(owner, "documents", b"secret")

    with pytest.raises(S3Error) as refused:
        attempt(client(place, "demandes"), key)

    assert refused.value.code == "AccessDenied"
    assert get(owner, "documents", key) == b"secret"


async def test_several_deletes_in_one_request_are_refused_too(place: Place) -> None:
    owner = client(place, "documents")
    key = put(owner, "documents")

    with pytest.raises(S3Error):
        list(client(place, "demandes").remove_objects("documents", [DeleteObject(key)]))

    assert get(owner, "documents", key) == b"contenu"


async def test_a_wrong_secret_or_an_unknown_key_opens_nothing(place: Place) -> None:
    key = put(client(place, "demandes"), "pieces")

    for wrong in (client(place, "demandes", secret="faux" * 8), client(place, "demandes", key="permis-inconnu")):
        with pytest.raises(S3Error) as refused:
            get(wrong, "pieces", key)
        assert refused.value.code in {"AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId"}


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return int(answer.status)
    except HTTPError as refused:
        with refused:
            return refused.code


async def test_a_presigned_address_opens_what_was_signed_and_nothing_else(place: Place) -> None:
    owner, stranger = client(place, "documents"), client(place, "demandes")
    key = put(owner, "documents")
    signed = owner.presigned_get_object("documents", key, timedelta(seconds=60))

    assert status(signed) == 200
    assert status(signed.replace("Signature=", "Signature=0")) == 403
    assert status(stranger.presigned_get_object("documents", key, timedelta(seconds=60))) == 403
    assert status(signed.split("?")[0]) == 403


@pytest.mark.parametrize(
    "path", ["pieces/../documents/x", "pieces/%2e%2e/documents/x", "pieces//x", "%64ocuments/x", ""]
)
async def test_a_path_in_disguise_is_refused(place: Place, path: str) -> None:
    signed = "AWS4-HMAC-SHA256 Credential=permis-demandes/20260101/us-east-1/s3/aws4_request"

    assert status(f"http://{place.s3.endpoint}/{path}", Authorization=signed) == 403


async def test_two_keys_in_one_request_are_none(place: Place) -> None:
    owner = client(place, "documents")
    signed = owner.presigned_get_object("documents", put(owner, "documents"), timedelta(seconds=60))
    other = "AWS4-HMAC-SHA256 Credential=permis-demandes/20260101/us-east-1/s3/aws4_request"

    assert status(signed, Authorization=other) == 403


async def test_an_empty_bucket_stays_and_objects_survive_a_kill(place: Place) -> None:
    minio = client(place, "ctn")
    minio.remove_object("photos", put(minio, "photos"))
    key = put(minio, "photos")

    await place.s3.kill()
    await place.s3.restart()

    assert minio.bucket_exists("photos")
    assert get(minio, "photos", key) == b"contenu"
