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
        pages, made = examiner_image(file)
    except Refus as refus:
        return refus.said(), b""
    return {"pages": pages}, made


def pdf(asked: dict[str, Any], file: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        pages, made = examiner_pdf(file)
    except Refus as refus:
        return refus.said(), b""
    return {"pages": pages}, made


TASKS: dict[str, Task] = {"JPG": image, "PNG": image, "BMP": image, "TIFF": image, "PDF": pdf}


def warm_up() -> None:
    """One file of each format: the libraries load parts of themselves at first use."""
    drawing = Image.effect_noise((64, 64), 50.0).convert("RGB")
    for format in ("JPEG", "PNG", "BMP", "TIFF"):
        file = io.BytesIO()
        drawing.save(file, format)
        image({}, file.getvalue())
    document, file = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(file)
    pdf({}, file.getvalue())


if __name__ == "__main__":
    serve_tasks(TASKS, warm_up)
