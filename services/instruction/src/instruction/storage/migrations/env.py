"""Alembic's door into the tables of the préfecture's dossiers."""

from contracts.delivery.migration import run_env
from instruction.storage.tables import metadata

run_env(metadata)
