"""`python -m demandes`: serve, migrate, check-config."""

import sys

from contracts.command_line import command_line
from demandes.main import MIGRATIONS, run
from demandes.settings import Settings

if __name__ == "__main__":
    sys.exit(command_line("demandes", Settings, run, MIGRATIONS))
