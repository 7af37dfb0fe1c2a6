"""«MES DOCUMENTS»: the official PDFs, demande by demande, every version."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from portal.routes.espace.acces import Partie, chez

router = APIRouter(prefix="/monespace/documents")


@router.get("")
async def get_documents(page: Partie, curseur: str = "") -> Response:
    params: dict[str, Any] = {"limite": 50} | ({"curseur": curseur} if curseur else {})
    documents = await page.obtenir("/api/documents", params=params)
    return page.rendre(
        "espace/documents.html",
        groupes=_par_demande(documents["elements"]),
        ici={d["demande"]: chez(page, d["demande"]) for d in documents["elements"]},
        suivant=documents["suivant"],
        premiere=not curseur,
    )


def _par_demande(documents: Iterable[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The demande with the newest document first; of each the newest first, as they came."""
    rang: dict[str, int] = {}
    for document in documents:
        rang.setdefault(document["demande"], len(rang))
    tries = sorted(documents, key=lambda document: rang[document["demande"]])
    return [(demande, list(leurs)) for demande, leurs in groupby(tries, key=lambda document: document["demande"])]


@router.get("/{document}")
async def get_contenu(document: UUID, page: Partie) -> Response:
    return await page.transmettre(f"/api/documents/{document}/contenu")
