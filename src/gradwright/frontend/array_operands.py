"""Lists and tuples beside an array: ``x * [1.0, 2.0]`` is ``x * np.asarray([1.0, 2.0])``."""

from __future__ import annotations

import ast

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Container, Num, Value
from gradwright.ir.types import rank_of


def with_arrays(reader: Reader, node: ast.AST, left: Value, right: Value) -> tuple[Value, Value]:
    """Return an operator's operands, a list or tuple beside an array as the array that NumPy makes of it."""
    if _is_array(left) and _is_listed(right):
        return left, _array(reader, node, right)
    if _is_listed(left) and _is_array(right):
        return _array(reader, node, left), right
    return left, right


def _is_array(value: Value) -> bool:
    return isinstance(value, Num) and rank_of(value.type) > 0


def _is_listed(value: Value) -> bool:
    return isinstance(value, Container) and value.kind in ("list", "tuple")


def _array(reader: Reader, node: ast.AST, value: Value) -> Value:
    found = lowering.call(reader, node, np.asarray, [value], {})
    assert found is not None
    return Num(found)
