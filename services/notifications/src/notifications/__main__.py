"""`python -m notifications`: serve, migrate, check-config."""

import sys

from contracts.command_line import command_line
from notifications.main import MIGRATIONS, run
from notifications.settings import Settings

if __name__ == "__main__":
    sys.exit(command_line("notifications", Settings, run, MIGRATIONS))
