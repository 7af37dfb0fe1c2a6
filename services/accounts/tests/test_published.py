"""What accounts publishes fits the committed schemas."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from jsonschema import Draft202012Validator

import contracts
from accounts.app import App
from accounts.commandes.registre import importer_agrements
from accounts.deadlines import DEADLINES
from accounts.domain.identite import Identite
from accounts.storage import identites
from contracts.delivery.deadlines import sweep_once
from contracts.events import accounts as events
from contracts.events.base import Event
from contracts.testing import published
from services.accounts.tests.acts import (
    AUTO_ECOLE,
    MOT_DE_PASSE,
    PARTICULIER,
    autorisation,
    changer_email,
    changer_telephone,
    compte_actif,
    connecter,
    finaliser,
    soumettre,
)
from services.accounts.tests.conftest import Horloge

SCHEMAS = Path(contracts.__file__).parent / "schemas"


async def test_every_event_fits_its_schema(
    app: App, client: httpx.AsyncClient, horloge: Horloge, tmp_path: Path
) -> None:
    await compte_actif(app, client, AUTO_ECOLE)
    await compte_actif(app, client)
    await importer_agrements(app, _registre(tmp_path))
    for email in ("romain.leroy@exemple.fr", "autre@exemple.fr"):
        await finaliser(app, uuid4(), email=email)
    horloge.avance(timedelta(days=7))
    await sweep_once(DEADLINES, app)
    await soumettre(client, "inscription", PARTICULIER)
    await soumettre(client, "identifiant", {"email": PARTICULIER["email"]})
    await soumettre(client, "mot-de-passe", {"identifiant": "rleroy"})
    session = (await connecter(client)).json()
    await changer_email(app, client, session)
    await changer_telephone(app, client, session)
    change = {"ancien": MOT_DE_PASSE, "mot_de_passe": "Autre!48 tramway"}
    await client.post("/api/accounts/moi/mot-de-passe", json=change, headers=autorisation(session))
    await _detacher(app, client, session)
    fin = {"mot_de_passe": change["mot_de_passe"]}
    await client.post("/api/accounts/moi/fermeture", json=fin, headers=autorisation(session))

    left = await published(app.db)

    for event in left:
        schema = json.loads((SCHEMAS / f"{event.type}.json").read_bytes())
        Draft202012Validator(schema).validate(event.model_dump(mode="json"))
    kinds = {kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, Event)} - {Event}
    assert {type(event) for event in left} == kinds


async def _detacher(app: App, client: httpx.AsyncClient, session: dict[str, str]) -> None:
    """From FranceConnect, to which the account was linked."""
    compte = (await app.verifier.verify(session["access_token"])).id
    identite = Identite("https://fournisseur.example.fr", "x", "Leroy", ("Romain",), "M", "2004-02-29")
    async with app.db.begin() as tx:
        await identites.lier(tx, identite, compte, app.now())
    await client.delete("/api/accounts/moi/franceconnect", headers=autorisation(session))


def _registre(folder: Path) -> Path:
    """One in which the school is suspended."""
    file = folder / "registre.csv"
    entete = "numero_agrement;raison_sociale;departement;etat;valable_jusqu_au"
    file.write_text(f"{entete}\nE 17 095 0006 0;Étoile;95;suspendu;\n")
    return file
