"""`python -m tests.chaos.versions VERSION PORT`: keeps names, whole (1), whole and in parts (2), in parts alone (3).

What clients see is the same in all three. 1 and 2 run side by side during a deployment, then 2 and 3: each works on the
tables of the one before and of the one after.
"""

import asyncio
import os
import sys
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy import text

from contracts.delivery import Database, put
from contracts.http import OnceKey, create_app, serve
from contracts.identity import Verifier
from contracts.running import until_stopped
from contracts.telemetry import configure_logging
from tests.chaos.essai import PasFaitV1

WRITE = {
    1: "INSERT INTO personnes (id, nom_complet) VALUES (:id, :nom_complet)",
    2: "INSERT INTO personnes (id, nom_complet, prenom, nom) VALUES (:id, :nom_complet, :prenom, :nom)",
    3: "INSERT INTO personnes (id, prenom, nom) VALUES (:id, :prenom, :nom)",
}
READ = {
    1: "SELECT nom_complet FROM personnes WHERE id = :id",
    2: "SELECT coalesce(prenom || ' ' || nom, nom_complet) AS nom_complet FROM personnes WHERE id = :id",
    3: "SELECT prenom || ' ' || nom AS nom_complet FROM personnes WHERE id = :id",
}

router = APIRouter(prefix="/api/demandes/personnes")


class Personne(BaseModel):
    nom_complet: str


class Gardee(BaseModel):
    id: UUID
    nom_complet: str
    version: int


class App(BaseModel, arbitrary_types_allowed=True):
    db: Database
    version: int


def app_of(request: Request) -> App:
    found: App = request.app.state.app
    return found


@router.post("", status_code=201)
async def post_personne(body: Personne, once: OnceKey, app: Annotated[App, Depends(app_of)]) -> Gardee:
    prenom, _, nom = body.nom_complet.partition(" ")
    gardee = Gardee(id=uuid4(), nom_complet=body.nom_complet, version=app.version)
    values = {"id": gardee.id, "nom_complet": body.nom_complet, "prenom": prenom, "nom": nom}
    async with app.db.begin(once) as tx:
        wanted = {name: value for name, value in values.items() if f":{name}" in WRITE[app.version]}
        await tx.execute(text(WRITE[app.version]), wanted)
        await put(tx, gardee.id, [PasFaitV1(pas=app.version)])
        await tx.reply(gardee, status=201)
    return gardee


@router.get("/{personne}")
async def get_personne(personne: UUID, app: Annotated[App, Depends(app_of)]) -> Gardee:
    async with app.db.begin() as tx:
        row = (await tx.execute(text(READ[app.version]), {"id": personne})).one()
    return Gardee(id=personne, nom_complet=row.nom_complet, version=app.version)


async def run(version: int, port: int) -> None:
    configure_logging(f"version-{version}", level="WARNING")
    app = App(db=Database(os.environ["VERSIONS_DATABASE_URL"]), version=version)
    api = create_app(
        service="versions", title="Versions", routers=[router], ready=app.db.ready, verifier=Verifier.of_keys()
    )
    api.state.app = app
    try:
        await until_stopped(lambda stop: serve(api, port, stop=stop), [app.db.announce()])
    finally:
        await app.db.close()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), int(sys.argv[2])))
