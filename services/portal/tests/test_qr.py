"""The QR code of a second factor: read again by a scanner, drawn without anything that the security policy stops."""

import io

import segno
import zxingcpp
from PIL import Image

from portal.routes.compte.qr import dessin, graine

OTPAUTH = "otpauth://totp/Permis:z.d%27h%C3%A9rouville?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Permis"


def test_the_drawing_has_neither_style_nor_script() -> None:
    svg = dessin(OTPAUTH)

    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg


def test_the_same_code_is_read_by_a_scanner() -> None:
    png = io.BytesIO()
    segno.make(OTPAUTH, error="m", micro=False).save(png, kind="png", scale=4)

    [read] = zxingcpp.read_barcodes(Image.open(png))

    assert read.text == OTPAUTH


def test_nothing_is_drawn_of_anything_else() -> None:
    assert dessin("https://ailleurs.example/") == ""
    assert dessin("otpauth://totp/" + "x" * 700) == ""


def test_the_key_can_be_typed() -> None:
    assert graine(OTPAUTH) == "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP"
