"""The application object: FastAPI, whose OpenAPI document tells of our problems instead of its own 422."""

from typing import Any

from fastapi import FastAPI

from contracts.http.problems import Problem, problem_response

OF_A_TOKEN = {"401": "Le jeton d'accès manque, a expiré ou est refusé", "403": "Le rôle ne suffit pas"}


class Api(FastAPI):
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" in schemas:
            return document
        for path in document.get("paths", {}).values():
            for operation in path.values():
                _tell_problems(operation)
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= {**problem.pop("$defs"), "Problem": problem}
        return document


def _tell_problems(operation: dict[str, Any]) -> None:
    responses: dict[str, Any] = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        responses["422"] = problem_response(["La saisie est incomplète ou incorrecte"])
    if "security" in operation:
        for status, title in OF_A_TOKEN.items():
            responses.setdefault(status, problem_response([title]))
    responses.setdefault("default", problem_response(["Tout autre problème"]))
    for response in responses.values():
        for content in response.get("content", {}).values():
            if content.get("examples") == {}:
                del content["examples"]
