"""Alembic's entry: the table stands in the versions alone, since each version of the service knows another one."""

from sqlalchemy import MetaData

from contracts.delivery.migration import run_env

run_env(MetaData())
