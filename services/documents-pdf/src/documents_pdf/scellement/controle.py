"""Is this paper ours, or this file: typed codes, scanned Datamatrix, sent PDFs, reduced to what the register knows.

Whatever a code or a file says of itself, only the register makes it genuine: a signature alone never does.
"""

from datetime import date
from hashlib import sha256

from cryptography import x509

from contracts.children.pool import FileGivenUp, Pool
from contracts.deux_d_doc import Confiance, lire, verifier
from contracts.deux_d_doc import saisi as texte_saisi
from contracts.errors import RuleBroken
from documents_pdf.domain.verification import DocumentInconnu
from documents_pdf.scellement.code import empreinte
from documents_pdf.scellement.code import saisi as code_saisi
from documents_pdf.scellement.datamatrix import IDENTIFIANT
from documents_pdf.scellement.enfant import PDF

ENFANTS = 1
MEMOIRE = 1 << 30  # bytes of address space
PATIENCE = 10.0  # seconds for one file
DEBUT = b"%PDF-"
AUTREMENT = "Saisissez le code de vérification imprimé sur le document, ou scannez son cachet."


class FichierNonVerifiable(RuleBroken):
    """Not the file that was delivered; the detail says how far it is from it."""

    slug = "fichier-non-verifiable"
    title = "Ce fichier n'est pas celui qui a été délivré"
    kind = "invalide"


ILLISIBLE = "Ce n'est pas un PDF lisible. Envoyez le fichier tel qu'il a été téléchargé."
SANS_SIGNATURE = (
    f"Il ne porte pas de signature : un document imprimé, numérisé ou enregistré à nouveau la perd. {AUTREMENT}"
)
D_UN_AUTRE = f"Sa signature n'est pas celle de ce service : ne l'acceptez pas. {AUTREMENT}"
MODIFIE = f"Il a été modifié après sa signature : ne l'acceptez pas. {AUTREMENT}"


class Controle:
    """Needs certificates, no key. Files that the register does not know are opened in a child process."""

    def __init__(self, confiance: Confiance) -> None:
        self._confiance = confiance
        self._pool = Pool("documents_pdf.scellement.enfant", ENFANTS, memory=MEMOIRE, patience=PATIENCE)

    def code(self, texte: str) -> str:
        """The register's name of a code that was typed. Raises DocumentInconnu for what cannot be one."""
        code = code_saisi(texte)
        if code is None:
            raise DocumentInconnu
        return empreinte(code)

    def cachet(self, texte: str, le: date) -> tuple[str, list[tuple[str, str]]]:
        """The register's name of a scanned seal, and what it says. Raises CodeRefuse, or DocumentInconnu."""
        code = lire(texte_saisi(texte))
        verifier(code, self._confiance, le=le)
        return self.code(code.get(IDENTIFIANT) or ""), list(code.en_clair())

    def fichier(self, octets: bytes) -> str:
        """The register's name of a file: its SHA-256."""
        if not octets.startswith(DEBUT):
            raise FichierNonVerifiable(ILLISIBLE)
        return sha256(octets).hexdigest()

    async def pourquoi(self, octets: bytes) -> RuleBroken:
        """Why a file is not in the register, as far as its signature tells."""
        try:
            trouve = (await self._pool.perform(PDF, octets)).found
        except FileGivenUp:
            return FichierNonVerifiable(ILLISIBLE)
        if "illisible" in trouve:
            return FichierNonVerifiable(ILLISIBLE)
        notres = [
            (intacte, entiere) for der, intacte, entiere in trouve["signatures"] if self._connait(bytes.fromhex(der))
        ]
        if not trouve["signatures"]:
            return FichierNonVerifiable(SANS_SIGNATURE)
        if not notres:
            return FichierNonVerifiable(D_UN_AUTRE)
        return DocumentInconnu() if (True, True) in notres else FichierNonVerifiable(MODIFIE)

    async def close(self) -> None:
        await self._pool.close()

    def _connait(self, der: bytes) -> bool:
        return x509.load_der_x509_certificate(der) in self._confiance
