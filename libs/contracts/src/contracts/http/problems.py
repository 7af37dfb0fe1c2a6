"""RFC 9457: whatever a request runs into leaves as application/problem+json, in French, with its remedy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from contracts.errors import FieldError, Kind, RuleBroken
from contracts.http.once import AlreadyAnswered
from contracts.http.outages import is_outage, is_refused_text
from contracts.http.validation import CaractereInterdit, rule_of
from contracts.telemetry import current_trace

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5  # seconds

STATUS: Mapping[Kind, int] = {
    "malforme": 400,
    "non_authentifie": 401,
    "interdit": 403,
    "introuvable": 404,
    "conflit": 409,
    "perime": 410,
    "precondition": 412,
    "precondition_requise": 428,
    "trop_gros": 413,
    "type_refuse": 415,
    "invalide": 422,
    "trop_frequent": 429,
    "indisponible": 503,
}


class FieldProblem(BaseModel):
    pointer: str = Field(description="JSON pointer into the body, or ?name of a query parameter.")
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(description="Stable, for programs: /problemes/<slug>.")
    title: str
    status: int
    detail: str = Field(description="What is wrong this time, and how to put it right.")
    instance: str
    trace_id: str
    errors: list[FieldProblem] | None = None


@dataclass(frozen=True)
class Cause:
    """A problem before it knows which request it answers."""

    status: int
    slug: str
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


FAULT = Cause(
    500,
    "erreur-interne",
    "Une erreur interne s'est produite",
    "L'incident est enregistré et rien n'a été changé à moitié. Réessayez ; s'il se répète, signalez son trace_id.",
)
OUTAGE = Cause(
    503,
    "service-indisponible",
    "Le service est momentanément indisponible",
    "Réessayez dans quelques secondes : ce qui a été accepté est conservé.",
    headers={"Retry-After": str(RETRY_AFTER)},
)
FRAMEWORK: Mapping[int, tuple[str, str, str]] = {
    400: ("requete-malformee", "La requête est illisible", "Vérifiez le corps de la requête et son Content-Type."),
    404: ("adresse-inconnue", "Cette adresse n'existe pas", "Vérifiez l'adresse demandée."),
    405: ("methode-refusee", "Cette adresse n'admet pas cette méthode", "Employez une méthode de l'en-tête Allow."),
    406: ("format-indisponible", "Aucun format demandé n'est disponible", "Demandez un autre format (Accept)."),
    413: ("corps-trop-gros", "L'envoi est trop volumineux", "Réduisez la taille de l'envoi."),
    415: ("type-refuse", "Ce type de contenu n'est pas accepté", "Envoyez un type de contenu documenté."),
}


def respond(exc: Exception, scope: Scope) -> Response:
    """The answer to a request that ended with this exception."""
    if isinstance(exc, AlreadyAnswered):
        return exc.response()
    cause = cause_of(exc)
    scope["problem"] = cause.slug
    problem = Problem(
        type=f"/problemes/{cause.slug}",
        title=cause.title,
        status=cause.status,
        detail=cause.detail,
        instance=scope["path"],
        trace_id=current_trace().trace_id,
        errors=[FieldProblem(pointer=error.pointer, detail=error.detail) for error in cause.errors] or None,
    )
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, cause.status, cause.headers, MEDIA_TYPE)


def cause_of(exc: Exception) -> Cause:
    match exc:
        case RuleBroken():
            return _of_rule(exc)
        case RequestValidationError():
            return _of_rule(rule_of(exc))
        case HTTPException():
            return _of_framework(exc)
        case _ if is_refused_text(exc):
            return _of_rule(CaractereInterdit())
        case _ if is_outage(exc):
            return OUTAGE
        case _:
            return FAULT


def _of_rule(rule: RuleBroken) -> Cause:
    """A rule that passes with time may say when, in seconds, by an attribute `retry_after`."""
    headers = {}
    if rule.kind == "non_authentifie":
        headers["WWW-Authenticate"] = "Bearer"
    if rule.kind in ("indisponible", "trop_frequent"):
        headers["Retry-After"] = str(getattr(rule, "retry_after", RETRY_AFTER))
    return Cause(STATUS[rule.kind], rule.slug, rule.title, rule.detail or rule.title, rule.errors, headers)


def _of_framework(exc: HTTPException) -> Cause:
    phrase = HTTPStatus(exc.status_code).phrase
    slug, title, detail = FRAMEWORK.get(exc.status_code, (f"http-{exc.status_code}", phrase, phrase))
    headers = dict(exc.headers or {})
    if exc.status_code == 413:
        headers["Connection"] = "close"  # the rest of the body is not read
    return Cause(exc.status_code, slug, title, detail, headers=headers)


def problems(*rules: type[RuleBroken]) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: what may go wrong there, rules of one status together."""
    documented: dict[int | str, dict[str, Any]] = {}
    for rule in rules:
        status = STATUS[rule.kind]
        response = documented.setdefault(status, problem_response([]))
        response["description"] = " · ".join(filter(None, [response["description"], rule.title]))
        example = {"type": f"/problemes/{rule.slug}", "title": rule.title, "status": status}
        response["content"][MEDIA_TYPE]["examples"][rule.slug] = {"summary": rule.title, "value": example}
    return documented


def problem_response(titles: list[str]) -> dict[str, Any]:
    """An OpenAPI response object for a problem; the schema is put among the components by `create_app`."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": " · ".join(titles), "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}
