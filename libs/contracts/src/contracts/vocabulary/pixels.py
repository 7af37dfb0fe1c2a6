"""How large a picture may be: demandes tells the person at the upload, ctn's engine opens nothing larger.

One place for both, so that no file is taken that the engine cannot look at.
"""

PIXELS_MAX = 80_000_000  # more than any scanner or telephone makes of a page
OCTETS_DECODES_MAX = 170 * 2**20  # of a picture that only is decoded whole: with the rest a child stays under 400 MB
OCTETS_PAR_PIXEL = {"1": 1, "L": 1, "I;16": 3, "I;16B": 3, "I;16L": 3}  # with what unpacks them; others take four


def pixels_max(mode: str, *, par_echelle: bool) -> int:
    """Of a picture in one of Pillow's modes; `par_echelle`: its format (JPEG) can be decoded smaller than it is.

    >>> pixels_max("RGB", par_echelle=True), pixels_max("L", par_echelle=False), pixels_max("RGB", par_echelle=False)
    (80000000, 80000000, 44564480)
    """
    return PIXELS_MAX if par_echelle else min(PIXELS_MAX, OCTETS_DECODES_MAX // OCTETS_PAR_PIXEL.get(mode, 4))
