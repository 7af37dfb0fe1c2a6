"""The import rules hold, and the linter would say so if they did not: each is broken on purpose in a copy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.catalogue import ROOT

PACKAGES = {
    "contracts": "libs/contracts",
    "accounts": "services/accounts",
    "demandes": "services/demandes",
    "ctn_verification": "services/ctn-verification",
    "instruction": "services/instruction",
    "notifications": "services/notifications",
    "documents_pdf": "services/documents-pdf",
    "portal": "services/portal",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the packages of a folder, which come before the installed ones."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", folder / "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package, folder in PACKAGES.items():
        shutil.copytree(
            ROOT / folder / "src" / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.json")
        )
    return tmp_path


def test_the_rules_hold(copy: Path) -> None:
    done = lint(copy)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("rule", "module", "sin"),
    [
        ("A service never imports another service", "instruction/handlers.py", "import demandes.domain.demande"),
        ("contracts knows no service", "contracts/errors.py", "import accounts"),
        ("domain does no I/O", "demandes/domain/numero.py", "import sqlalchemy"),
        ("domain does no I/O", "accounts/domain/__init__.py", "import random"),
        ("domain does no I/O", "contracts/errors.py", "import contracts.delivery"),
        ("Layers of a service", "demandes/domain/numero.py", "import demandes.storage"),
        ("Layers of a service", "demandes/storage/__init__.py", "import demandes.api"),
    ],
)
def test_each_rule_can_fail(copy: Path, rule: str, module: str, sin: str) -> None:
    file = copy / module
    file.write_text(f"{file.read_text() if file.exists() else ''}\n{sin}\n")

    done = lint(copy)

    assert done.returncode != 0
    assert f"{rule} BROKEN" in done.stdout, done.stdout
