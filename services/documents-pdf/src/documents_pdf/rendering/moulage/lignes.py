"""Where WeasyPrint set each text of a page, and how far it may reach on its line."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes

PIXEL = 1e-3


class Ligne(NamedTuple):
    """The one line of a text: its page, its first point in CSS pixels, and from where to where it may reach.

    `espacement` is added after each letter, `taille` the size of the font, both in CSS pixels.
    """

    page: int
    x: float
    y: float
    gauche: float
    droite: float
    alignement: str
    espacement: float
    taille: float


class _Pose(NamedTuple):
    texte: Any
    bloc: Any
    ligne: Any
    page: int


def trouver_lignes(document: Any, textes: Sequence[str]) -> list[Ligne | None] | None:
    """For each text of the HTML its line; None for one that has several, shares its line, or is not set plainly.

    None altogether when what was set is not these texts in this order.
    """
    poses = [pose for number, page in enumerate(document.pages) for pose in _poses(page._page_box, number)]
    lignes: list[Ligne | None] = []
    rest = iter(poses)
    for texte in textes:
        mine: list[_Pose] = []
        read, wanted = "", _serre(texte)
        while len(read) < len(wanted):
            pose = next(rest, None)
            if pose is None:
                return None
            mine.append(pose)
            read += _serre(pose.texte.text)
        if read != wanted:
            return None
        lignes.append(_ligne(mine[0], poses) if len(mine) == 1 else None)
    return lignes if next(rest, None) is None else None


def _serre(texte: str) -> str:
    return "".join(texte.split())


def _poses(box: Any, page: int, bloc: Any = None, ligne: Any = None) -> Iterator[_Pose]:
    """In the order of the HTML, without what a style sheet made (bullets, page numbers)."""
    if "::" in str(box.element_tag) or isinstance(box, boxes.MarginBox):
        return
    if isinstance(box, boxes.TextBox):
        if box.text.strip(" \t\n"):
            yield _Pose(box, bloc, ligne, page)
        return
    if isinstance(box, boxes.BlockContainerBox):
        bloc = box
    if isinstance(box, boxes.LineBox):
        ligne = box
    for child in getattr(box, "children", ()):
        yield from _poses(child, page, bloc, ligne)


def _ligne(pose: _Pose, poses: Sequence[_Pose]) -> Ligne | None:
    texte, bloc, style = pose.texte, pose.bloc, pose.texte.style
    seule = [other for other in poses if other.ligne is pose.ligne]
    alignement = str(bloc.style["text_align_all"])
    dernier = seule[-1] is pose and alignement in ("start", "left")
    if not (len(seule) == 1 or dernier) or alignement not in ("start", "left", "right", "end", "center"):
        return None
    if style["text_decoration_line"] != "none" or not _largeur_fixe(bloc) or _inline_block(pose.ligne, texte):
        return None
    gauche = float(bloc.content_box_x())
    return Ligne(
        pose.page,
        float(texte.position_x),
        float(texte.position_y + texte.baseline),
        gauche,
        gauche + float(bloc.width),
        alignement,
        0.0 if style["letter_spacing"] == "normal" else float(style["letter_spacing"]),
        float(style["font_size"]),
    )


def _largeur_fixe(bloc: Any) -> bool:
    """Not as wide as its own text, where another text would make another block; tables here have stated columns."""
    flottant = bloc.style["float"] != "none" or bloc.style["display"] == ("inline", "flow-root")
    return not (flottant and bloc.style["width"] == "auto") and bloc.style["position"] in ("static", "relative")


def _inline_block(ligne: Any, texte: Any) -> bool:
    """Beside it on the line stands something that is no text."""
    return any(isinstance(box, boxes.AtomicInlineLevelBox) for box in _tous(ligne) if box is not texte)


def _tous(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        yield child
        yield from _tous(child)
