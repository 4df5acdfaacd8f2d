"""Functions under a just-in-time compiler: read with NumPy's meaning, refused where the compiler has another.

NumPy evaluates the right side of ``a[1:] += a[:-1]`` before it stores; Numba stores while it evaluates.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import FunctionType

from gradwright.diagnostics import refusal
from gradwright.frontend.source import source_of


def check_jitted(function: object) -> None:
    """Refuse a store into a slice of an array of which another slice is read, in a jitted function."""
    python: object = getattr(function, "py_func", None)
    if not isinstance(python, FunctionType):
        return
    source = source_of(python)
    for stmt in ast.walk(source.node):
        if isinstance(stmt, ast.AugAssign | ast.Assign):
            targets = [stmt.target] if isinstance(stmt, ast.AugAssign) else stmt.targets
            for target in targets:
                if _overlaps(target, stmt.value):
                    raise refusal("GW316", source.location(stmt), function=source.name)


def _overlaps(target: ast.expr, value: ast.expr) -> bool:
    """Whether a value reads another slice of the array than the one that is stored into."""
    if not isinstance(target, ast.Subscript) or not _is_sliced(target):
        return False
    stored, owner = ast.unparse(target), ast.unparse(target.value)
    return any(
        ast.unparse(read.value) == owner and ast.unparse(read) != stored for read in _slices(value)
    )


def _slices(node: ast.expr) -> Iterator[ast.Subscript]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Subscript) and _is_sliced(inner):
            yield inner


def _is_sliced(node: ast.Subscript) -> bool:
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return any(isinstance(item, ast.Slice) for item in items)
