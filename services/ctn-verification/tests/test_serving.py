"""The service as it runs: its own process, the broker, S3, the commands of an operator."""

import json
import re
import signal
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import images
import psutil
import pytest
from ctn_builders import demande_validee, deposer_objet, piece_deposee, piece_jointe
from processus import WITHIN, Environment, asked, command, received, running, send

from contracts.events.ctn import EphotoDeposeeV1, ImagesConformesV1, PieceControleeV1
from contracts.events.parts import Ephoto
from ctn_verification.app import App
from deploy.local.place import Place
from deploy.local.process import inherited_environment

OBSERVED = [kind.type for kind in (EphotoDeposeeV1, PieceControleeV1, ImagesConformesV1)]


@pytest.fixture
def environment(environment_of: Callable[[str], Environment]) -> Environment:
    return {**inherited_environment(), **environment_of("ctn")}


async def test_from_the_files_of_a_demande_to_the_prefecture(
    app: App, ephoto: Ephoto, place: Place, environment: Environment, tmp_path: Path
) -> None:
    observer = await place.declare_consumer("observateur-ctn", OBSERVED)
    demande, log = uuid4(), tmp_path / "ctn.log"
    page = images.jpeg(images.page((1240, 1754)))
    pieces = [piece_jointe(await deposer_objet(app, page), type) for type in ("assr", "domicile")]
    async with running(environment, log) as process:
        await send(place, demande, *map(piece_deposee, pieces), demande_validee(pieces, ephoto))
        events = await received(observer.broker_url, observer.queue, demande, 3)
        children = psutil.Process(process.pid).children()
        metrics = await asked(environment, "/metrics")
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0

    assert [event.type for event in events] == [PieceControleeV1.type] * 2 + [ImagesConformesV1.type]
    assert [event.data.get("controle") for event in events] == ["conforme", "conforme", None]
    assert not any(child.is_running() for child in children)
    (age,) = re.findall(r"^permis_queue_age_seconds (\S+)$", metrics, flags=re.MULTILINE)
    assert 0 < float(age) < WITHIN
    written = log.read_text()
    for personal in ("Lefèvre", "Éléonore", "92120170412142448776919", "eleonore@exemple.fr"):
        assert personal not in written
    assert all(json.loads(line) for line in written.splitlines())


async def test_settings(environment: Environment) -> None:
    assert await command(environment, "check-config") == (0, "settings complete\n")
    del environment["CTN_S3_ENDPOINT"], environment["CTN_OWNER_DATABASE_URL"]
    code, said = await command(environment, "check-config")
    assert (code, said) == (2, "CTN_S3_ENDPOINT: Field required\n")
    environment["CTN_S3_ENDPOINT"] = "127.0.0.1:1"
    code, said = await command(environment, "migrate")
    assert (code, "CTN_OWNER_DATABASE_URL" in said) == (2, True)
