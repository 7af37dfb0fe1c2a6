"""All that a document may fetch: the two pictures that it was handed. Anything else ends the printing."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

from collections.abc import Mapping

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from documents_pdf.rendering.order import Picture

SCHEME = "permis:"


class HandedPictures(URLFetcher):
    """Serves a fixed map; no network, no file, no data: address is ever opened (CVE-2025-68616)."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.pictures: Mapping[str, Picture] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        picture = self.pictures.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if picture is None:
            raise FatalURLFetchingError("a document may not fetch anything but its own pictures")
        return URLFetcherResponse(url, picture.octets, {"Content-Type": picture.format})
