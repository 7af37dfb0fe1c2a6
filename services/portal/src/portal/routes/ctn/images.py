"""The images of a dossier, handed on as the service gives them, and one image alone on its page."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from contracts.vocabulary.roles import Role
from portal.routes.ctn.acces import PageAgent
from portal.routes.ctn.attente import DOSSIERS
from portal.routes.ctn.planches import GRANDE, planches
from portal.routes.fichiers_de_dossier import LARGEUR, fichiers_de_dossier

router = fichiers_de_dossier("/ctn/dossiers", DOSSIERS, Role.AGENT_CTN)


@router.get("/images/{rang}")
async def get_image(
    demande: UUID,
    rang: Annotated[int, Path(ge=1, le=500)],
    page: PageAgent,
    quarts: Annotated[int, Query(ge=0, le=3)] = 0,
    zoom: Annotated[int, Query(ge=1, le=3)] = 1,
) -> Response:
    """Large, and turned by quarters, for whoever works without scripts."""
    dossier = await page.obtenir(f"{DOSSIERS}/{demande}")
    found = planches(dossier)
    if rang > len(found):
        raise HTTPException(404)
    return page.rendre(
        "ctn/image.html",
        dossier=dossier,
        planche=found[rang - 1],
        autres=found,
        quarts=quarts,
        zoom=zoom,
        largeur=LARGEUR if zoom == 1 else GRANDE,
    )
