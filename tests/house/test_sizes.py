"""Functions that fit on a screen, files that fit in the head."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import place, python_files, tree

FILE_LINES = 500
FUNCTION_LINES = {"desktop": 60, "installer": 60, "tests": 90}
"""Without the docstring: what a reader has to follow."""


@pytest.mark.parametrize("folder", FUNCTION_LINES)
def test_files_are_short(folder: str) -> None:
    lengths = {place(file): file.read_text("utf-8").count("\n") for file in python_files(folder)}
    assert not {name: length for name, length in lengths.items() if length > FILE_LINES}


@pytest.mark.parametrize(("folder", "limit"), FUNCTION_LINES.items())
def test_functions_fit_on_a_screen(folder: str, limit: int) -> None:
    faults = {}
    for file in python_files(folder):
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                length = (node.end_lineno or 0) - first.lineno + 1
                if length > limit:
                    faults[f"{place(file, node)} {node.name}"] = length
    assert not faults
