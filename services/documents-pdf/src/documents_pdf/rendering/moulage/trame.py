"""The HTML of a document as its structure and its texts: two documents of one structure share a mould."""

import html
import re
from typing import NamedTuple

BALISE = re.compile(r"(<[^>]*>)")  # of our own templates: what is written into them has no < and no >
BLANCS = re.compile(r"[ \t\r\n]+")  # a space that does not break is a letter
CORPS = "<body>"


class Trame(NamedTuple):
    """`structure` is all the tags, with a mark where a text stands; `textes` those texts, blanks collapsed."""

    structure: str
    textes: tuple[str, ...]


def lire_trame(page: str) -> Trame:
    head, _, body = page.partition(CORPS)
    structure, textes = [head[: head.find("<head>")]], []
    for rang, part in enumerate(BALISE.split(body)):
        if rang % 2:
            structure.append(part)
        elif text := BLANCS.sub(" ", html.unescape(part)).strip(" "):
            structure.append("·")
            textes.append(text)
    return Trame("".join(structure), tuple(textes))
