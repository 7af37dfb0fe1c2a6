"""Sample papers, drawn: a page of a pièce justificative, an identity photo, a signature; nobody's, and good enough."""

import io
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

A4_200_DPI = (1654, 2339)
PHOTO = (827, 1063)
SIGNATURE = (600, 300)

LINES = (
    "FACTURE D'ÉLECTRICITÉ",
    "Mme Éléonore Lefèvre-Dupré",
    "12 bis, rue de l'Église · 92160 Antony",
    "Référence client 4 117 203 882 · contrat souscrit le 3 février 2016",
    "Période du 1er janvier au 28 février 2017 · relevé réel",
    "Consommation : 412 kWh à 0,1467 € · abonnement : 18,74 €",
    "Le montant sera prélevé le 21 mars 2017 sur votre compte bancaire.",
    "Contribution au service public, taxes locales et T.V.A. comprises.",
    "Ce document tient lieu de justificatif de domicile.",
)


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    return encoded(image, "JPEG", quality=quality)


def png(image: Image.Image) -> bytes:
    return encoded(image, "PNG")


def pdf(*pages: Image.Image) -> bytes:
    return encoded(pages[0], "PDF", save_all=True, append_images=list(pages[1:]), resolution=200)


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


@cache
def page(size: tuple[int, int] = A4_200_DPI) -> Image.Image:
    """A good page: off-white paper, printed text, the slight grain of a scanner."""
    width, height = size
    image = Image.new("RGB", size, (244, 243, 238))
    draw = ImageDraw.Draw(image)
    body = ImageFont.load_default(size=max(8, width // 52))
    head = ImageFont.load_default(size=max(10, width // 30))
    y = height // 12
    while y < height * 0.9:
        for index, line in enumerate(LINES):
            draw.text((width // 10, y), line, fill=(32, 32, 40), font=body if index else head)
            y += height // 38
        draw.line((width // 10, y, width * 9 // 10, y), fill=(90, 90, 110), width=max(1, width // 600))
        y += height // 26
    return grained(image, 2.5)


@cache
def portrait(size: tuple[int, int] = PHOTO) -> Image.Image:
    """A good identity photo: a face of 75 % of the height, light blue background, even light."""
    big = Image.new("RGB", PHOTO, (198, 208, 220))
    draw = ImageDraw.Draw(big)
    centre = PHOTO[0] // 2
    draw.ellipse((centre - 400, 900, centre + 400, 1400), fill=(58, 66, 92))  # shoulders
    draw.rectangle((centre - 105, 780, centre + 105, 960), fill=(196, 152, 128))  # neck
    draw.ellipse((centre - 285, 110, centre + 285, 830), fill=(66, 48, 38))  # hair
    draw.ellipse((centre - 250, 190, centre + 250, 900), fill=(222, 180, 154))  # face
    for side in (-1, 1):
        eye = centre + side * 112
        draw.ellipse((eye - 74, 424, eye + 74, 530), fill=(186, 142, 120))  # socket
        draw.arc((eye - 80, 396, eye + 80, 470), 200, 340, fill=(60, 42, 34), width=18)  # brow
        draw.ellipse((eye - 48, 462, eye + 48, 510), fill=(240, 238, 236))
        draw.ellipse((eye - 24, 462, eye + 24, 510), fill=(60, 76, 84))
        draw.ellipse((eye - 11, 475, eye + 11, 497), fill=(16, 16, 18))
        draw.arc((eye - 52, 454, eye + 52, 522), 190, 350, fill=(48, 34, 30), width=7)
        draw.ellipse((centre + side * 34 - 17, 640, centre + side * 34 + 17, 660), fill=(150, 104, 90))  # nostril
        draw.ellipse((centre + side * 170 - 60, 590, centre + side * 170 + 60, 690), fill=(226, 172, 150))  # cheek
    draw.polygon([(centre - 16, 500), (centre + 16, 500), (centre + 36, 640), (centre - 36, 640)], fill=(230, 192, 168))
    draw.ellipse((centre - 88, 714, centre + 88, 766), fill=(178, 96, 92))  # mouth
    draw.line((centre - 86, 740, centre + 86, 740), fill=(110, 52, 52), width=6)
    soft = big.filter(ImageFilter.GaussianBlur(7))
    mixed = Image.blend(soft, big.filter(ImageFilter.GaussianBlur(0.6)), 0.86)
    return grained(mixed, 2.0).resize(size, Image.Resampling.LANCZOS)


@cache
def signature(size: tuple[int, int] = SIGNATURE) -> Image.Image:
    """A good signature: black ink on white, inside the frame."""
    width, height = size
    image = Image.new("L", size, 252)
    draw = ImageDraw.Draw(image)
    steps = np.linspace(0.0, 1.0, 400)
    x = width * (0.16 + 0.66 * steps)
    y = height * (0.52 + 0.24 * np.sin(steps * 21.0) * (1 - 0.55 * steps))
    draw.line([*zip(x.tolist(), y.tolist(), strict=True)], fill=18, width=max(3, height // 45), joint="curve")
    draw.line((width * 0.2, height * 0.82, width * 0.78, height * 0.74), fill=18, width=max(3, height // 60))
    return image.filter(ImageFilter.GaussianBlur(0.7))


def grained(image: Image.Image, sigma: float) -> Image.Image:
    noise = np.random.default_rng(7).normal(0.0, sigma, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def blurred(image: Image.Image, radius: float) -> Image.Image:
    """As out of focus; a sensor's grain comes after the lens."""
    return grained(image.convert("RGB").filter(ImageFilter.GaussianBlur(radius)), 2.0)
