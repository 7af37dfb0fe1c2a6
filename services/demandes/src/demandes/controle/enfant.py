"""The child that opens files: `python -m demandes.controle.enfant` is started by the gate's pool."""

import io
from typing import Any

import pikepdf
from PIL import Image

from contracts.children.child import Task, serve_tasks
from demandes.controle.images import examiner_image
from demandes.controle.pdf import examiner_pdf
from demandes.controle.refus import Refus


def image(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        pages, copie = examiner_image(file)
    except Refus as refus:
        return refus.said(), b""
    return {"pages": pages, "media_type": copie.media_type}, copie.octets


def pdf(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        pages, made = examiner_pdf(file)
    except Refus as refus:
        return refus.said(), b""
    return {"pages": pages, "media_type": "application/pdf"}, made


TASKS: dict[str, Task] = {"JPG": image, "PNG": image, "BMP": image, "TIFF": image, "HEIC": image, "PDF": pdf}


def warm_up() -> None:
    """One file of each format: the libraries load parts of themselves at first use."""
    drawing = Image.effect_noise((64, 64), 50.0).convert("RGB")
    for format in ("JPEG", "MPO", "PNG", "BMP", "TIFF", "HEIF"):
        file = io.BytesIO()
        drawing.save(file, format, **({"save_all": True, "append_images": [drawing]} if format == "MPO" else {}))
        image({}, file.getvalue())
    document = pikepdf.new()
    document.add_blank_page()
    for lock in (None, pikepdf.Encryption(owner="essai")):  # the second makes the library open its source of chance
        file = io.BytesIO()
        document.save(file, encryption=lock)
        pdf({}, file.getvalue())


if __name__ == "__main__":
    serve_tasks(TASKS, warm_up)
