"""Just enough of JSON Schema (2020-12) to check our own evidence against our own schema, without a library.

Known words: type, enum, const, pattern, minimum, required, properties, additionalProperties (false), items, $ref.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
    "null": type(None),
}  # fmt: skip
_MOST = 50


def faults(value: object, schema: Mapping[str, Any]) -> list[str]:
    """Where a value does not fit, as paths like `rows[3].fate`; at most fifty."""
    return list(islice(_faults(value, schema, schema.get("$defs", {}), "$"), _MOST))


def _faults(value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any], place: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = defs[schema["$ref"].rsplit("/", 1)[1]]
    if not _fits(value, schema):
        yield place
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}.{name}"
        for name, inner in value.items():
            if name in known:
                yield from _faults(inner, known[name], defs, f"{place}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{place}.{name}"
    elif isinstance(value, list) and "items" in schema:
        for number, inner in enumerate(value):
            yield from _faults(inner, schema["items"], defs, f"{place}[{number}]")


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    wanted = schema.get("type")
    if wanted is not None and not any(_is(value, name) for name in ([wanted] if isinstance(wanted, str) else wanted)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    counted = isinstance(value, int) and not isinstance(value, bool)
    return not (counted and "minimum" in schema and value < schema["minimum"])


def _is(value: Any, name: str) -> bool:
    if name in ("integer", "number") and isinstance(value, bool):
        return False
    return isinstance(value, _TYPES[name])
