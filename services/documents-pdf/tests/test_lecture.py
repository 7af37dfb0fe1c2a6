"""What is heard when the documents are read aloud: headings, tables with their heads, pictures with their words."""

import io
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from document_samples import Ordinary, texte

from contracts.vocabulary.documents import Document
from documents_pdf.domain.modeles import MODELES


@pytest.fixture(params=Document)
def read(ordinary: Ordinary, request: pytest.FixtureRequest) -> tuple[Document, bytes]:
    return request.param, ordinary(request.param)


@cache
def titres(pdf: bytes) -> list[tuple[str, str]]:
    """The headings in the order of the structure tree."""
    lines = subprocess.run(["pdfinfo", "-struct-text", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found: list[tuple[str, list[str]]] = []
    depth = None
    for line in lines.splitlines():
        indent = len(line) - len(line.lstrip())
        if depth is not None and indent <= depth:
            depth = None
        if heading := re.match(r" *(H[1-6])\b", line):
            found.append((heading[1], []))
            depth = indent
        elif depth is not None and (said := re.match(r' *"(.*)"$', line)):
            found[-1][1].append(said[1])
    return [(tag, " ".join(words)) for tag, words in found]


def elements(pdf: pikepdf.Pdf, role: str) -> Iterator[Any]:
    for object in pdf.objects:
        if isinstance(object, pikepdf.Dictionary) and object.get("/S") == role:
            yield object


def test_headings_begin_with_the_title_and_leave_no_level_out(read: tuple[Document, bytes]) -> None:
    type, pdf = read
    tags, words = zip(*titres(pdf), strict=True)

    first = "Demande de permis de conduire" if type is Document.FORMULAIRE_PHOTO else MODELES[type].titre
    assert (tags[0], words[0]) == ("H1", first)
    assert set(tags) == {"H1", "H2"}


def test_headings_are_read_in_the_order_in_which_they_stand(read: tuple[Document, bytes]) -> None:
    _, pdf = read
    text, after = texte(pdf), 0

    for _, words in titres(pdf):
        after = text.index(words, after) + len(words)


def test_cells_have_their_heads_and_pictures_their_words(read: tuple[Document, bytes]) -> None:
    _, pdf = read
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        cells = list(elements(opened, "/TD"))

        assert cells
        assert all(len(cell.A.Headers) > 0 for cell in cells)
        assert all(str(figure.Alt).strip() for figure in elements(opened, "/Figure"))
