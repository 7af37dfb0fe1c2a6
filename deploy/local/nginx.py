"""An nginx of its own for one configuration: rendered, checked, started, ended."""

import os
import subprocess
from collections.abc import Awaitable, Callable
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
        self._configuration().write_text(self._render())
        checked = subprocess.run([*self._arguments(), "-t"], capture_output=True, text=True, check=False)
        if checked.returncode != 0:
            raise NotStarted(f"{self.name}: nginx refuses its configuration:\n{checked.stderr}")
        super().spawn()

    def _configuration(self) -> Path:
        return self._home / "nginx.conf"

    def _arguments(self) -> list[str]:
        return [PROGRAM, "-p", str(self._home), "-e", "stderr", "-c", str(self._configuration())]

    def _render(self) -> str:
        templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._template.parent),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # noqa: S701 - a configuration, not a page
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.filters["quoted"] = lambda text: text.replace("\\", "\\\\").replace("'", "\\'")
        inner = templates.get_template(self._template.name).render(self._values)
        temporary = "\n".join(f"    {kind}_temp_path {kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"{user}daemon off;\npid nginx.pid;\nworker_processes 1;\nerror_log stderr warn;\n"
            f"events {{ worker_connections 1024; }}\n"
            f"http {{\n    client_body_temp_path body;\n{temporary}\n{inner}\n}}\n"
        )
