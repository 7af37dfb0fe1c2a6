"""Alembic's entry: the tables of accounts, and those of the kit."""

from accounts.storage.tables import accounts
from contracts.delivery.migration import run_env

run_env(accounts)
