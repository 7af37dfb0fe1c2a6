"""The QR code of a second factor, drawn here: the seed never leaves for a service that draws pictures."""

import segno
from markupsafe import Markup

DEBUT = "otpauth://totp/"
LONGUEUR_MAX = 600


def dessin(otpauth: str) -> Markup:
    """SVG for the page itself, with its quiet zone; attributes only, as the security policy wants it."""
    if not otpauth.startswith(DEBUT) or len(otpauth) > LONGUEUR_MAX:
        return Markup()
    svg = segno.make(otpauth, error="m", micro=False).svg_inline(scale=4, dark="#000", light="#fff", lineclass=None)
    return Markup(svg)  # noqa: S704 - figures and a path of segno's, no text of anybody's


def graine(otpauth: str) -> str:
    """What is typed where no camera is, in groups of four."""
    secret = otpauth.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
