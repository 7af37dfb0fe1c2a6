"""One run at a time, on free addresses; keys and ports stay with their folder."""

import socket
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from deploy.local import run
from deploy.local.keys import Keys
from deploy.local.ports import free_port, kept_ports


def test_a_second_run_in_the_same_folder_is_refused_and_says_who_runs(tmp_path: Path) -> None:
    with run.sole_user(tmp_path):
        with pytest.raises(run.Refused, match=r"tourne déjà \(processus \d+\)"), run.sole_user(tmp_path):
            pass
        assert run.holder(tmp_path)
    assert run.holder(tmp_path) is None
    with run.sole_user(tmp_path):
        pass


def test_a_taken_address_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", free_port(set()))) as other:
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        with pytest.raises(run.Refused, match=f"PORT={taken + 1} make run"):
            run.wanted_ports()


def test_an_address_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INBOX_PORT", "http")

    with pytest.raises(run.Refused, match="INBOX_PORT=http"):
        run.wanted_ports()


def test_a_service_whose_port_is_taken_gets_another_and_keeps_the_rest(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = kept_ports(file, {"a": None, "b": None})
    with socket.create_server(("127.0.0.1", first["a"])):
        second = kept_ports(file, {"a": None, "b": None})

    assert second["a"] != first["a"]
    assert second["b"] == first["b"]


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    first = keys["demandes.database"], keys["ctn.database"]
    pem = keys.signing_key_file().read_bytes()

    again = Keys(tmp_path)
    assert (again["demandes.database"], again["ctn.database"]) == first
    assert first[0] != first[1]
    assert again.signing_key_file().read_bytes() == pem
    assert isinstance(load_pem_private_key(pem, None), Ed25519PrivateKey)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    assert first[0] not in repr(keys)
