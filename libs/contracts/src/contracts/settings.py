"""Reads the settings of a service from its environment and, where SECRETS_DIR names a folder, from files in it.

A file is named as the variable would be, in small letters: `demandes_database_url`. What an environment holds is shown
by the tools of a container engine to whoever may look at the container; a file is not. The environment goes first.
"""

import os
from typing import TypeVar

from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


def read(settings_of: type[S], *, prefix: str | None = None) -> S:
    """`prefix` instead of the class's own. Raises ValidationError for what is missing or wrong."""
    return settings_of(_secrets_dir=os.environ.get("SECRETS_DIR"), _env_prefix=prefix)
