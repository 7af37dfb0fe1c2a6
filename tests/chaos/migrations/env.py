"""Alembic's entry: the tables of the two small services."""

from contracts.delivery.migration import run_env
from tests.chaos.essai import metadata

run_env(metadata)
