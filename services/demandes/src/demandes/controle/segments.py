"""What a JPEG carries beside its picture, taken off without touching one pixel: for those that lie inside a PDF."""

DEBUT, BALAYAGE = b"\xff\xd8", 0xDA
SANS_LONGUEUR = (0x01, *range(0xD0, 0xDA))
PERSONNELS = (0xE1, 0xED, 0xFE)
"""EXIF and XMP (place, author, thumbnail), Photoshop's IPTC, comments. Profile and Adobe's transform are needed for the
colours; the orientation of EXIF is of no meaning inside a PDF (ISO 32000-1 §8.9.5 knows none)."""


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
