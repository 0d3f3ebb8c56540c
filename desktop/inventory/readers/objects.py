"""JSON: one document, or one in each line. Lists of objects become tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TypeAlias

from desktop.inventory.readers.content import Given, size_of
from desktop.inventory.readers.records import Record, as_parts
from desktop.inventory.readers.shapes import Part
from desktop.inventory.readers.text import decoded, lines, read_text

IN_MEMORY = 48 * 1024**2
DEEPEST = 12
Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"


def read_json(given: Given) -> Iterator[Part]:
    """The records of a JSON file; its plain text when it is too large to hold, or no JSON after all."""
    if _is_lines(given):
        yield from as_parts(lambda: _of_lines(given), lambda: iter(()))
        return
    document: Value = None
    if size_of(given) <= IN_MEMORY:
        try:
            document = json.loads("".join(decoded(given)), parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            document = None
    if document is None:
        yield read_text(given)
        return
    yield from as_parts(lambda: _records("", document, 0, [0]), lambda: _words(document, 0))


def _is_lines(given: Given) -> bool:
    sample = [line for line in islice(lines(given), 5) if line.strip()]
    return bool(sample) and all(isinstance(_parsed(line), dict) for line in sample) and len(sample) > 1


def _parsed(line: str) -> Value:
    try:
        found: Value = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None
    return found


def _of_lines(given: Given) -> Iterator[Record]:
    for number, line in enumerate(lines(given), 1):
        document = _parsed(line)
        if document is None and line.strip():
            yield Record("?", number, {"": line.strip()})
        for record in _records("", document, 0, [0]):
            record.line = number
            yield record


def _records(path: str, value: Value, depth: int, count: list[int]) -> Iterator[Record]:
    """Every object with fields of its own. Objects inside of it belong to it, lists in it are records again."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _records(path, item, depth + 1, count)
    elif isinstance(value, dict):
        fields: dict[str, str] = {}
        _flatten("", value, fields, 0)
        if fields:
            count[0] += 1
            yield Record(path, count[0], fields)
        yield from _lists(path, value, depth, count)


def _lists(path: str, value: dict[str, Value], depth: int, count: list[int]) -> Iterator[Record]:
    for key, inner in value.items():
        below = f"{path}.{key}" if path else key
        if isinstance(inner, list):
            yield from _records(below, inner, depth + 1, count)
        elif isinstance(inner, dict) and depth < DEEPEST:
            yield from _lists(below, inner, depth + 1, count)


def _flatten(prefix: str, value: dict[str, Value], fields: dict[str, str], depth: int) -> None:
    for key, inner in value.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(inner, dict):
            if depth < DEEPEST:
                _flatten(name, inner, fields, depth + 1)
        elif isinstance(inner, list):
            plain = [str(item) for item in inner if isinstance(item, str)]
            if plain:
                fields[name] = " ".join(plain)
        elif inner is not None:
            fields[name] = str(inner).strip()


def _words(value: Value, depth: int) -> Iterator[str]:
    """Texts that stand in lists, with no name of their own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth <= DEEPEST:
        for item in value:
            if not isinstance(item, dict):
                yield from _words(item, depth + 1)
