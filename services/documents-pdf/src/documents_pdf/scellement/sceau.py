"""The seal as production uses it: what the page bears, what the file carries, the signature over both."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from documents_pdf.domain.contenu import Contenu
from documents_pdf.domain.document import Pdf
from documents_pdf.rendering.order import Cachet, Jointe, Picture
from documents_pdf.scellement.cles import Cle, secret_du_fichier
from documents_pdf.scellement.code import code_de_verification, empreinte, imprime
from documents_pdf.scellement.datamatrix import dessin, texte_du_cachet
from documents_pdf.scellement.pades import Pades

DONNEES = "donnees.json"


@dataclass(frozen=True)
class Prepare:
    """One document's seal before the printing: for the page, for the file, and what the register will know it by."""

    cachet: Cachet
    dessin: Picture
    jointe: Jointe
    empreinte: str


class Sceau:
    """Holds the private keys: it lives in the worker, never in a printing process nor in an API."""

    def __init__(self, cachet: Cle, pades: Pades, secret: bytes, adresse: str) -> None:
        self.cachet, self._pades, self._secret, self._adresse = cachet, pades, secret, adresse

    @classmethod
    def des_fichiers(
        cls, *, cachet: tuple[Path, Path], pades: tuple[Path, Path], secret: Path, adresse: str, tsa_url: str | None
    ) -> "Sceau":
        """Pairs of private key and certificate. Raises CleInvalide, or OSError for a missing file."""
        signature = Pades(Cle.des_fichiers(*pades), tsa_url)
        return cls(Cle.des_fichiers(*cachet), signature, secret_du_fichier(secret), adresse)

    def preparer(self, demande: UUID, contenu: Contenu) -> Prepare:
        code = code_de_verification(self._secret, demande, contenu)
        cachet = Cachet(code=imprime(code), adresse=self._adresse)
        return Prepare(
            cachet=cachet,
            dessin=dessin(texte_du_cachet(self.cachet, contenu.essentiel, code)),
            jointe=Jointe(DONNEES, _donnees(contenu, cachet)),
            empreinte=empreinte(code),
        )

    async def signer(self, pdf: Pdf, le: datetime) -> Pdf:
        return await self._pades.signer(pdf, le)


def _donnees(contenu: Contenu, cachet: Cachet) -> bytes:
    """What the page says, for machines: the essential facts, and every word of it but the pictures."""
    mots = {
        nom: valeur
        for nom, valeur in asdict(contenu).items()
        if nom not in ("type", "photo", "signature", "essentiel") and valeur not in (None, "", ())
    }
    dit = {
        "document": asdict(contenu.essentiel) | {"titre": contenu.type.libelle},
        "verification": asdict(cachet),
        "mentions": mots,
    }
    return json.dumps(dit, ensure_ascii=False, indent=1, default=_iso).encode()


def _iso(valeur: Any) -> str:
    if isinstance(valeur, date):  # an instant is a date too
        return valeur.isoformat()
    raise TypeError(type(valeur))
