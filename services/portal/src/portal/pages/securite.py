"""Headers of every page, and requests that other sites made a browser send."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
))  # fmt: skip
ENTETES = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
SAFE = frozenset({"GET", "HEAD"})


class Securite:
    """ASGI middleware. Beside the token of each form: a browser says itself which site a request comes from."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        found = urlsplit(public_url)
        self._origin = f"{found.scheme}://{found.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ENTETES.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE and self._etranger(Headers(scope=scope)):
            refused = PlainTextResponse("Cette demande vient d'un autre site.", 403)
            await refused(scope, receive, sending)
            return
        await self._app(scope, receive, sending)

    def _etranger(self, headers: Headers) -> bool:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return True
        return origin is not None and origin != self._origin
