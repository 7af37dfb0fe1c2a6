"""`python -m ctn_verification`: serve, migrate, check-config."""

import sys

from contracts.command_line import command_line
from ctn_verification.main import MIGRATIONS, run
from ctn_verification.settings import Settings

if __name__ == "__main__":
    sys.exit(command_line("ctn_verification", Settings, run, MIGRATIONS))
