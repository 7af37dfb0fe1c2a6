"""The number of a demande as a picture that a scanner reads."""

import io

import segno

from documents_pdf.rendering.order import Picture

POINTS = 8  # pixels for each module: sharp at 300 dots per inch in a square of 24 mm


def code_de(numero: str) -> Picture:
    """A QR code with a quarter of redundancy: a fold or a stain does not hide the number."""
    file = io.BytesIO()
    segno.make_qr(numero, error="q").save(file, kind="png", scale=POINTS, border=4)
    return Picture("image/png", file.getvalue())
