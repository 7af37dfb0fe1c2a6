"""Whether a reader of one schema can read what a writer of another sends: the rule that freezes a published version.

The small part of JSON Schema that our event classes make: objects, arrays, unions, scalars, references into `$defs`.
Allowed: a new optional property. Everything else that a reader could notice is a difference.
"""

from collections.abc import Iterator
from typing import Any

NOISE = {"title", "description", "$schema", "$id", "$defs", "examples"}


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Changes from `old` to `new` that are more than the addition of an optional property, each as a sentence."""
    return list(_compare(old, new, old.get("$defs", {}), new.get("$defs", {}), "", frozenset()))


def _compare(
    old: Any, new: Any, old_defs: dict[str, Any], new_defs: dict[str, Any], path: str, seen: frozenset[str]
) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        reference = f"{old.get('$ref')} {new.get('$ref')}"
        if "$ref" in old and reference in seen:
            return
        seen |= {reference} if "$ref" in old else set()
        old, new = _resolve(old, old_defs), _resolve(new, new_defs)
        for key in sorted((old.keys() | new.keys()) - NOISE):
            if key == "properties":
                yield from _compare_properties(old, new, old_defs, new_defs, path, seen)
            elif key == "required":
                yield from _compare_required(old, new, path)
            elif key not in old or key not in new:
                yield f"{path or '/'}: {key} {'added' if key in new else 'removed'}"
            else:
                yield from _compare(old[key], new[key], old_defs, new_defs, f"{path}/{key}", seen)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _compare(was, now, old_defs, new_defs, f"{path}/{index}", seen)
    elif old != new:
        yield f"{path}: {old!r} became {new!r}"


def _compare_properties(
    old: dict[str, Any],
    new: dict[str, Any],
    old_defs: dict[str, Any],
    new_defs: dict[str, Any],
    path: str,
    seen: frozenset[str],
) -> Iterator[str]:
    was, now = old.get("properties", {}), new.get("properties", {})
    for name in sorted(was.keys() - now.keys()):
        yield f"{path}/{name}: removed"
    for name in sorted(was.keys() & now.keys()):
        yield from _compare(was[name], now[name], old_defs, new_defs, f"{path}/{name}", seen)


def _compare_required(old: dict[str, Any], new: dict[str, Any], path: str) -> Iterator[str]:
    was, now = set(old.get("required", [])), set(new.get("required", []))
    for name in sorted(now - was):
        yield f"{path}/{name}: became required"
    for name in sorted(was - now):
        yield f"{path}/{name}: no longer always there"


def _resolve(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    target: dict[str, Any] = definitions[node["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
