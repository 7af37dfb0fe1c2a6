"""Alembic's door into the tables of the messages."""

from contracts.delivery.migration import run_env
from notifications.storage.tables_abonnements import abonnements

run_env(abonnements.metadata)
