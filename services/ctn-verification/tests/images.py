"""How sample images go wrong: darker, brighter, blank, on a table; the good ones are those of the demonstration."""

import io
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance

from deploy.local.exemplaires import (
    A4_200_DPI,
    PHOTO,
    SIGNATURE,
    blurred,
    encoded,
    grained,
    jpeg,
    page,
    pdf,
    png,
    portrait,
    signature,
)

__all__ = [
    "A4_200_DPI",
    "PHOTO",
    "SIGNATURE",
    "blurred",
    "encoded",
    "grained",
    "jpeg",
    "page",
    "pdf",
    "png",
    "portrait",
    "signature",
]


def tiff(*pages: Image.Image) -> bytes:
    return encoded(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), compression="tiff_deflate")


def bmp(image: Image.Image) -> bytes:
    return encoded(image, "BMP")


def dark(image: Image.Image, factor: float = 0.22) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(factor)


def bright(image: Image.Image, floor: int = 215) -> Image.Image:
    """Washed out by the light: even the ink is pale."""
    washed: Callable[[int], int] = lambda level: min(255, floor + level * (255 - floor) // 170)  # noqa: E731
    return image.point([washed(level) for level in range(256)] * len(image.getbands()))


def blank(size: tuple[int, int] = A4_200_DPI) -> Image.Image:
    return grained(Image.new("RGB", size, (243, 242, 238)), 2.5)


def verso() -> Image.Image:
    """Another good page: the text ends before its middle."""
    image = page().copy()
    image.paste(blank((image.width, image.height * 3 // 5)), (0, image.height * 2 // 5))
    return image


def photographed(size: tuple[int, int] = (3000, 4000), seed: int = 3) -> Image.Image:
    """Twelve megapixels of a telephone: the page on a table, uneven light, a little noise."""
    table = Image.new("RGB", size, (96, 78, 62))
    paper = page().resize((int(size[0] * 0.86), int(size[1] * 0.9)), Image.Resampling.BICUBIC)
    table.paste(paper, (int(size[0] * 0.07), int(size[1] * 0.05)))
    light = np.linspace(0.78, 1.0, size[0])[None, :, None] * np.linspace(1.0, 0.88, size[1])[:, None, None]
    random.seed(seed)
    return grained(Image.fromarray((np.asarray(table) * light).astype(np.uint8)), 4.0)


def jpeg_with(image: Image.Image, *, exif: Image.Exif) -> bytes:
    return encoded(image, "JPEG", quality=92, exif=exif)


def opened(octets: bytes) -> Image.Image:
    return Image.open(io.BytesIO(octets))


def progressive_jpeg(image: Image.Image, quality: int) -> bytes:
    return encoded(image, "JPEG", quality=quality, progressive=True)
