"""Tells an outage, which passes, from a fault of ours, which does not."""

import socket

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# PostgreSQL error classes and codes: connection lost, resources spent (disk full, too many connections), shutting down
# or starting; serialisation failure, deadlock, lock not available, read-only after a failover.
PASSING_CLASSES = ("08", "53", "57")
PASSING_CODES = ("40001", "40P01", "55P03", "25006")
REFUSED_TEXT = ("22021", "22P05")  # a NUL, or bytes that are no UTF-8


def is_outage(exc: BaseException) -> bool:
    """The database, or another machine, cannot be reached or cannot answer now."""
    if isinstance(exc, PoolTimeout | ConnectionError | TimeoutError | socket.gaierror):
        return True
    if isinstance(exc, DBAPIError) and exc.connection_invalidated:
        return True
    code = sqlstate(exc)
    if code is not None:
        return code[:2] in PASSING_CLASSES or code in PASSING_CODES
    # InternalClientError: the driver is still reading the server's goodbye when it is asked for something new.
    return isinstance(exc, OperationalError | InterfaceError | asyncpg.InterfaceError | asyncpg.InternalClientError)


def is_refused_text(exc: BaseException) -> bool:
    """A text reached the database that it cannot hold."""
    return sqlstate(exc) in REFUSED_TEXT


def sqlstate(exc: BaseException) -> str | None:
    error = exc.orig if isinstance(exc, DBAPIError) else exc
    code = getattr(error, "sqlstate", None)
    return code if isinstance(code, str) else None
