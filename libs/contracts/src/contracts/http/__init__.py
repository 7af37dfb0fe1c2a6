"""HTTP as every service speaks it: problems, pages, idempotency, the application and its server."""

from contracts.http.app import create_app
from contracts.http.once import AlreadyAnswered, CleIdempotenceInvalide, CleReutilisee, Once, OnceKey, once
from contracts.http.openapi import Api
from contracts.http.pagination import CurseurInvalide, Page, Pagination, Paging, decode_cursor, encode_cursor, page
from contracts.http.problems import FieldProblem, Problem, problems
from contracts.http.serving import serve

__all__ = [
    "AlreadyAnswered",
    "Api",
    "CleIdempotenceInvalide",
    "CleReutilisee",
    "CurseurInvalide",
    "FieldProblem",
    "Once",
    "OnceKey",
    "Page",
    "Pagination",
    "Paging",
    "Problem",
    "create_app",
    "decode_cursor",
    "encode_cursor",
    "once",
    "page",
    "problems",
    "serve",
]
