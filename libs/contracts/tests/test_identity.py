"""Only a token of accounts, whole, current and for us, makes a caller."""

import asyncio
import base64
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey

from contracts.http import create_app
from contracts.identity import (
    Authenticated,
    Caller,
    ClesIndisponibles,
    FixedKeys,
    JetonExpire,
    JetonRefuse,
    Jwks,
    Verifier,
    caller_with,
    issue,
    public_jwks,
    signing_key,
    token_for,
)
from contracts.vocabulary.portees import Portee
from contracts.vocabulary.roles import Role

MIDI = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEY = signing_key()
SUBJECT = UUID("0192e4d7-1a2b-7c3d-8e4f-5a6b7c8d9e0f")


class Clock:
    """Both clocks of a process, moved by the test."""

    def __init__(self) -> None:
        self.instant = MIDI
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.instant

    def monotonic(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)
        self.seconds += seconds


class Counting:
    """Keys that count how often they are asked for."""

    def __init__(self, *keys: OKPKey) -> None:
        self.keys, self.asked = FixedKeys(*keys), 0

    async def find(self, kid: str) -> OKPKey | None:
        self.asked += 1
        return await self.keys.find(kid)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def verifier(clock: Clock) -> Verifier:
    return Verifier(FixedKeys(KEY), now=clock.now, monotonic=clock.monotonic)


def claims(**changed: Any) -> dict[str, Any]:
    seconds = int(MIDI.timestamp())
    whole = {
        "iss": "permis",
        "aud": "permis",
        "sub": str(SUBJECT),
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + 600,
        "jti": str(uuid4()),
        "role": "usager",
        "nom": "Berthier",
    } | changed
    return {name: value for name, value in whole.items() if value is not None}


def signed(claims: dict[str, Any], *, key: OKPKey = KEY, **header: Any) -> str:
    whole = {"alg": "Ed25519", "typ": "at+jwt", "kid": KEY.thumbprint()} | header
    return jwt.encode({name: value for name, value in whole.items() if value is not None}, claims, key, ["Ed25519"])


def segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


async def test_a_token_of_accounts_gives_its_caller(verifier: Verifier) -> None:
    token = issue(KEY, id=SUBJECT, role=Role.INSTRUCTEUR, nom="É. Martin", prefecture="921", now=MIDI)

    caller = await verifier.verify(token)

    assert caller == Caller(SUBJECT, Role.INSTRUCTEUR, "É. Martin", "921", MIDI + timedelta(minutes=10))
    assert "Martin" not in repr(caller)


async def test_the_header_names_algorithm_type_and_thumbprint() -> None:
    token = token_for(KEY, Role.USAGER)

    header = json.loads(base64.urlsafe_b64decode(token.partition(".")[0] + "=="))

    assert header == {"alg": "Ed25519", "typ": "at+jwt", "kid": KEY.thumbprint()}


async def test_the_token_that_the_refused_ones_are_made_from_is_good(verifier: Verifier) -> None:
    assert (await verifier.verify(signed(claims()))).id == SUBJECT


REFUSED = {
    "another audience": signed(claims(aud="demandes")),
    "another issuer": signed(claims(iss="https://evil.example")),
    "an identity token": signed(claims(), typ="JWT"),
    "no type": signed(claims(), typ=None),
    "not yet valid": signed(claims(nbf=int(MIDI.timestamp()) + 31)),
    "issued in the future": signed(claims(iat=int(MIDI.timestamp()) + 31)),
    "no end": signed(claims(exp=None)),
    "an end that is no number": signed(claims(exp="tomorrow")),
    "an end that is no date": signed(claims(exp=1e300)),
    "no beginning": signed(claims(nbf=None)),
    "no subject": signed(claims(sub=None)),
    "a subject that is no UUID": signed(claims(sub="42")),
    "no role": signed(claims(role=None)),
    "a role that is a list": signed(claims(role=["administrateur"])),
    "an unknown role": signed(claims(role="ministre")),
    "a name that is a number": signed(claims(nom=7)),
    "a prefecture that is a list": signed(claims(prefecture=["921"])),
    "an unknown key id": signed(claims(), kid="inconnue"),
    "no key id": signed(claims(), kid=None),
    "another key under our key id": signed(claims(), key=signing_key()),
    "a key of its own": signed(claims(), jwk=signing_key().as_dict(private=False)),
    "an address of keys": signed(claims(), jku="https://evil.example/jwks.json"),
    "too long": signed(claims(nom="x" * 4096)),
}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED.keys())
async def test_any_other_token_is_refused(verifier: Verifier, token: str) -> None:
    with pytest.raises(JetonRefuse):
        await verifier.verify(token)


async def test_a_token_without_signature_is_refused(verifier: Verifier) -> None:
    header = {"alg": "none", "typ": "at+jwt", "kid": KEY.thumbprint()}
    good = signed(claims()).split(".")

    for token in (
        f"{segment(header)}.{segment(claims())}.",
        f"{segment(header)}.{segment(claims())}.{good[2]}",
        f"{good[0]}.{good[1]}.",
        f"{good[0]}.{good[1]}",
    ):
        with pytest.raises(JetonRefuse):
            await verifier.verify(token)


async def test_the_public_key_is_no_shared_secret(verifier: Verifier) -> None:
    header = {"alg": "HS256", "typ": "at+jwt", "kid": KEY.thumbprint()}
    public = OKPKey.import_key(KEY.as_dict(private=False))

    for secret in (public.as_pem(), public.as_der(), str(KEY.as_dict()["x"]).encode()):
        signing_input = f"{segment(header)}.{segment(claims())}"
        code = hmac.digest(secret, signing_input.encode(), "sha256")
        token = f"{signing_input}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}"
        with pytest.raises(JetonRefuse):
            await verifier.verify(token)


@given(st.data())
async def test_a_tampered_token_is_refused(data: st.DataObject) -> None:
    token = signed(claims())
    place = data.draw(st.integers(0, len(token) - 2))  # the last letter carries bits that no byte uses
    letter = data.draw(st.sampled_from("ABCabc012-_.").filter(lambda letter: letter != token[place]))

    with pytest.raises(JetonRefuse):
        await Verifier(FixedKeys(KEY), now=lambda: MIDI).verify(f"{token[:place]}{letter}{token[place + 1 :]}")


@given(st.text() | st.lists(st.text(max_size=20), min_size=3, max_size=3).map(".".join))
async def test_garbage_is_refused(garbage: str) -> None:
    with pytest.raises(JetonRefuse):
        await Verifier(FixedKeys(KEY), now=lambda: MIDI).verify(garbage)


async def test_a_token_ends_with_its_time_and_thirty_seconds_of_grace(verifier: Verifier, clock: Clock) -> None:
    token = signed(claims())
    clock.advance(629)
    await verifier.verify(token)
    clock.advance(1)

    with pytest.raises(JetonExpire):
        await verifier.verify(token)


async def test_a_clock_that_is_behind_by_thirty_seconds_is_forgiven(verifier: Verifier, clock: Clock) -> None:
    clock.advance(-30)
    await verifier.verify(signed(claims()))
    clock.advance(-1)

    with pytest.raises(JetonRefuse):
        await verifier.verify(signed(claims()))


async def test_a_token_is_verified_once_in_thirty_seconds(clock: Clock) -> None:
    keys = Counting(KEY)
    verifier = Verifier(keys, now=clock.now, monotonic=clock.monotonic)
    token = signed(claims())

    await verifier.verify(token)
    clock.advance(29)
    await verifier.verify(token)
    assert keys.asked == 1

    clock.advance(1)
    await verifier.verify(token)
    assert keys.asked == 2


async def test_a_remembered_token_is_not_trusted_past_its_end(clock: Clock) -> None:
    keys = Counting(KEY)
    verifier = Verifier(keys, now=clock.now, monotonic=clock.monotonic)
    token = signed(claims(exp=int(MIDI.timestamp()) + 10))

    await verifier.verify(token)
    clock.advance(10)
    await verifier.verify(token)
    assert keys.asked == 2

    clock.instant += timedelta(seconds=30)  # the wall clock jumps, the other does not
    with pytest.raises(JetonExpire):
        await verifier.verify(token)


async def test_refused_tokens_are_not_remembered_and_the_others_are_bounded(clock: Clock) -> None:
    keys = Counting(KEY)
    verifier = Verifier(keys, now=clock.now, monotonic=clock.monotonic)
    verifier.REMEMBERED = 2
    first, second, third = (signed(claims()) for _ in range(3))

    for token in (first, second, first, third, first):  # second was used longest ago
        await verifier.verify(token)
    assert keys.asked == 3
    await verifier.verify(second)
    assert keys.asked == 4

    for _ in range(2):
        with pytest.raises(JetonRefuse):
            await verifier.verify(signed(claims(), key=signing_key()))
    assert keys.asked == 6


class Accounts(httpx.AsyncBaseTransport):
    """A service that publishes keys, or is away."""

    def __init__(self, *keys: OKPKey) -> None:
        self.answer: Any = public_jwks(*keys)
        self.status = 200
        self.away = False
        self.asked = 0
        self.came = asyncio.Event()
        self.going = asyncio.Event()
        self.going.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        self.came.set()
        await self.going.wait()
        if self.away:
            raise httpx.ConnectError("refused")
        return httpx.Response(self.status, json=self.answer)


@pytest.fixture
def accounts() -> Accounts:
    return Accounts(KEY)


@pytest.fixture
async def jwks(accounts: Accounts, clock: Clock) -> Jwks:
    return Jwks("http://accounts/.well-known/jwks.json", transport=accounts, monotonic=clock.monotonic)


async def test_keys_are_fetched_once_in_ten_minutes(jwks: Jwks, accounts: Accounts, clock: Clock) -> None:
    verifier = Verifier(jwks, now=clock.now, monotonic=clock.monotonic)
    for _ in range(3):
        await verifier.verify(signed(claims()))
    assert accounts.asked == 1

    clock.seconds += 600
    await verifier.verify(signed(claims()))
    assert accounts.asked == 2


async def test_a_rotated_key_is_fetched_when_a_token_names_it(jwks: Jwks, accounts: Accounts, clock: Clock) -> None:
    new = signing_key()
    assert await jwks.find(KEY.thumbprint()) is not None
    accounts.answer = public_jwks(new, KEY)
    clock.advance(5)

    assert await jwks.find(new.thumbprint()) is not None
    assert await jwks.find(KEY.thumbprint()) is not None
    assert accounts.asked == 2


async def test_bad_tokens_cannot_make_us_ask_again_and_again(jwks: Jwks, accounts: Accounts, clock: Clock) -> None:
    await jwks.find(KEY.thumbprint())
    for number in range(50):
        assert await jwks.find(f"inconnue-{number}") is None
        clock.advance(0.2)

    assert accounts.asked == 2  # in ten seconds


async def test_callers_that_come_together_share_one_request(jwks: Jwks, accounts: Accounts) -> None:
    accounts.going.clear()
    asking = [asyncio.create_task(jwks.find(KEY.thumbprint())) for _ in range(20)]
    await accounts.came.wait()
    accounts.going.set()

    assert None not in await asyncio.gather(*asking)
    assert accounts.asked == 1


async def test_keys_stay_while_accounts_is_away(jwks: Jwks, accounts: Accounts, clock: Clock) -> None:
    await jwks.find(KEY.thumbprint())
    accounts.away = True
    clock.advance(3600)

    assert await jwks.find(KEY.thumbprint()) is not None
    assert await jwks.find(KEY.thumbprint()) is not None
    assert accounts.asked == 2


@pytest.mark.parametrize(
    "answer", [{}, [], {"keys": None}, {"keys": [7]}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}]
)
async def test_an_answer_that_makes_no_sense_changes_nothing(
    jwks: Jwks, accounts: Accounts, clock: Clock, answer: Any
) -> None:
    await jwks.find(KEY.thumbprint())
    accounts.answer = answer
    clock.advance(600)

    assert await jwks.find(KEY.thumbprint()) is not None


async def test_keys_of_another_kind_are_ignored(jwks: Jwks, accounts: Accounts) -> None:
    other = ECKey.generate_key("P-256").as_dict(private=False)
    encryption = public_jwks(signing_key())["keys"][0] | {"use": "enc"}
    accounts.answer["keys"] += [other, encryption, {"kty": "AKP", "kid": "later"}]

    assert await jwks.find(KEY.thumbprint()) is not None
    assert await jwks.find(encryption["kid"]) is None
    assert await jwks.find("later") is None


async def test_without_any_key_nothing_can_be_said_of_a_token(jwks: Jwks, accounts: Accounts, clock: Clock) -> None:
    accounts.status = 503
    verifier = Verifier(jwks, now=clock.now, monotonic=clock.monotonic)

    for _ in range(2):
        with pytest.raises(ClesIndisponibles):
            await verifier.verify(signed(claims()))
    assert accounts.asked == 1

    accounts.status = 200
    clock.advance(5)
    await verifier.verify(signed(claims()))


def test_what_is_published_holds_no_private_key() -> None:
    (published,) = public_jwks(KEY)["keys"]

    assert set(published) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert published["kid"] == KEY.thumbprint()


router = APIRouter(prefix="/api/essai")


@router.get("/usager")
async def get_usager(caller: Annotated[Caller, Depends(caller_with(Role.USAGER, Role.AUTO_ECOLE))]) -> dict[str, str]:
    return {"id": str(caller.id)}


@router.get("/ephotos")
async def get_ephotos(
    caller: Annotated[Caller, Depends(caller_with(Role.PHOTOGRAPHE, portee=Portee.EPHOTOS_DEPOSER))],
) -> dict[str, str]:
    return {"id": str(caller.id)}


@router.get("/tous")
async def get_tous(caller: Authenticated) -> dict[str, str]:
    return {"role": caller.role}


async def ready() -> None: ...


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(
        service="essai", title="Essai", routers=[router], ready=ready, verifier=Verifier.of_keys(KEY, now=lambda: MIDI)
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://essai") as client:
        yield client


async def test_a_route_knows_its_caller(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/essai/usager", headers={"Authorization": f"bearer {signed(claims())}"})

    assert (answer.status_code, answer.json()) == (200, {"id": str(SUBJECT)})


async def test_any_role_will_do_where_none_is_named(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/essai/tous", headers={"Authorization": f"Bearer {signed(claims(role='partenaire'))}"})

    assert answer.json() == {"role": "partenaire"}


@pytest.mark.parametrize(
    ("authorization", "status", "slug"),
    [
        ([], 401, "jeton-absent"),
        (["Basic dXNlcjpwYXNz"], 401, "jeton-refuse"),
        (["Bearer"], 401, "jeton-refuse"),
        (["Bearer x.y.z"], 401, "jeton-refuse"),
        ([f"Bearer {'x' * 5000}"], 401, "jeton-refuse"),
        ([f"Bearer {signed(claims())}"] * 2, 401, "jeton-refuse"),
        ([f"Bearer {signed(claims(exp=int(MIDI.timestamp()) - 60))}"], 401, "jeton-expire"),
        ([f"Bearer {signed(claims(role='administrateur'))}"], 403, "role-insuffisant"),
    ],
)
async def test_who_may_not_call_is_told_why(
    http: httpx.AsyncClient, authorization: list[str], status: int, slug: str
) -> None:
    answer = await http.get("/api/essai/usager", headers=[("Authorization", value) for value in authorization])

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problemes/{slug}"
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


@pytest.mark.parametrize(
    ("changed", "status", "slug"),
    [
        ({"scope": "ephotos:deposer"}, 200, None),
        ({"scope": "autre:chose ephotos:deposer"}, 200, None),
        ({}, 200, None),  # a token of before there were scopes has those of its role
        ({"scope": ""}, 403, "portee-insuffisante"),
        ({"scope": "ephotos:deposer2 ephotos"}, 403, "portee-insuffisante"),
        ({"scope": ["ephotos:deposer"]}, 401, "jeton-refuse"),
        ({"scope": "ephotos:deposer", "role": "usager"}, 403, "role-insuffisant"),
    ],
)
async def test_a_program_may_do_what_its_scopes_say(
    http: httpx.AsyncClient, changed: dict[str, Any], status: int, slug: str | None
) -> None:
    token = signed(claims(role="photographe") | changed)

    answer = await http.get("/api/essai/ephotos", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == status
    assert answer.json().get("type") == (slug and f"/problemes/{slug}")


async def test_the_scopes_of_a_token_are_those_it_was_issued_with(verifier: Verifier) -> None:
    async def portees(**words: Any) -> frozenset[str]:
        return (await verifier.verify(issue(KEY, id=SUBJECT, nom="X", now=MIDI, **words))).portees

    assert await portees(role=Role.PHOTOGRAPHE) == {"ephotos:deposer"}
    assert await portees(role=Role.PHOTOGRAPHE, portees=()) == frozenset()
    assert await portees(role=Role.PARTENAIRE, portees=("b", "a")) == {"a", "b"}
    assert await portees(role=Role.USAGER) == frozenset()


async def test_a_token_counts_in_its_header_only(http: httpx.AsyncClient) -> None:
    token = signed(claims())
    answer = await http.get(f"/api/essai/usager?access_token={token}", headers={"Cookie": f"access_token={token}"})

    assert answer.status_code == 401


async def test_the_document_says_who_may_call(http: httpx.AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()

    assert document["components"]["securitySchemes"]["jeton"]["scheme"] == "bearer"
    operation = document["paths"]["/api/essai/usager"]["get"]
    assert operation["security"] == [{"jeton": ["auto_ecole", "usager"]}]
    assert {"401", "403"} <= operation["responses"].keys()
    portee = document["paths"]["/api/essai/ephotos"]["get"]["security"]
    assert portee == [{"jeton": ["ephotos:deposer", "photographe"]}]


async def test_a_key_read_from_a_file_signs_as_well() -> None:
    key = OKPKey.import_key(Ed25519PrivateKey.generate())

    assert (await Verifier.of_keys(key).verify(token_for(key, Role.PARTENAIRE))).role is Role.PARTENAIRE
