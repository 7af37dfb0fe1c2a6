"""The verification code that is printed: nobody guesses it, and the same document always bears the same.

It is computed from the document with a secret of the service: a document that is printed twice because a process died
between printing and registering is the same document. Without the secret a code is a hundred random bits.
"""

import hashlib
import hmac
import json
import re
from uuid import UUID

from documents_pdf.domain.contenu import Contenu

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O nor U, which people read as something else."""
LONGUEUR, GROUPE = 20, 4
LU_COMME = str.maketrans("ILO", "110")


def code_de_verification(secret: bytes, demande: UUID, contenu: Contenu) -> str:
    """Twenty characters, a hundred bits."""
    objet = [str(demande), contenu.type.value, contenu.empreinte, contenu.fait_le.isoformat()]
    brut = hmac.digest(secret, json.dumps(objet).encode(), hashlib.sha256)
    nombre = int.from_bytes(brut, "big")
    return "".join(ALPHABET[nombre >> 5 * rang & 31] for rang in range(LONGUEUR))


def imprime(code: str) -> str:
    """« 7K3M-9QZD-… », in groups that the eye keeps."""
    return "-".join(code[debut : debut + GROUPE] for debut in range(0, LONGUEUR, GROUPE))


def saisi(texte: str) -> str | None:
    """The code that somebody typed, whatever he put between the groups; None when it cannot be one."""
    code = re.sub(r"[\s-]", "", texte).upper().translate(LU_COMME)
    return code if len(code) == LONGUEUR and set(code) <= set(ALPHABET) else None


def empreinte(code: str) -> str:
    """What the register keeps of a code: enough to find it again, useless to who reads the table."""
    return hashlib.sha256(code.encode()).hexdigest()
