"""The demande's version as ETag, for those who want to be told that somebody else was faster."""

from typing import Annotated

from fastapi import Header, Response

from contracts.errors import RuleBroken
from demandes.domain.demande import Demande, VersionPerimee

IfMatch = Annotated[
    str | None,
    Header(description='The ETag of the demande as you saw it, for instance "3"; the steps need it.', max_length=40),
]


class VersionManquante(RuleBroken):
    slug = "version-manquante"
    title = "Indiquez quelle version de la demande vous avez sous les yeux"
    kind = "precondition_requise"


def require_version(demande: Demande, if_match: str | None) -> None:
    """Two people, or two devices, on one draft: nobody overwrites unseen what another has typed (RFC 6585 §3)."""
    if if_match is None or if_match.strip() == "*":
        raise VersionManquante(
            "Affichez la demande, puis enregistrez l'étape avec son ETag dans l'en-tête If-Match : "
            "ce qu'un autre a saisi entre-temps ne sera pas écrasé sans que vous le voyiez."
        )
    check_version(demande, if_match)


def check_version(demande: Demande, if_match: str | None) -> None:
    """Raises VersionPerimee when the caller saw another version (RFC 9110 §13.1.1)."""
    if if_match is None or if_match.strip() == "*":
        return
    seen = [tag.strip().removeprefix("W/").strip('"') for tag in if_match.split(",")]
    if str(demande.version) not in seen:
        raise VersionPerimee(
            f"Vous avez vu la version {', '.join(seen)}, la demande en est à la version {demande.version}. "
            "Affichez de nouveau la demande, vérifiez ce qui a changé, puis enregistrez."
        )


def set_etag(response: Response, demande: Demande) -> None:
    response.headers["ETag"] = f'"{demande.version}"'
