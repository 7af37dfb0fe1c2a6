"""Where things stand on the paper form for photo and signature: documents prints it, the CTN's scanner reads it.

Millimetres from the top left corner of an A4 sheet. The line of a frame runs outside its rectangle. The code is a QR
code that says the demande's number and nothing else; its rectangle has the quiet zone of four modules in it.

A printer may shrink the page and a scanner may turn it: the four marks, black squares that nothing else on the page
resembles, say how. They look the same upside down; the code does not.
"""

from typing import NamedTuple


class Point(NamedTuple):
    x: float
    y: float


class Rectangle(NamedTuple):
    x: float
    y: float
    largeur: float
    hauteur: float


class Reperes(NamedTuple):
    """The centres of the marks."""

    haut_gauche: Point
    haut_droite: Point
    bas_droite: Point
    bas_gauche: Point


class Geometrie(NamedTuple):
    """`adresse` lies in what a DL envelope shows through its right window, 35 or 45 mm high, however the sheet slides
    in it (NF Z 10-011): nothing else may be printed from 90 to 200 mm across and from 34 to 90 mm down. The sheet is
    folded at `plis`, and no frame lies on a fold.
    """

    page: Rectangle
    plis: tuple[float, float]
    adresse: Rectangle
    cote_repere: float
    reperes: Reperes
    code: Rectangle
    photo: Rectangle
    signature: Rectangle


FORMULAIRE_PHOTO = Geometrie(
    page=Rectangle(0, 0, 210, 297),
    plis=(99, 198),
    adresse=Rectangle(110, 55, 80, 24),
    cote_repere=5,
    reperes=Reperes(Point(15, 105), Point(195, 105), Point(195, 282), Point(15, 282)),
    code=Rectangle(159, 222, 26, 26),
    photo=Rectangle(25, 213, 35, 45),  # the size of an identity photo (domain.md §8.1)
    signature=Rectangle(68, 213, 82, 45),
)
