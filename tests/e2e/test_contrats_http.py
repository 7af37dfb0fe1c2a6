"""Whatever is sent to a route, the answer is one that its OpenAPI names, and never a fault of ours (schemathesis)."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Scene

CHECKS = "not_a_server_error,status_code_conformance,response_schema_conformance"
CASES = "3"  # for each operation and kind of data; `make fuzz` sends more
CALLERS = [
    ("demandes", "ecole"),
    ("demandes", "usager"),
    ("accounts", "usager"),
    ("accounts", "administrateur"),
    ("instruction", "instructeur"),
    ("ctn", "agent_ctn"),
    ("ctn", "photographe"),
    ("notifications", "usager"),
    ("documents", "usager"),
]

SPARED = {"administrateur": ("--exclude-operation-id", "delete_agent")}
"""It finds the agents in their list, and ends the access of those whom the other tests need."""


@pytest.mark.parametrize(("service", "caller"), CALLERS)
async def test_no_fault_and_no_answer_that_is_not_documented(
    scene: Scene, tmp_path: Path, service: str, caller: str
) -> None:
    token = (await scene.known(caller)).jetons["access_token"]
    process = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).with_name("schemathesis")), "run"),
        f"http://127.0.0.1:{scene.system.place.ports[service]}/openapi.json",
        *("--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--seed", "1"),
        *("--workers", "1"),  # ast.parse of CPython 3.11, which it uses, is not safe in two threads
        *("--max-examples", scene.fuzz_cases or CASES, "--phases", "coverage,fuzzing", "--max-failures", "20"),
        *SPARED.get(caller, ()),
        cwd=tmp_path,  # it keeps notes of its own
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()

    assert process.returncode == 0, said.decode(errors="replace")[-4000:]
