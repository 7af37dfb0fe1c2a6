"""The files of a dossier and its documents, handed on as the services give them."""

from uuid import UUID

from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.routes.fichiers_de_dossier import fichiers_de_dossier
from portal.routes.instruction.acces import DOSSIERS, PageInstructeur

router = fichiers_de_dossier("/instruction/dossiers", DOSSIERS, Role.INSTRUCTEUR, Role.SUPERVISEUR)


@router.get("/documents/{document}")
async def get_document(demande: UUID, document: UUID, page: PageInstructeur) -> Response:
    """`demande` is the way that one came; the service itself says whether the document may be read."""
    return await page.transmettre(f"/api/documents/{document}/contenu")
