"""What pydantic refuses, said in French with its remedy, and where it stands in the request."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from contracts.errors import FieldError, RuleBroken
from contracts.http.messages import message

MOST_ERRORS = 50


class JsonIllisible(RuleBroken):
    slug = "json-illisible"
    title = "Le corps de la requête n'est pas du JSON lisible"
    kind = "malforme"


class ContenuNonJson(RuleBroken):
    slug = "contenu-non-json"
    title = "Le corps de la requête doit être du JSON"
    kind = "type_refuse"


class SaisieInvalide(RuleBroken):
    slug = "saisie-invalide"
    title = "La saisie est incomplète ou incorrecte"
    kind = "invalide"


class CaractereInterdit(RuleBroken):
    slug = "caractere-interdit"
    title = "Un texte contient un caractère qui ne peut pas être conservé"
    kind = "invalide"

    def __init__(self, *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__("Retirez les caractères nuls ou incomplets, puis renvoyez.", errors=errors)


def rule_of(exc: RequestValidationError) -> RuleBroken:
    found: Sequence[Mapping[str, Any]] = exc.errors()
    for error in found:
        if error["type"] == "json_invalid":
            return _unreadable(str(exc.body), int(error["loc"][-1]))
    if isinstance(exc.body, bytes) and any(tuple(error["loc"]) == ("body",) for error in found):
        return ContenuNonJson("Envoyez le corps avec l'en-tête Content-Type: application/json.")
    errors = [FieldError(pointer(error, exc.body), message(error)) for error in found[:MOST_ERRORS]]
    return SaisieInvalide("Corrigez ce que « errors » signale, puis renvoyez.", errors=errors)


def _unreadable(text: str, position: int) -> JsonIllisible:
    at = json.JSONDecodeError("", text, min(position, len(text)))
    return JsonIllisible(f"Corps JSON illisible, ligne {at.lineno}, colonne {at.colno} : corrigez-le, puis renvoyez.")


def pointer(error: Mapping[str, Any], body: object) -> str:
    """Where the error stands: a JSON pointer into the body, `?name`, `{name}` of the path, `header:name`."""
    source, *steps = error["loc"] or ("body",)
    match source:
        case "query":
            return f"?{steps[0]}" if steps else "?"
        case "path":
            return f"{{{steps[0]}}}" if steps else ""
        case "body":
            return json_pointer(_steps_in(body, steps, absent=error["type"] == "missing"))
        case _:
            return ":".join(map(str, (source, *steps[:1])))


def _steps_in(body: object, steps: Sequence[str | int], *, absent: bool) -> list[str | int]:
    """Pydantic's steps without the names of union branches, which the body does not have."""
    kept: list[str | int] = []
    here: Any = body
    for place, step in enumerate(steps, start=1):
        if _has(here, step):
            here = here[step]
        elif not (absent and place == len(steps)):
            continue
        kept.append(step)
    return kept


def _has(value: Any, step: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(step, int) and step < len(value)
    return isinstance(value, Mapping) and step in value


def json_pointer(steps: Sequence[str | int]) -> str:
    """RFC 6901."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
