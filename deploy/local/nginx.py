"""An nginx of its own for one configuration: rendered, checked, started, ended."""

import os
import subprocess
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import jinja2

from deploy.local.process import NotStarted, Process

PROGRAM = "/usr/sbin/nginx"


class Nginx(Process):
    """`template` is a Jinja2 file with the inside of the `http` block; process settings stand around it here."""

    def __init__(
        self, name: str, folder: Path, template: Path, values: dict[str, object], ready: Callable[[], Awaitable[bool]]
    ) -> None:
        self._home = folder / name
        self._template = template
        self._values = values
        super().__init__(name, folder, self._arguments, ready=ready)

    def spawn(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        user = "root" if os.geteuid() == 0 else ""
        self._configuration().write_text(configuration(self._template, self._values, user=user))
        checked = subprocess.run([*self._arguments(), "-t"], capture_output=True, text=True, check=False)
        if checked.returncode != 0:
            raise NotStarted(f"{self.name}: nginx refuses its configuration:\n{checked.stderr}")
        super().spawn()

    def _configuration(self) -> Path:
        return self._home / "nginx.conf"

    def _arguments(self) -> list[str]:
        return [PROGRAM, "-p", str(self._home), "-e", "stderr", "-c", str(self._configuration())]


def configuration(template: Path, values: Mapping[str, object], *, user: str = "") -> str:
    """The whole file; what nginx writes goes below its prefix."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template.parent),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - a configuration, not a page
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["quoted"] = lambda text: text.replace("\\", "\\\\").replace("'", "\\'")
    inner = templates.get_template(template.name).render(values)
    temporary = "\n".join(f"    {kind}_temp_path {kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    return (
        f"{f'user {user};' if user else ''}\ndaemon off;\npid nginx.pid;\nworker_processes 1;\nerror_log stderr warn;\n"
        f"events {{ worker_connections 1024; }}\n"
        f"http {{\n    client_body_temp_path body;\n{temporary}\n{inner}\n}}\n"
    )
