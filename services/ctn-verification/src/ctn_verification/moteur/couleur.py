"""How much colour a picture has: asked only of papers whose colours prove something, since it is decoded once more."""

import io
from typing import Any

import cv2
import numpy as np
from PIL import Image

COTE = 200  # pixels of the long side: grain and the edges of letters are averaged out
PLUS_COLORES = 95  # percentile


def teintes(octets: bytes) -> float | None:
    """Distance from grey, of 255, that a twentieth of the picture exceeds; None for what is no single image."""
    if octets.startswith(b"\xff\xd8"):
        vu: Any = cv2.imdecode(np.frombuffer(octets, np.uint8), cv2.IMREAD_REDUCED_COLOR_8)
        if vu is None:
            return None
    elif octets.startswith(b"%PDF-"):
        return None
    else:
        try:
            with Image.open(io.BytesIO(octets), formats=("PNG", "BMP", "TIFF")) as image:
                vu = np.asarray(image.resize((COTE, COTE), Image.Resampling.BOX).convert("RGB"))
        except (OSError, SyntaxError, ValueError, TypeError, LookupError):
            return None
    petit = cv2.resize(vu, (COTE, COTE), interpolation=cv2.INTER_AREA).astype(np.int16)
    return float(np.percentile(petit.max(axis=2) - petit.min(axis=2), PLUS_COLORES))
