"""A face of a mould: what its glyphs are for a text, and a font file that holds every Latin letter."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import uharfbuzz as hb

LATIN = (
    range(0x20, 0x7F),
    range(0xA0, 0x180),  # Latin-1, Latin Extended-A: every letter of the official languages of Europe
    range(0x218, 0x21C),
    range(0x1E80, 0x1E86),
    range(0x1EF2, 0x1EF4),
    range(0x2010, 0x2028),
    (0x202F, 0x2039, 0x203A, 0x20AC, 0x2116),
)
LIEES = ("ff", "fi", "fl", "ffi", "ffl")  # where a face has one glyph for them
DROPPED = (b"BASE", b"DSIG", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT")


class Signe(NamedTuple):
    """One glyph of a line: how far to go back before it and after it, in thousandths of the size, as PDF counts."""

    avant: int
    glyphe: int
    apres: int


class Texte(NamedTuple):
    """A line: its glyphs and its width, in sizes of the font."""

    signes: tuple[Signe, ...]
    largeur: float


class Police:
    """`chasses` are the widths of glyphs in thousandths, `lettres` what each means: one letter, or several.

    `imprimees` and `imprimees_chasses` are those that WeasyPrint used; they stay as they are.
    """

    def __init__(
        self, file: bytes, index: int, imprimees: Mapping[int, str], imprimees_chasses: Mapping[int, int]
    ) -> None:
        self._face = hb.Face(file, index)
        self._font = hb.Font(self._face)
        self._upem = self._face.upem
        self.lettres = self._letters() | dict(imprimees)
        self.chasses = {glyph: self._advance(glyph) for glyph in self.lettres} | dict(imprimees_chasses)

    def _letters(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for texte in (*(chr(code) for codes in LATIN for code in codes), *LIEES):
            buffer = hb.Buffer()
            buffer.add_str(texte)
            buffer.guess_segment_properties()
            hb.shape(self._font, buffer)
            if len(buffer.glyph_infos) == 1 and buffer.glyph_infos[0].codepoint:
                found.setdefault(buffer.glyph_infos[0].codepoint, texte)
        return found

    def _advance(self, glyph: int) -> int:
        avance = float(self._font.get_glyph_h_advance(glyph)) / float(self._upem)
        return round(1000 * avance)

    def composer(self, texte: str, espacement: float = 0.0) -> Texte | None:
        """None for a text with a letter that is not among `lettres`. `espacement` follows each letter, in sizes."""
        buffer = hb.Buffer()
        buffer.add_str(texte)
        buffer.guess_segment_properties()
        if buffer.direction != "ltr":
            return None
        hb.shape(self._font, buffer)
        signes, largeur = [], 0.0
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if info.codepoint not in self.lettres or position.y_offset:
                return None
            avance = position.x_advance / self._upem + espacement
            decale = 1000 * position.x_offset / self._upem
            apres = self.chasses[info.codepoint] + decale - 1000 * avance
            signes.append(Signe(int(-decale), info.codepoint, int(apres)))
            largeur += avance
        return Texte(tuple(signes), largeur)

    def large(self) -> bytes:
        """The font file with all `lettres`, their numbers unchanged."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update(self.lettres)
        wanted.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in DROPPED)
        wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        return bytes(wanted.subset(self._face).blob.data)


CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{lettres}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def elargir(font: Any, police: Police) -> None:
    """The PDF's font gets all letters: their outlines, widths and what they mean, beside those that it has."""
    descendant = font.DescendantFonts[0]
    descendant.FontDescriptor.FontFile2.write(large := police.large())
    descendant.FontDescriptor.FontFile2.Length1 = len(large)
    descendant.W = [part for glyph, chasse in sorted(police.chasses.items()) for part in (glyph, [chasse])]
    font.ToUnicode.write(CMAP.format(lettres="\n".join(_bfchar(police.lettres))).encode())


def _bfchar(lettres: Mapping[int, str]) -> Iterator[str]:
    pairs = [f"<{glyph:04x}> <{letter.encode('utf-16-be').hex()}>" for glyph, letter in sorted(lettres.items())]
    for start in range(0, len(pairs), 100):
        batch = pairs[start : start + 100]
        yield "\n".join((f"{len(batch)} beginbfchar", *batch, "endbfchar"))
