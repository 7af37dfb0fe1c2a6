"""The place of a signature, appended to a finished PDF: what stands in the file before it is not touched.

pyHanko reads and writes any PDF for this, in 4 ms. The press writes one kind: its catalog and its first page are
indirect, it has no form and no annotation, and its cross-references are streams.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

import pikepdf

CHAMP = "Cachet"
INTITULE = "Cachet électronique du service"
HORS_PAGE = b"[-100 -100 -100 -100]"
"""A field off the page needs no place among the tags (ISO 14289-1 §7.18.4) nor a look (ISO 19005-3 §6.3.3)."""
IMPRIME_ET_VERROUILLE = 132
LARGEURS = (1, 4, 1)
BORNES = b"[0 %010d %010d %010d]"


@dataclass(frozen=True)
class Place:
    """A file with a gap for the signature: everything around `debut` and `fin` is signed."""

    octets: bytearray
    debut: int
    fin: int

    @property
    def empreinte(self) -> bytes:
        vue = memoryview(self.octets)
        return sha256(bytes(vue[: self.debut]) + bytes(vue[self.fin :])).digest()

    def remplie(self, cms: bytes) -> bytes:
        chiffres = cms.hex().encode().ljust(self.fin - self.debut - 2, b"0")
        assert len(chiffres) == self.fin - self.debut - 2, "the signature is larger than its place"
        self.octets[self.debut + 1 : self.fin - 1] = chiffres
        return bytes(self.octets)


def place_de_signature(octets: bytes, instant: datetime, place: int) -> Place:
    """`place`: hexadecimal digits for the signature. `instant` is in UTC."""
    with pikepdf.open(BytesIO(octets)) as pdf:
        racine, page = pdf.Root, pdf.pages[0].obj
        assert "/AcroForm" not in racine, "nobody signs a form here"
        assert "/Annots" not in page, "the press writes no annotations"
        signature = int(pdf.trailer.Size)
        champ, table = signature + 1, signature + 2
        objets = {
            _numero(racine): _avec(racine, b"/AcroForm << /Fields [%d 0 R] /SigFlags 3 >>" % champ),
            _numero(page): _avec(page, b"/Annots [%d 0 R]" % champ),
            signature: _signature(instant, place),
            champ: _champ(_numero(page), signature),
        }
        entete = _entete(pdf, _prev(octets))
    return _ecrits(octets, objets, table, entete, signature)


def _numero(objet: pikepdf.Object) -> int:
    numero, generation = objet.objgen
    assert (numero > 0, generation) == (True, 0), "the press writes catalog and pages as objects of their own"
    return numero


def _avec(objet: pikepdf.Object, entree: bytes) -> bytes:
    return objet.unparse(resolved=True).removesuffix(b">>") + entree + b" >>"


def _signature(instant: datetime, place: int) -> bytes:
    le = f"{instant:%Y%m%d%H%M%SZ}".encode()
    genre = b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached"
    return b"<< %s /M (D:%s) /ByteRange %s /Contents <%s> >>" % (genre, le, BORNES % (0, 0, 0), b"0" * place)


def _champ(page: int, signature: int) -> bytes:
    intitule = (b"\xfe\xff" + INTITULE.encode("utf-16-be")).hex().encode()
    return b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (%s) /TU <%s> /Rect %s /F %d /P %d 0 R /V %d 0 R >>" % (
        CHAMP.encode(),
        intitule,
        HORS_PAGE,
        IMPRIME_ET_VERROUILLE,
        page,
        signature,
    )


def _prev(octets: bytes) -> int:
    fin = octets[octets.rindex(b"startxref") :].split()
    avant = int(fin[1])
    assert not octets.startswith(b"xref", avant), "the press writes streams of cross-references"
    return avant


def _entete(pdf: pikepdf.Pdf, prev: int) -> bytes:
    """The second half of the ID follows from the first: the same document gives the same bytes."""
    premier = bytes(pdf.trailer.ID[0])
    second = sha256(b"cachet" + premier).digest()[:16]
    racine, info = _numero(pdf.Root), _numero(pdf.trailer.Info)
    ids = b"<%s> <%s>" % (premier.hex().encode(), second.hex().encode())
    return b"/Root %d 0 R /Info %d 0 R /ID [%s] /Prev %d" % (racine, info, ids, prev)


def _ecrits(octets: bytes, objets: dict[int, bytes], table: int, entete: bytes, signature: int) -> Place:
    sortie = bytearray(octets)
    if not sortie.endswith(b"\n"):
        sortie += b"\n"
    places: dict[int, int] = {}
    for numero, objet in objets.items():
        places[numero] = len(sortie)
        sortie += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    places[table] = len(sortie)
    sortie += _table(places, table, entete)
    sortie += b"startxref\n%d\n%%%%EOF\n" % places[table]
    return _bornee(sortie, places[signature])


def _table(places: dict[int, int], table: int, entete: bytes) -> bytes:
    rangs = sorted(places)
    index = b" ".join(b"%d 1" % rang for rang in rangs)
    lignes = b"".join(
        valeur.to_bytes(largeur, "big")
        for rang in rangs
        for valeur, largeur in zip((1, places[rang], 0), LARGEURS, strict=True)
    )
    largeurs = b" ".join(b"%d" % largeur for largeur in LARGEURS)
    return (
        b"%d 0 obj\n<< /Type /XRef /W [%s] /Index [%s] /Size %d %s /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (
            table,
            largeurs,
            index,
            table + 1,
            entete,
            len(lignes),
            lignes,
        )
    )


def _bornee(sortie: bytearray, objet: int) -> Place:
    """Which bytes are signed is known once all are written."""
    contenu = sortie.index(b"/Contents <", objet) + len(b"/Contents ")
    fin = sortie.index(b">", contenu) + 1
    bornes = sortie.index(b"/ByteRange ", objet) + len(b"/ByteRange ")
    ecrites = BORNES % (contenu, fin, len(sortie) - fin)
    sortie[bornes : bornes + len(ecrites)] = ecrites
    return Place(sortie, contenu, fin)
