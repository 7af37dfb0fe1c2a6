"""Files that hurt: huge claims, bombs, polyglots and oddities, each made here from its format's own rules."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import images
import pikepdf
from PIL import Image, ImageCms

COTE = 60_000  # pixels that a header claims, and no file holds
PETITE = images.page((1240, 1754))


def _chunk(nom: bytes, contenu: bytes) -> bytes:
    return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))


def png_geant(cote: int = COTE) -> bytes:
    """Only its header is large."""
    tete = _chunk(b"IHDR", struct.pack(">IIBBBBB", cote, cote, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + tete + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


def png_tasse(cote: int, canaux: int = 1) -> bytes:
    """A real picture of one level, packed a thousand times smaller."""
    packer = zlib.compressobj(9)
    ligne = bytes(1 + cote * canaux)
    corps = b"".join([*(packer.compress(ligne) for _ in range(cote)), packer.flush()])
    tete = struct.pack(">IIBBBBB", cote, cote, 8, {1: 0, 3: 2, 4: 6}[canaux], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", tete) + _chunk(b"IDAT", corps) + _chunk(b"IEND", b"")


def png_texte_tasse(taille: int = 60 * 2**20) -> bytes:
    """A good page whose comment unpacks to 60 MB."""
    page = images.png(PETITE)
    fin = page.rindex(b"IEND") - 4
    return page[:fin] + _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(taille), 9)) + page[fin:]


def gif_geant() -> bytes:
    return b"GIF89a" + struct.pack("<HH", COTE, COTE) + b"\x80\0\0\0\0\0\xff\xff\xff;"


def bmp_geant() -> bytes:
    entete = struct.pack("<IiiHHIIiiII", 40, COTE, COTE, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + entete


def jpeg_geant() -> bytes:
    """A page that says to be of 65,000 pixels each way."""
    octets = bytearray(images.jpeg(PETITE))
    cadre = octets.index(b"\xff\xc0") + 5
    octets[cadre : cadre + 4] = struct.pack(">HH", 65_000, 65_000)
    return bytes(octets)


def tiff(cases: list[tuple[int, int, int, int]], *, suite: int = 0, derriere: bytes = b"") -> bytes:
    """One directory: (tag, type, count, value) each; `suite` is where the next directory is said to be."""
    lignes = b"".join(struct.pack("<HHII", *case) for case in cases)
    return b"II*\0" + struct.pack("<IH", 8, len(cases)) + lignes + struct.pack("<I", suite) + derriere


def _cases(cote: int, octets: int, compression: int = 1) -> list[tuple[int, int, int, int]]:
    debut = 8 + 2 + 12 * 8 + 4
    return [
        *((256, 4, 1, cote), (257, 4, 1, cote), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1)),
        *((273, 4, 1, debut), (278, 4, 1, cote), (279, 4, 1, octets)),
    ]


def tiff_geant() -> bytes:
    return tiff(_cases(COTE, 16), derriere=bytes(16))


def tiff_en_rond() -> bytes:
    """Its directory is its own successor."""
    return tiff(_cases(64, 64 * 64), suite=8, derriere=bytes(range(64)) * 64)


def tiff_tasse(cote: int = 40_000) -> bytes:
    corps = zlib.compress(bytes(10**7), 9)
    return tiff(_cases(cote, len(corps), compression=8), derriere=corps)


def tiff_de_pages(nombre: int) -> bytes:
    petite = Image.effect_noise((80, 60), 40)
    return images.encoded(petite, "TIFF", save_all=True, append_images=[petite] * (nombre - 1))


def document(pages: int = 1, boite: tuple[float, float] = (595, 842)) -> pikepdf.Pdf:
    ouvert = pikepdf.new()
    for _ in range(pages):
        ouvert.add_blank_page(page_size=boite)
    return ouvert


def pdf_de_pages(nombre: int = 10_000) -> bytes:
    return enregistre(document(nombre))


def enregistre(ouvert: pikepdf.Pdf, verrou: pikepdf.Encryption | None = None) -> bytes:
    fichier = io.BytesIO()
    ouvert.save(fichier, encryption=verrou)
    return fichier.getvalue()


def pdf_de_boite(*bords: str) -> bytes:
    """A page whose box is written with these words."""
    return b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]>>endobj
trailer<</Root 1 0 R>>
%%%%EOF""" % " ".join(bords).encode()


def pdf_de_flux(corps: bytes, filtre: pikepdf.Name | pikepdf.Array) -> bytes:
    """One page that draws this stream, packed as said."""
    ouvert = document()
    flux = ouvert.make_indirect(pikepdf.Stream(ouvert, b""))
    flux.write(corps, filter=filtre)
    ouvert.pages[0].obj.Contents = flux
    return enregistre(ouvert)


def pdf_bombe(taille: int = 300 * 2**20) -> bytes:
    return pdf_de_flux(zlib.compress(b" " * taille, 9), pikepdf.Name.FlateDecode)


def pdf_image(corps: bytes, filtre: str, cote: int = 1000, *, bits: int = 8) -> bytes:
    """One page full of one image whose bytes are these, whatever its filter makes of them."""
    ouvert = document()
    image = ouvert.make_indirect(
        pikepdf.Stream(
            ouvert,
            b"",
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": cote,
                "/Height": cote,
                "/BitsPerComponent": bits,
                "/ColorSpace": pikepdf.Name.DeviceGray,
            },
        )
    )
    image.write(corps, filter=pikepdf.Name(filtre))
    page = ouvert.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.Contents = ouvert.make_indirect(pikepdf.Stream(ouvert, b"q 595 0 0 842 0 0 cm /I Do Q"))
    return enregistre(ouvert)


def pdf_jbig2_casse() -> bytes:
    """A JBIG2 header that claims a page of 4 gigapixels, then noise, with a dictionary of symbols that is noise too."""
    page = struct.pack(">IBBI", 0, 48, 1, 19) + struct.pack(">IIIIBH", 65_535, 65_535, 0, 0, 0, 0)
    symboles = struct.pack(">IBBI", 1, 0, 1, 64) + bytes(range(64))
    return pdf_image(page + symboles + bytes(range(256)) * 8, "/JBIG2Decode", bits=1)


def pdf_en_rond() -> bytes:
    """A drawing that draws itself."""
    ouvert = document()
    forme = ouvert.make_indirect(
        pikepdf.Stream(
            ouvert,
            b"/F Do /F Do /F Do",
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Form,
                "/BBox": pikepdf.Array([0, 0, 595, 842]),
            },
        )
    )
    forme.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=forme))
    page = ouvert.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=forme))
    page.Contents = ouvert.make_indirect(pikepdf.Stream(ouvert, b"/F Do"))
    return enregistre(ouvert)


def pdf_de_formes(profondeur: int = 14, fois: int = 10) -> bytes:
    """Each drawing draws the next one ten times: 10^14 strokes in a few kilobytes."""
    ouvert = document()
    suivante: pikepdf.Object | None = None
    for _ in range(profondeur):
        dessin = b"/F Do " * fois if suivante is not None else b"0 0 595 842 re f"
        forme = ouvert.make_indirect(
            pikepdf.Stream(
                ouvert,
                dessin,
                {
                    "/Type": pikepdf.Name.XObject,
                    "/Subtype": pikepdf.Name.Form,
                    "/BBox": pikepdf.Array([0, 0, 595, 842]),
                },
            )
        )
        if suivante is not None:
            forme.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=suivante))
        suivante = forme
    page = ouvert.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=suivante))
    page.Contents = ouvert.make_indirect(pikepdf.Stream(ouvert, b"/F Do"))
    return enregistre(ouvert)


def pdf_chiffre() -> bytes:
    return enregistre(document(), pikepdf.Encryption(owner="a", user="b"))


def pdf_actif() -> bytes:
    """Nobody runs its program here: the page is empty, and that is said."""
    ouvert = document()
    ouvert.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="while(1);")
    return enregistre(ouvert)


def archive() -> bytes:
    fichier = io.BytesIO()
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as ecrite:
        ecrite.writestr("x.html", "<script>" * 100_000)
    return fichier.getvalue()


def segments(marque: int, contenu: bytes, fois: int) -> Iterator[bytes]:
    for _ in range(fois):
        yield b"\xff" + bytes([marque]) + struct.pack(">H", len(contenu) + 2) + contenu


def jpeg_charge(marque: int, debut: bytes, mega: int = 5) -> bytes:
    """A good page with `mega` megabytes of segments before its pixels."""
    page, contenu = images.jpeg(PETITE), debut + bytes(60_000)
    return page[:2] + b"".join(segments(marque, contenu, mega * 2**20 // len(contenu))) + page[2:]


def jpeg_de_passes(fois: int = 20_000) -> bytes:
    """64 empty megapixels whose last scan, of a hundred bytes, comes twenty thousand times."""
    page = images.progressive_jpeg(Image.new("L", (8000, 8000), 200), 60)
    debut = page.rindex(b"\xff\xda")
    return page[:debut] + page[debut:-2] * fois + page[-2:]


def jpeg_plein() -> bytes:
    """64 empty megapixels, as fine in colour as in light: 384 MB of coefficients."""
    return images.encoded(Image.new("RGB", (8000, 8000)), "JPEG", quality=60, progressive=True, subsampling=0)


def jpeg_cmjn() -> bytes:
    return images.encoded(PETITE.convert("CMYK"), "JPEG", quality=88)


def jpeg_profil_faux() -> bytes:
    """A profile of colours that breaks off."""
    profil = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return images.encoded(PETITE, "JPEG", quality=88, icc_profile=profil[:200] + b"\xff" * 4000)


def png_palette_sans_couleurs() -> bytes:
    """Its pixels point beyond the two colours of the palette."""
    tete = _chunk(b"IHDR", struct.pack(">IIBBBBB", 900, 900, 8, 3, 0, 0, 0))
    corps = zlib.compress((b"\0" + bytes(range(250)) * 3 + bytes(150)) * 900)
    palette = _chunk(b"PLTE", b"\0\0\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + tete + palette + _chunk(b"IDAT", corps) + _chunk(b"IEND", b"")
