"""compose.yml without an engine: what every block must have, and that none is missing."""

import re
from typing import Any

import pytest
import yaml

from deploy.compose.document import FILE, written
from deploy.compose.parts import addressed, container, inside, parts, settings, worker
from deploy.compose.preparation import SERVED, VOLUMES, servers, volumes
from deploy.local.catalogue import ROOT, portal, services
from deploy.local.keys import Keys

DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
BLOCKS: dict[str, dict[str, Any]] = DOCUMENT["services"]
JOBS = frozenset(
    {"preparation", "provision", "verify", *(f"{service.folder}-migration" for service in services().values())}
)
LASTING = sorted(set(BLOCKS) - JOBS)
HEALTHLESS = frozenset({"collector"})  # its image has no program that could ask


def test_the_file_is_what_the_catalogue_makes_of_it() -> None:
    assert FILE.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("service", services().values(), ids=str)
def test_each_service_is_migrated_once_then_an_api_and_a_worker(service: Any) -> None:
    migration, api, works = (
        BLOCKS[name] for name in (f"{service.folder}-migration", container(service), worker(service))
    )
    assert migration["volumes"] == [f"{service.name}-owner:/run/secrets:ro,nocopy"]
    for role, block in (("api", api), ("worker", works)):
        assert block["command"] == [service.package, "serve", "--role", role]
        assert block["depends_on"] == {f"{service.folder}-migration": {"condition": "service_completed_successfully"}}
        assert block["volumes"][0] == f"{service.name}-secrets:/run/secrets:ro,nocopy"
        assert "ports" not in block
        assert "container_name" not in block, "it could not be scaled"


def test_the_pages_have_neither_worker_nor_migration_nor_a_way_to_the_servers() -> None:
    assert not {worker(portal()), f"{portal().folder}-migration"} & set(BLOCKS)
    assert BLOCKS[container(portal())]["networks"] == ["front"]


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_each_container_is_poor_in_rights_and_bounded(name: str) -> None:
    block = BLOCKS[name]
    assert block["user"].partition(":")[0] not in ("", "0", "root")
    assert block["read_only"] is True
    assert block["cap_drop"] == ["ALL"]
    assert "cap_add" not in block
    assert "privileged" not in block
    assert block["security_opt"] == ["no-new-privileges:true"]
    assert block["mem_limit"]
    assert block["pids_limit"]
    assert block["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_each_image_has_a_name_that_the_environment_may_change_and_a_version(name: str) -> None:
    found = re.fullmatch(r"\$\{([A-Z0-9_]+_IMAGE):-([^:}]+):([^}]+)\}", BLOCKS[name]["image"])
    assert found, BLOCKS[name]["image"]
    assert found[3] != "latest"


@pytest.mark.parametrize("name", LASTING)
def test_what_stays_says_that_it_is_well_and_is_started_again(name: str) -> None:
    assert "healthcheck" in BLOCKS[name] or name in HEALTHLESS
    assert BLOCKS[name]["restart"] in ("unless-stopped", "on-failure")


def test_no_secret_stands_in_the_file() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)(password|secret_key|cle|broker_url|database_url): *[\"']?(?!/run/secrets)[^\s\"'$/{]", text
    )
    assert "amqp://" not in text
    assert "postgresql://" not in text


def test_nothing_is_published_beyond_this_machine_unless_somebody_says_so() -> None:
    published = [port for block in BLOCKS.values() for port in block.get("ports", [])]
    assert published
    assert all(port.startswith("${BIND:-127.0.0.1}:") for port in published)


def test_the_servers_have_no_way_out() -> None:
    assert DOCUMENT["networks"]["data"] == {"internal": True}
    assert all(BLOCKS[name]["networks"] == ["data"] for name in ("postgres", "rabbitmq", "s3"))


def test_the_image_has_a_folder_for_each_volume_of_the_first_job(tmp_path: Any) -> None:
    assert BLOCKS["preparation"]["volumes"] == [f"{volume}:{VOLUMES}/{volume}" for volume in volumes()]
    assert tuple(servers(Keys(tmp_path))) == SERVED
    assert set(volumes()) <= set(DOCUMENT["volumes"])


def test_secrets_go_into_files_and_addresses_get_names(tmp_path: Any) -> None:
    located = inside(tmp_path, "http://localhost:8080")
    for service in parts().values():
        divided = settings(located, service)
        assert not any("127.0.0.1" in value for value in (divided.plain | divided.secret | divided.owner).values())
        if not service.pages:
            assert f"{service.name}_broker_url" in divided.secret
            assert set(divided.owner) == {f"{service.name}_owner_database_url"}
    assert addressed("http://127.0.0.1:8101/x") == "http://accounts-api:8101/x"


def test_each_pin_of_the_images_is_one_that_the_tests_have_run_with() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[A-Za-z0-9._-]+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))

    tested, of_services, of_tools = (
        pins(lock) for lock in ("requirements.lock", "deploy/images/services.lock", "deploy/images/tools.lock")
    )
    assert of_services < of_tools <= tested
