"""FranceConnect v2: authorization code with PKCE, then an id_token and a userinfo that are both signed JWTs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jws, jwt
from joserfc.errors import JoseError
from pydantic import BaseModel, ValidationError

from accounts.adapters.oidc import Fournisseur, Reponse
from accounts.domain.franceconnect import FranceConnectIndisponible, IdentiteRefusee

ALGORITHMES = ("ES256", "RS256")
NIVEAU = "eidas1"
NIVEAUX = (NIVEAU, "eidas2", "eidas3")  # what is asked for, or better
SCOPE = "openid given_name family_name preferred_username gender birthdate birthplace birthcountry email"
MARGE = 30  # seconds that two clocks may differ
PLUS_LONG = 16 * 1024  # characters of a token
NOTRE_FAUTE = ("invalid_client", "unauthorized_client")  # what no person can put right
ROUTES = "/api/accounts/franceconnect"

log = structlog.get_logger()


class Identifie(NamedTuple):
    """What was told of the person, and the token that the provider's logout wants to see."""

    claims: Mapping[str, Any]
    id_token: str


class _Jetons(BaseModel):
    access_token: str
    id_token: str


class FranceConnect:
    """Raises FranceConnectIndisponible when it is away, IdentiteRefusee for whatever does not hold."""

    def __init__(
        self, fournisseur: Fournisseur, *, client_id: str, secret: str, public_url: str, horloge: Callable[[], datetime]
    ) -> None:
        self._fournisseur, self._client_id, self._secret, self._horloge = fournisseur, client_id, secret, horloge
        self._retour = f"{public_url.rstrip('/')}{ROUTES}/retour"
        self._deconnexion = f"{public_url.rstrip('/')}{ROUTES}/deconnexion"

    @property
    def issuer(self) -> str:
        return self._fournisseur.issuer

    async def adresse_de_connexion(self, *, etat: str, nonce: str, verificateur: str) -> str:
        """Where the browser goes."""
        adresse: str = prepare_grant_uri(
            (await self._fournisseur.adresses()).authorization_endpoint,
            self._client_id,
            "code",
            redirect_uri=self._retour,
            scope=SCOPE,
            state=etat,
            nonce=nonce,
            acr_values=NIVEAU,
            code_challenge=create_s256_code_challenge(verificateur),
            code_challenge_method="S256",
        )
        return adresse

    async def identifier(self, code: str, *, verificateur: str, nonce: str) -> Identifie:
        """Who came back with this code. The access token lives for a minute and is used at once."""
        jetons = await self._jetons(code, verificateur)
        identite = await self._verifier(jetons.id_token, nonce={"essential": True, "value": nonce}, exp=ESSENTIEL)
        if identite.get("acr") not in NIVEAUX:
            raise _refus("acr")
        claims = await self._verifier(await self._userinfo(jetons.access_token))
        if claims["sub"] != identite["sub"]:
            raise _refus("sub")
        return Identifie(claims, jetons.id_token)

    async def adresse_de_deconnexion(self, id_token: str, etat: str) -> str | None:
        """Where the browser goes to end the session there too; None when it cannot be known now."""
        try:
            adresse = (await self._fournisseur.adresses()).end_session_endpoint
        except FranceConnectIndisponible:
            return None
        if adresse is None:
            return None
        fin: str = add_params_to_uri(
            adresse, [("id_token_hint", id_token), ("post_logout_redirect_uri", self._deconnexion), ("state", etat)]
        )
        return fin

    async def close(self) -> None:
        await self._fournisseur.close()

    async def _jetons(self, code: str, verificateur: str) -> _Jetons:
        corps = prepare_token_request(
            "authorization_code",
            code=code,
            redirect_uri=self._retour,
            client_id=self._client_id,
            client_secret=self._secret,
            code_verifier=verificateur,
        )
        request = self._fournisseur.requete(
            "POST",
            (await self._fournisseur.adresses()).token_endpoint,
            content=corps,
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        )
        reponse = await self._fournisseur.demander(request)
        if reponse.status in (400, 401) and _erreur(reponse) in NOTRE_FAUTE:
            log.error("franceconnect.misconfigured", error=_erreur(reponse))
            raise FranceConnectIndisponible
        reponse = _bonne(reponse, "token")
        try:
            return _Jetons.model_validate_json(reponse.contenu)
        except ValidationError:
            raise _refus("token") from None

    async def _userinfo(self, access_token: str) -> str:
        """As a signed JWT, or not at all."""
        adresse = (await self._fournisseur.adresses()).userinfo_endpoint
        request = self._fournisseur.requete("GET", adresse, headers={"Authorization": f"Bearer {access_token}"})
        reponse = _bonne(await self._fournisseur.demander(request), "userinfo")
        if reponse.type.partition(";")[0].strip().lower() != "application/jwt":
            raise _refus("unsigned")
        return reponse.contenu.decode("ascii", "replace")

    async def _verifier(self, jeton: str, **attendus: jwt.ClaimsOption) -> Mapping[str, Any]:
        """The claims of a token that this provider signed for us."""
        try:
            if len(jeton) > PLUS_LONG:
                raise _refus("long")
            header = jws.extract_compact(jeton.encode("ascii")).headers()
            if header.get("alg") not in ALGORITHMES or not isinstance(kid := header.get("kid"), str):
                raise _refus("alg")
            cle = await self._fournisseur.cle(kid)
            if cle is None:
                raise _refus("kid")
            claims = jwt.decode(jeton, cle, algorithms=ALGORITHMES).claims
            now = int(self._horloge().timestamp())
            issuer: jwt.ClaimsOption = {"essential": True, "value": self.issuer}
            registre = jwt.JWTClaimsRegistry(
                now=now, leeway=MARGE, iss=issuer, sub=ESSENTIEL, aud=ESSENTIEL, **attendus
            )
            registre.validate(claims)
        except (JoseError, ValueError, TypeError, LookupError, OverflowError) as fault:
            raise _refus(type(fault).__name__) from None
        if claims["aud"] not in (self._client_id, [self._client_id]):
            raise _refus("aud")
        return claims


ESSENTIEL: jwt.ClaimsOption = {"essential": True}


class _Erreur(BaseModel):
    error: str = ""


def _erreur(reponse: Reponse) -> str:
    try:
        return _Erreur.model_validate_json(reponse.contenu).error
    except ValidationError:
        return ""


def _bonne(reponse: Reponse, quoi: str) -> Reponse:
    if reponse.status >= 500 or reponse.status == 429:
        log.warning("franceconnect.unavailable", what=quoi, status=reponse.status)
        raise FranceConnectIndisponible
    if reponse.status != 200:
        raise _refus(f"{quoi} {reponse.status}")
    return reponse


def _refus(cause: str) -> IdentiteRefusee:
    """Nothing of the person in the log: what did not hold."""
    log.warning("franceconnect.refused", cause=cause)
    return IdentiteRefusee()
