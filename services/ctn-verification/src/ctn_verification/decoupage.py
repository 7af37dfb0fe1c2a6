"""Photo and signature out of the picture of a page, where an agent drew their frames or where the engine finds them."""

from collections.abc import Mapping

from contracts.children.pool import FileGivenUp
from contracts.errors import FieldError
from ctn_verification.controle import Examinee, Moteur, controler_ephoto
from ctn_verification.domain.liasse import CadreManquant
from ctn_verification.domain.page_lue import PageLue, morceaux

NOMS = {"photo": "la photo", "signature": "la signature"}


async def decouper(moteur: Moteur, scan: bytes, cadres: Mapping[str, list[float]]) -> tuple[Examinee, Examinee]:
    """Photo and signature with their verdicts. Raises CadreManquant for one that is nowhere."""
    images: dict[str, bytes] = {}
    try:
        if len(cadres) < len(NOMS):
            answer = await moteur.perform("formulaire", scan, rang=0)
            images |= PageLue.entendre(answer.found, answer.made).images
        if cadres:
            answer = await moteur.perform("decoupe", scan, cadres=cadres)
            images |= morceaux(answer.found["tailles"], answer.made)
    except (FileGivenUp, ValueError, TypeError, LookupError, AttributeError):
        pass  # what the engine cannot find, the agent is asked for
    if manque := [
        FieldError(f"/{nom}", f"Encadrez {mot} sur la page.") for nom, mot in NOMS.items() if nom not in images
    ]:
        raise CadreManquant(" ".join(faute.detail for faute in manque), errors=manque)
    photo, signature = [await controler_ephoto(nom, images[nom], moteur) for nom in NOMS]
    return photo, signature
