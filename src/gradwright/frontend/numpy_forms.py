"""Forms of NumPy's that stand for others: ``np.add.reduce``, ``ndmin``, questions about complex numbers."""

from __future__ import annotations

import ast
import cmath
from collections.abc import Callable
from typing import Any

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import UNDECIDED, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Num, Value, literal, tuple_of
from gradwright.ir.expressions import constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, Array, is_complex, lengths_of, rank_of

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


def _accumulation(function: Callable[..., Any]) -> Row:
    """Return the row of a ufunc's ``accumulate``: along the first axis unless told."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = (
            {"axis": literal(0)} | dict(zip(("array", "axis"), args, strict=False)) | dict(kwargs)
        )
        array = given.pop("array", None)
        found = None if array is None else lowering.call(reader, node, function, [array], given)
        return None if found is None else Num(found)

    return row


def _outer(function: np.ufunc) -> Row:
    """Return the row of a ufunc's ``outer``: of each entry of one operand with each of the other."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        if len(args) != 2 or kwargs:
            return None
        a, b = (reader.as_number(value, node) for value in args)
        count = rank_of(b.type)
        if rank_of(a.type) and count:
            places = tuple_of(*(literal(k - count) for k in range(count)))
            wide = lowering.call(reader, node, np.expand_dims, [Num(a), places], {})
            assert wide is not None
            a = wide
        found = lowering.call(reader, node, function, [Num(a), Num(b)], {})
        return None if found is None else Num(found)

    return row


def _cross(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Check that the vectors of a cross product have three entries; the rest is the table's."""
    given = dict(zip(("a", "b"), args, strict=False)) | dict(kwargs)
    for name in ("a", "b"):
        value = given.get(name)
        axis = given.get("axis", given.get(f"axis{name}", literal(-1)))
        place = static_value(reader, axis.expr) if isinstance(axis, Num) else -1
        if not isinstance(value, Num) or not isinstance(place, int):
            continue
        rank = rank_of(value.type)
        if -rank <= place < rank and lengths_of(value.type)[place].literal is None:
            length = lowering.length(reader, node, value.expr, place % rank)
            cond = lowering.operate(reader, node, "eq", length, constant(3, INT))
            message = f"line {reader.at(node).line}: the vectors have not three entries"
            reader.emit(Guard(cond, message, reader.at(node)))
    return None


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
    """Return the row of a question about the dtype: `answer` for a complex one."""

    def row(_: Reader, __: ast.AST, args: Args, ___: Kwargs) -> Value | None:
        if len(args) != 1 or not isinstance(args[0], Num):
            return None
        return literal(is_complex(args[0].type) is answer)

    return row


def _isreal(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    """Return which numbers are real, as an array for an array."""
    if len(args) != 1 or not isinstance(args[0], Num):
        return None
    if is_complex(args[0].type):
        part = lowering.call(reader, node, np.imag, args, {})
        assert part is not None
        return Num(lowering.operate(reader, node, "eq", part, constant(0, INT)))
    if not isinstance(args[0].type, Array):
        return literal(True)
    found = lowering.call(reader, node, np.ones_like, args, {"dtype": Known(bool)})
    return None if found is None else Num(found)


def _polar(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the size and the angle of a number."""
    parts = [lowering.call(reader, node, one, args, kwargs) for one in (abs, cmath.phase)]
    return tuple_of(*(Num(part) for part in parts if part is not None))


NUMPY_FORMS: dict[object, Row] = {
    cmath.polar: _polar,
    np.add.reduce: _reduction(np.sum),
    np.multiply.reduce: _reduction(np.prod),
    np.maximum.reduce: _reduction(np.max),
    np.minimum.reduce: _reduction(np.min),
    np.logical_and.reduce: _reduction(np.all),
    np.logical_or.reduce: _reduction(np.any),
    np.add.accumulate: _accumulation(np.cumsum),
    np.multiply.accumulate: _accumulation(np.cumprod),
    np.cross: _cross,
    np.linalg.cross: _cross,
    **{
        function.outer: _outer(function)
        for function in vars(np).values()
        if isinstance(function, np.ufunc) and function.nin == 2 and function.nout == 1
    },
    np.array: _array,
    np.iscomplexobj: _decided(True),
    np.isrealobj: _decided(False),
    np.isreal: _isreal,
}
