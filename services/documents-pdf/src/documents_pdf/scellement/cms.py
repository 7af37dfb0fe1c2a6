"""The signature of many files by one key: pyHanko makes the first, the others differ in a digest and a signature.

Building a CMS from its parts takes asn1crypto 8 ms; putting two values in the place of two others takes a tenth of one.
"""

# mypy: disable-error-code="no-untyped-call"
# asn1crypto carries no types.

from collections.abc import Callable

from asn1crypto import cms

SEQUENCE, SET, OCTETS, CONTEXTE_0 = 0x30, 0x31, 0x04, 0xA0
Signe = Callable[[bytes], bytes]


class ModeleCms:
    """What all signatures of a key have in common; made of one that was signed over `empreinte`."""

    def __init__(self, premier: cms.ContentInfo, empreinte: bytes) -> None:
        contenu = premier["content"]
        [signataire] = contenu["signer_infos"]
        self._type = premier["content_type"].dump()
        parties = ("version", "digest_algorithms", "encap_content_info", "certificates")
        self._avant = b"".join(contenu[partie].dump() for partie in parties)
        self._qui = b"".join(signataire[partie].dump() for partie in ("version", "sid", "digest_algorithm"))
        self._algorithme = signataire["signature_algorithm"].dump()
        attributs = signataire["signed_attrs"].dump()
        self._attributs = tuple(attributs[_entete(attributs) :].split(empreinte))
        assert len(self._attributs) == 2, "the digest stands once among the signed attributes"
        assert self._compose(empreinte, signataire["signature"].native) == premier.dump(), "nothing was left out"

    def signature(self, empreinte: bytes, signe: Signe) -> bytes:
        """`signe` signs the attributes, as a SET (RFC 5652 §5.4)."""
        return self._compose(empreinte, signe(_der(SET, empreinte.join(self._attributs))))

    def _compose(self, empreinte: bytes, signature: bytes) -> bytes:
        attributs = _der(CONTEXTE_0, empreinte.join(self._attributs))
        signataire = _der(SEQUENCE, self._qui + attributs + self._algorithme + _der(OCTETS, signature))
        contenu = _der(SEQUENCE, self._avant + _der(SET, signataire))
        return _der(SEQUENCE, self._type + _der(CONTEXTE_0, contenu))


def _der(tag: int, contenu: bytes) -> bytes:
    taille = len(contenu)
    if taille < 0x80:
        return bytes((tag, taille)) + contenu
    longueur = taille.to_bytes((taille.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(longueur))) + longueur + contenu


def _entete(der: bytes) -> int:
    return 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)
