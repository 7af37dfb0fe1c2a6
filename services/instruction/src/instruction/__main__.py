"""`python -m instruction`: serve, migrate, check-config."""

import sys

from contracts.command_line import command_line
from instruction.main import MIGRATIONS, run
from instruction.settings import Settings

if __name__ == "__main__":
    sys.exit(command_line("instruction", Settings, run, MIGRATIONS))
