"""Alembic's door into the register's tables."""

from contracts.delivery.migration import run_env
from documents_pdf.storage.tables import metadata

run_env(metadata)
