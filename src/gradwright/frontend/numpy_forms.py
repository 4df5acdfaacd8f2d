"""Forms of NumPy's that stand for others: ``np.add.reduce``, ``ndmin``, questions about complex numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import UNDECIDED, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Num, Value, literal
from gradwright.ir.types import Array, rank_of

_REDUCE = ("array", "axis", "dtype", "out", "keepdims", "initial", "where")


def _reduction(function: Callable[..., Any]) -> Row:
    """Return the row of a ufunc's ``reduce``: along the first axis unless told."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = dict(zip(_REDUCE, args, strict=False)) | dict(kwargs)
        array = given.pop("array", None)
        if array is None:
            return None
        if _is_true(reader, given.get("where")):
            del given["where"]
        options = {"axis": literal(0)} | {
            name: value for name, value in given.items() if value != Known(None) or name == "axis"
        }
        found = lowering.call(reader, node, function, [array], options)
        return None if found is None else Num(found)

    return row


def _is_true(reader: Reader, value: Value | None) -> bool:
    return isinstance(value, Num) and static_value(reader, value.expr) is True


def _array(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return ``np.array(number, ndmin=…)``: an array with so many unit axes."""
    axes = kwargs.get("ndmin")
    if not isinstance(axes, Num) or not args or not isinstance(args[0], Num):
        return None
    count = static_value(reader, axes.expr)
    if rank_of(args[0].type) or count is UNDECIDED or not isinstance(count, int) or count < 1:
        return None
    rest = {name: value for name, value in kwargs.items() if name != "ndmin"}
    found = lowering.call(reader, node, np.array, args, rest)
    if found is None:
        return None
    shaped = lowering.method(reader, node, "reshape", found, [literal(1)] * count, {})
    return None if shaped is None else Num(shaped)


def _decided(answer: bool) -> Row:
    """Return the row of a question about complex numbers: there are none here."""

    def row(_: Reader, __: ast.AST, args: Args, ___: Kwargs) -> Value | None:
        return literal(answer) if len(args) == 1 and isinstance(args[0], Num) else None

    return row


def _isreal(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    """Return that every number is real, as an array for an array."""
    if len(args) != 1 or not isinstance(args[0], Num):
        return None
    if not isinstance(args[0].type, Array):
        return literal(True)
    found = lowering.call(reader, node, np.ones_like, args, {"dtype": Known(bool)})
    return None if found is None else Num(found)


NUMPY_FORMS: dict[object, Row] = {
    np.add.reduce: _reduction(np.sum),
    np.multiply.reduce: _reduction(np.prod),
    np.maximum.reduce: _reduction(np.max),
    np.minimum.reduce: _reduction(np.min),
    np.logical_and.reduce: _reduction(np.all),
    np.logical_or.reduce: _reduction(np.any),
    np.array: _array,
    np.iscomplexobj: _decided(False),
    np.isrealobj: _decided(True),
    np.isreal: _isreal,
}
