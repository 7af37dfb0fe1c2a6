"""The mark on every page of a PDF."""

import io
from math import cos, radians, sin

import pikepdf

from contracts.filigrane.encre import ENCRE, INCLINAISON, OPACITE


def marquer_pdf(octets: bytes, texte: str) -> bytes:
    """Raises ValueError for what is no PDF."""
    try:
        return _marque(octets, texte)
    except pikepdf.PdfError as fault:
        raise ValueError(type(fault).__name__) from None


def _marque(octets: bytes, texte: str) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as document:
        fonte = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        voile = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=OPACITE, CA=OPACITE))
        for page in document.pages:
            police = page.add_resource(fonte, pikepdf.Name.Font)
            etat = page.add_resource(voile, pikepdf.Name.ExtGState)
            page.contents_add(b"q\n", prepend=True)  # whatever the page does to its own axes ends before the mark
            page.contents_add(b"\nQ\n" + _traits(page, texte, bytes(police), bytes(etat)))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def _traits(page: pikepdf.Page, texte: str, police: bytes, etat: bytes) -> bytes:
    gauche, bas, droite, haut = (float(cote) for cote in page.mediabox)
    large, hauteur = abs(droite - gauche), abs(haut - bas)
    corps = max(6.0, min(large, hauteur) / 30)
    echappe = texte.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    c, s = cos(radians(INCLINAISON)), sin(radians(INCLINAISON))
    rouge, vert, bleu = (teinte / 255 for teinte in ENCRE)
    lignes = [f"q {etat.decode()} gs {rouge:.3f} {vert:.3f} {bleu:.3f} rg BT {police.decode()} {corps:.2f} Tf".encode()]
    longueur = corps * 0.55 * len(texte)
    y, rang = min(bas, haut) - large * s, 0
    while y < max(bas, haut):
        x = min(gauche, droite) - rang % 3 * longueur * c / 3  # the end of the words is seen on one line in three
        rang += 1
        while x < max(gauche, droite):
            matrice = f"{c:.4f} {s:.4f} {-s:.4f} {c:.4f} {x:.1f} {y + (x - gauche) * s / c:.1f} Tm ".encode()
            lignes.append(matrice + b"(" + echappe + b") Tj")
            x += longueur * c
        y += corps * 6
    return b"\n".join([*lignes, b"ET Q\n"])
