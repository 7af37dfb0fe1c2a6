"""The same words as a page: headings, links and lists are found in the text, so that there is one file to edit."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import css_inline
import jinja2

FOLDER = Path(__file__).parent
STATE_DOMAIN = "ants.gouv.fr"
ADRESSE = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]»]")
PUCES = ("* ", "- ")

environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER),
    undefined=jinja2.StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
inliner = css_inline.CSSInliner(
    keep_style_tags=True, keep_at_rules=True, remove_inlined_selectors=True, load_remote_stylesheets=False
)


class Morceau(NamedTuple):
    """A piece of a line: words, or an address that may be followed."""

    texte: str
    lien: bool = False


class Bloc(NamedTuple):
    """A paragraph, a list, or an address on a line of its own; each line is its pieces."""

    genre: str
    lignes: list[list[Morceau]]


def en_html(objet: str, texte: str, *, bouton: str | None, domaine: str) -> str:
    """`domaine` is where this system answers: with the State's own, the only one whose addresses become links."""
    blocs = [bloc for partie in re.split(r"\n\s*\n", texte.strip()) for bloc in _blocs(partie.splitlines(), domaine)]
    page = environment.get_template("page.html.j2").render(objet=objet, blocs=blocs, bouton=bouton)
    return inliner.inline(page)


def _blocs(lignes: list[str], domaine: str) -> Iterator[Bloc]:
    """What begins with a bullet is a list, even right under its introduction."""
    for liste, ensemble in groupby(lignes, key=lambda ligne: ligne.startswith(PUCES)):
        morceaux = [_morceaux(ligne[2:] if liste else ligne, domaine) for ligne in ensemble]
        if liste:
            yield Bloc("liste", morceaux)
        elif len(morceaux) == 1 and len(morceaux[0]) == 1 and morceaux[0][0].lien:
            yield Bloc("action", morceaux)
        else:
            yield Bloc("paragraphe", morceaux)


def _morceaux(ligne: str, domaine: str) -> list[Morceau]:
    """What a person wrote may hold an address: nobody is sent there by a mail of the administration."""
    found, end = [], 0
    for adresse in ADRESSE.finditer(ligne):
        if _sure(adresse.group(), domaine):
            found += [Morceau(ligne[end : adresse.start()]), Morceau(adresse.group(), lien=True)]
            end = adresse.end()
    return [morceau for morceau in (*found, Morceau(ligne[end:])) if morceau.texte]


def _sure(adresse: str, domaine: str) -> bool:
    try:
        host: Any = urlsplit(adresse).hostname
    except ValueError:
        return False
    return host is not None and (host in (domaine, STATE_DOMAIN) or host.endswith(f".{STATE_DOMAIN}"))
