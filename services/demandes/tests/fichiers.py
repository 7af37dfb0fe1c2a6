"""Sample files, made here: those that people send, and those that hurt."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pillow_heif import HeifFile, from_pillow, register_heif_opener

register_heif_opener()


def dessin(size: tuple[int, int] = (1200, 1600)) -> Image.Image:
    """Something that compresses like a scan, dark in its upper left corner."""
    image = Image.effect_noise(size, 20).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(10, 10, 10))
    return image


def encode(image: Image.Image, format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def jpeg_de_telephone() -> bytes:
    """Turned by EXIF, with the place where it was taken."""
    image = dessin((1600, 1200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x013B] = "Éric Renaud"
    exif.get_ifd(0x8825)[2] = (48.0, 45.0, 12.0)
    return encode(image, "JPEG", exif=exif, quality=88)


def heic_d_iphone() -> bytes:
    """Turned, with author and place, as a telephone writes it."""
    image = dessin((1600, 1200))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Éric Renaud"
    exif.get_ifd(0x8825)[2] = (48.0, 45.0, 12.0)
    return encode(image, "HEIF", exif=exif.tobytes(), quality=70)


def exif_de_lieu() -> Image.Exif:
    """Author, place and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "Éric Renaud"
    exif.get_ifd(0x8825)[2] = (48.0, 45.0, 12.0)
    return exif


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF exif:GPSLatitude="48,45.2N" dc:creator="Renaud"/></x:xmpmeta>'


def png_situe() -> bytes:
    """The place in its eXIf, in its XMP and in a comment."""
    textes = PngInfo()
    textes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    textes.add_text("GPSLatitude", "48,45.2N")
    return encode(dessin((600, 800)), "PNG", exif=exif_de_lieu(), pnginfo=textes)


def tiff_situe() -> bytes:
    """Two pages, each with a directory of its place and with XMP."""
    pages = [dessin((600, 800)), dessin((600, 800))]
    exif = exif_de_lieu()
    exif[700] = XMP
    for page in pages:
        page.encoderinfo = {"exif": exif}
    return encode(pages[0], "TIFF", save_all=True, append_images=pages[1:], exif=exif)


def pdf_de_telephone() -> bytes:
    """A picture with its EXIF and a comment, put into a PDF as it was; the page has XMP of its own."""
    photo = encode(dessin((1600, 1200)), "JPEG", exif=exif_de_lieu(), comment=b"GPSLatitude 48,45.2N", quality=88)
    document = _document(1)
    image = pikepdf.Stream(
        document,
        b"",
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": 1600,
            "/Height": 1200,
            "/BitsPerComponent": 8,
            "/ColorSpace": pikepdf.Name.DeviceRGB,
        },
    )
    image.write(photo, filter=pikepdf.Name.DCTDecode)
    page = document.pages[0].obj
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=document.make_indirect(image)))
    page.Contents = document.make_indirect(pikepdf.Stream(document, b"q 595 0 0 842 0 0 cm /I Do Q"))
    page.Metadata = document.make_indirect(pikepdf.Stream(document, XMP))
    return _saved(document)


def heic_de_rafale() -> bytes:
    """Several pictures in one file; the first is the one that was taken."""
    heif: HeifFile = from_pillow(dessin((640, 480)))
    heif.add_from_pillow(dessin((320, 240)))
    file = io.BytesIO()
    heif.save(file, quality=60)
    return file.getvalue()


def heic_bombe(width: int = 50_000, height: int = 50_000) -> bytes:
    """A small picture whose header claims to be gigantic."""
    octets = bytearray(encode(dessin((640, 480)), "HEIF"))
    place = octets.index(b"ispe") + 8
    while place > 7:
        octets[place : place + 8] = struct.pack(">II", width, height)
        place = octets.find(b"ispe", place) + 8
    return bytes(octets)


def mpo() -> bytes:
    """A JPEG with a second picture behind the first, as many telephones write it."""
    return encode(dessin(), "MPO", save_all=True, append_images=[dessin((320, 240))])


def pdf_de_proprietaire() -> bytes:
    """Opens without a password; copying or printing asks for one."""
    return _saved(_document(1), encryption=pikepdf.Encryption(owner="a", user=""))


def pdf_bombe(size: int = 2**31) -> bytes:
    """A few megabytes that unpack to `size` bytes of spaces."""
    document = _document(1)
    packer = zlib.compressobj(9)
    block = bytes(2**20)
    packed = b"".join([*(packer.compress(block) for _ in range(size // 2**20)), packer.flush()])
    document.pages[0].obj.Contents = document.make_indirect(pikepdf.Stream(document, b""))
    document.pages[0].obj.Contents.write(packed, filter=pikepdf.Name.FlateDecode)
    return _saved(document)


def png_bombe(width: int = 50_000, height: int = 50_000, *, couleurs: bool = False) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    sorte = (8, 2) if couleurs else (1, 0)
    head, data = struct.pack(">IIBBBBB", width, height, *sorte, 0, 0, 0), zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg_de_passes() -> bytes:
    """64 empty megapixels whose last scan, of a hundred bytes, comes twenty thousand times."""
    page = encode(Image.new("L", (8000, 8000), 200), "JPEG", quality=60, progressive=True)
    debut = page.rindex(b"\xff\xda")
    return page[:debut] + page[debut:-2] * 20_000 + page[-2:]


def tiff(pages: int = 1, size: tuple[int, int] = (600, 800)) -> bytes:
    first, *others = [dessin(size) for _ in range(pages)]
    return encode(first, "TIFF", save_all=True, append_images=others, compression="tiff_deflate")


def pdf(pages: int = 1) -> bytes:
    return _saved(_document(pages))


def pdf_chiffre() -> bytes:
    return _saved(_document(1), encryption=pikepdf.Encryption(owner="a", user="b"))


def pdf_avec(quoi: str) -> bytes:
    """A PDF that does something, or seems to."""
    document = _document(1)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    match quoi:
        case "javascript":
            document.Root.OpenAction = document.make_indirect(script)
        case "action de page":
            document.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        case "lancement":
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
        case "fichier":
            document.attachments["virus.exe"] = b"MZ"
        case "xfa":
            document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA="x")
        case "vue":
            document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])
        case "métadonnées":
            document.docinfo["/Author"] = "Éric Renaud"
    return _saved(document)


def zip_colle(octets: bytes) -> bytes:
    """The file, and an archive behind its end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x.html", "<script>" * 500)
    return octets + file.getvalue()


def _document(pages: int) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def _saved(document: pikepdf.Pdf, encryption: pikepdf.Encryption | None = None) -> bytes:
    file = io.BytesIO()
    document.save(file, encryption=encryption)
    return file.getvalue()
