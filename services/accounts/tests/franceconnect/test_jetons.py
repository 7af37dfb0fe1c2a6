"""Each claim of FranceConnect's two tokens counts: signed by one of its keys, for us, now, for this login."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from accounts.adapters.franceconnect import FranceConnect
from accounts.domain.franceconnect import FranceConnectIndisponible, IdentiteRefusee
from accounts.settings import Settings
from services.accounts.tests.conftest import Horloge
from services.accounts.tests.franceconnect.conftest import Fil, Raccorder

NONCE = "n" * 43
CLE = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
RSA = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
ETRANGERE = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)


@dataclass
class Emission:
    """What the provider's endpoints will say: two tokens, how they are signed, and which keys it publishes."""

    id_token: dict[str, Any]
    userinfo: dict[str, Any]
    cle: Key = field(default_factory=lambda: CLE)
    alg: str = "ES256"
    kid: str | None = None
    publiees: list[Key] = field(default_factory=lambda: [CLE, RSA])

    def signer(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.alg, "kid": self.kid or self.cle.kid}
        return jwt.encode(header, claims, self.cle, algorithms=[self.alg])

    def poser(self, fil: Fil) -> None:
        jwks = {"keys": [cle.as_dict(private=False) for cle in self.publiees]}
        jetons = {"access_token": "a", "token_type": "Bearer", "id_token": self.signer(self.id_token)}
        fil.change = {
            "/jwks": lambda *_: httpx.Response(200, json=jwks),
            "/token": lambda *_: httpx.Response(200, json=jetons),
            "/userinfo": lambda *_: httpx.Response(
                200, content=self.signer(self.userinfo), headers={"content-type": "application/jwt; charset=utf-8"}
            ),
        }


@pytest.fixture
def emission(settings: Settings, horloge: Horloge) -> Emission:
    now = int(horloge().timestamp())
    qui = {"iss": settings.franceconnect_issuer, "aud": settings.franceconnect_client_id, "sub": "x"}
    return Emission(
        id_token={**qui, "iat": now, "exp": now + 60, "nonce": NONCE, "acr": "eidas1"},
        userinfo={**qui, "iat": now, "given_name": "Éloïse"},
    )


@pytest.fixture
async def franceconnect(raccorder: Raccorder) -> AsyncIterator[FranceConnect]:
    franceconnect = raccorder()
    yield franceconnect
    await franceconnect.close()


async def identifier(franceconnect: FranceConnect, emission: Emission, fil: Fil) -> str:
    emission.poser(fil)
    identifie = await franceconnect.identifier("code", verificateur="v" * 43, nonce=NONCE)
    return str(identifie.claims["given_name"])


@pytest.mark.parametrize(
    ("alg", "cle", "acr", "liste"), [("ES256", CLE, "eidas1", False), ("RS256", RSA, "eidas2", True)]
)
async def test_what_holds_is_believed(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, alg: str, cle: Key, acr: str, liste: bool
) -> None:
    emission.alg, emission.cle = alg, cle
    emission.id_token["acr"] = acr
    if liste:
        emission.userinfo["aud"] = [emission.userinfo["aud"]]

    assert await identifier(franceconnect, emission, fil) == "Éloïse"


@pytest.mark.parametrize("jeton", ["id_token", "userinfo"])
@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://autre.example.fr"},
        {"iss": None},
        {"aud": "autre"},
        {"aud": ["permis", "autre"]},
        {"aud": None},
        {"sub": "y"},
        {"sub": None},
        {"exp": 1_600_000_000},
        {"iat": 4_000_000_000},
    ],
    ids=str,
)
async def test_a_claim_that_does_not_hold_is_refused_in_either_token(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, jeton: str, change: dict[str, Any]
) -> None:
    await _refuse(franceconnect, emission, fil, jeton, change)


@pytest.mark.parametrize(
    "change",
    [{"nonce": "m" * 43}, {"nonce": None}, {"acr": "eidas0"}, {"acr": None}, {"acr": ["eidas1"]}, {"exp": None}],
    ids=str,
)
async def test_and_those_that_tie_it_to_this_login(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, change: dict[str, Any]
) -> None:
    await _refuse(franceconnect, emission, fil, "id_token", change)


async def _refuse(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, jeton: str, change: dict[str, Any]
) -> None:
    """`None` leaves the claim out."""
    claims = getattr(emission, jeton)
    claims.update(change)
    for nom in [nom for nom, valeur in change.items() if valeur is None]:
        del claims[nom]
    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)


async def test_a_key_that_is_not_published_signs_nothing(
    franceconnect: FranceConnect, emission: Emission, fil: Fil
) -> None:
    emission.cle = ETRANGERE
    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)
    emission.kid = CLE.kid
    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)


async def test_the_secret_that_both_know_signs_nothing(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, settings: Settings
) -> None:
    assert settings.franceconnect_client_secret_file is not None
    emission.cle = OctKey.import_key(settings.franceconnect_client_secret_file.read_bytes())
    emission.alg, emission.kid = "HS256", CLE.kid

    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)


async def test_a_key_for_encryption_signs_nothing(franceconnect: FranceConnect, emission: Emission, fil: Fil) -> None:
    emission.publiees = [ECKey.import_key({**CLE.as_dict(private=False), "use": "enc"}), RSA]

    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)


async def test_an_unknown_key_is_not_looked_for_again_and_again(
    franceconnect: FranceConnect, emission: Emission, fil: Fil, horloge: Horloge
) -> None:
    emission.cle = ETRANGERE
    for _ in range(5):
        with pytest.raises(IdentiteRefusee):
            await identifier(franceconnect, emission, fil)

    assert sum(path.endswith("/jwks") for path in fil.demandes) == 1
    horloge.avance(timedelta(seconds=5))
    with pytest.raises(IdentiteRefusee):
        await identifier(franceconnect, emission, fil)
    assert sum(path.endswith("/jwks") for path in fil.demandes) == 2


@pytest.mark.parametrize("ou", ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "issuer"])
async def test_nothing_is_sent_in_the_clear_to_another_machine(
    franceconnect: FranceConnect, fil: Fil, settings: Settings, ou: str
) -> None:
    async with httpx.AsyncClient() as dehors:
        sain = (await dehors.get(f"{settings.franceconnect_issuer}/.well-known/openid-configuration")).json()
    fil.change["/openid-configuration"] = lambda *_: httpx.Response(200, json=sain | {ou: "http://ailleurs.example.fr"})

    with pytest.raises(FranceConnectIndisponible):
        await franceconnect.adresse_de_connexion(etat="e", nonce="n", verificateur="v" * 43)
