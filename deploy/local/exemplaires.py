"""Sample papers: a page of a pièce justificative and a signature, drawn; an identity photo of a face that is public."""

import io
from functools import cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from deploy.local.visage import MENTON, OEILS, SOMMET, decoupe, place

A4_200_DPI = (1654, 2339)
PHOTO = (827, 1063)
SIGNATURE = (600, 300)

SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"  # the face that Pillow brings has no accents
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
    body, head = (ImageFont.truetype(SANS, max(8, width // part)) for part in (56, 32))
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
    """A good identity photo: a real face of 75 % of the height, light blue background, even light."""
    tete = decoupe()
    haut, bas = place(0, SOMMET)[1], place(0, MENTON)[1]
    milieu = place((OEILS[0][0] + OEILS[1][0]) / 2, OEILS[0][1])
    echelle = 0.75 * PHOTO[1] / (bas - haut)
    pose = np.array(
        [[echelle, 0, PHOTO[0] / 2 - echelle * milieu[0]], [0, echelle, 0.47 * PHOTO[1] - echelle * milieu[1]]]
    )
    visage, opaque = (
        cv2.warpAffine(plan, pose, PHOTO, flags=cv2.INTER_CUBIC) for plan in (tete.couleurs, tete.opacite)
    )
    fond = np.full((PHOTO[1], PHOTO[0], 3), (198, 208, 220), np.float32)
    pixels = np.clip(visage * opaque[..., None] + fond * (1 - opaque[..., None]), 0, 255)
    photo = Image.fromarray(pixels.astype(np.uint8))
    draw = ImageDraw.Draw(photo)
    centre, col = PHOTO[0] // 2, round(0.47 * PHOTO[1] + echelle * (bas - milieu[1]) + 18)
    draw.ellipse((centre - 400, col - 16, centre + 400, col + 500), fill=(58, 66, 92))  # shoulders
    draw.rectangle((centre - 190, col - 2, centre + 190, PHOTO[1]), fill=(58, 66, 92))  # collar
    return grained(photo, 2.0).resize(size, Image.Resampling.LANCZOS)


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
