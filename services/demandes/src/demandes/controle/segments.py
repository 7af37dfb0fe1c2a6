"""What a JPEG carries beside its picture, taken off without touching one pixel."""

import re

DEBUT, BALAYAGE = b"\xff\xd8", 0xDA
SANS_LONGUEUR = (0x01, *range(0xD0, 0xDA))
PERSONNELS = (0xE1, 0xED, 0xFE)
"""EXIF and XMP (place, author, thumbnail), Photoshop's IPTC, comments. Profile and Adobe's transform are needed for the
colours; the orientation of EXIF is of no meaning inside a PDF (ISO 32000-1 §8.9.5 knows none)."""
CADRES, TABLES = (0xC0, 0xC1), (0xC4, 0xDB, 0xDD)
JFIF, ADOBE, FIN = 0xE0, 0xEE, 0xD9
FIN_DE_PASSE = re.compile(rb"\xff[^\x00\xd0-\xd7]")


def sans_metadonnees(jpeg: bytes) -> bytes:
    """The same picture; what is no JPEG, or breaks off, comes back from there on as it is."""
    if not jpeg.startswith(DEBUT):
        return jpeg
    gardes, place = [DEBUT], 2
    while len(jpeg) >= place + 4 and jpeg[place] == 0xFF:
        marque, fin = jpeg[place + 1], place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marque == 0xFF:  # filling
            place += 1
            continue
        if marque == BALAYAGE or marque in SANS_LONGUEUR or not place + 4 <= fin <= len(jpeg):
            break
        if marque not in PERSONNELS:
            gardes.append(jpeg[place:fin])
        place = fin
    return b"".join([*gardes, jpeg[place:]])


def image_seule(jpeg: bytes) -> bytes | None:
    """Its frame, tables and scans as they are, up to its end: no profile, no thumbnail, nothing behind it.

    None for what is put together otherwise than baseline JPEG of one or three colours: that is written anew.
    """
    gardes, place, passes = [DEBUT], 2, 0
    while len(jpeg) >= place + 2 and jpeg[place] == 0xFF:
        if jpeg[place + 1] == FIN:
            return b"".join([*gardes, jpeg[place : place + 2]]) if passes else None
        fin = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if not place + 4 <= fin <= len(jpeg):
            return None
        if (garde := _garde(jpeg[place + 1], jpeg[place:fin])) is None:
            return None
        gardes.append(garde)
        if jpeg[place + 1] == BALAYAGE:
            if (found := FIN_DE_PASSE.search(jpeg, fin)) is None:
                return None
            gardes.append(jpeg[fin : found.start()])
            fin, passes = found.start(), passes + 1
        place = fin
    return None


def _garde(marque: int, segment: bytes) -> bytes | None:
    """What is kept of a segment; None where it is not known what it does."""
    if marque in TABLES or marque == BALAYAGE:
        return segment
    if marque in CADRES:
        return segment if len(segment) > 9 and segment[9] in (1, 3) else None
    if marque == JFIF and segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        return segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0"  # without its thumbnail
    if marque == ADOBE and segment[4:9] == b"Adobe" and len(segment) == 16:
        return segment
    return b"" if 0xE0 <= marque <= 0xEF or marque == 0xFE else None
