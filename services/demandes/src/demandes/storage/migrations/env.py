"""Where Alembic begins: the kit knows how, this service knows its tables."""

from contracts.delivery.migration import run_env
from demandes.storage.tables import metadata

run_env(metadata)
