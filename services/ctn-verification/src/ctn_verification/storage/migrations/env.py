"""Alembic's entry: the tables of ctn, and those of the kit."""

from contracts.delivery.migration import run_env
from ctn_verification.storage.tables_liasses import ctn

run_env(ctn)
