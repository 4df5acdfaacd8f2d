"""Functions that give tuples of indices: `np.nonzero`, `np.ix_`, `np.unique`, triangles and diagonals."""

from __future__ import annotations

import ast

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.boolean_masks import mask_of
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import addressed, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import region
from gradwright.frontend.values import Known, Num, Value, literal, tuple_of
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import FLOAT, dtype_of, rank_of
from gradwright.rules.spellings.numbered import found
from gradwright.rules.table import apply


def called(reader: Reader, node: ast.AST, function: object, *args: Value, **options: Value) -> Expr:
    """Return a call of a function that is surely in the table."""
    result = lowering.call(reader, node, function, args, options)
    assert result is not None
    return result


def _nonzero(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return one array of places for each axis."""
    if len(args) != 1 or kwargs or not isinstance(args[0], Num) or not rank_of(args[0].type):
        return None
    mask = args[0].expr
    if dtype_of(mask.type) != "bool":
        mask = lowering.operate(reader, node, "ne", mask, constant(0.0, FLOAT))
    mask = reader.name_share("mask", mask, node).expr
    if rank_of(mask.type) == 1:
        return tuple_of(reader.assign("places", found("flatnonzero", mask), node))
    length = reader.webs.unknown()
    axes = range(rank_of(mask.type))
    places = (apply("nonzero", mask, axis=k, length=length, form="np") for k in axes)
    return tuple_of(*(reader.assign("places", e, node) for e in places))


def _where(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the places of a condition alone; the choice between two is the table's."""
    return _nonzero(reader, node, args, kwargs) if len(args) == 1 else None


def _ix(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return indices of which each stands along an axis of its own."""
    columns: list[Value] = []
    for axis, value in enumerate(args):
        index = Num(called(reader, node, np.asarray, value))
        if mask_of(index) is not None:
            index = Num(called(reader, node, np.flatnonzero, index))
        if rank_of(index.type) != 1 or not dtype_of(index.type).startswith(("int", "uint")):
            return None
        others = tuple_of(*(literal(k) for k in range(len(args)) if k != axis))
        wide = called(reader, node, np.expand_dims, index, others) if len(args) > 1 else index.expr
        columns.append(Num(wide))
    return tuple_of(*columns)


def _unique(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the first entry of each value, in order, and what is asked for of their places."""
    wanted = ("return_index", "return_inverse", "return_counts")
    if len(args) != 1 or not isinstance(args[0], Num) or not set(kwargs) <= set(wanted):
        return None
    x = args[0].expr
    if rank_of(x.type) > 1:
        x = called(reader, node, np.ravel, Num(x))
    base = addressed(reader, node, x)
    first = reader.assign("first", found("first_places", base), node)
    parts: list[Value] = [Num(region(reader, node, base, [first]))]
    for option, prim in zip(wanted, ("", "unique_inverse", "unique_counts"), strict=True):
        if kwargs.get(option, literal(False)) in (literal(False), Known(False)):
            continue
        if option == "return_inverse" and rank_of(args[0].type) > 1:
            return None
        parts.append(Num(found(prim, base)) if prim else first)
    return parts[0] if len(parts) == 1 else tuple_of(*parts)


def _triangle(function: object) -> Row:
    """Return the row of the indices of a triangle: the places of a triangle of ones."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = dict(zip(("n", "k", "m"), args, strict=False)) | dict(kwargs)
        rows = given.get("n")
        if not isinstance(rows, Num) or set(given) - {"n", "k", "m"}:
            return None
        columns = given.get("m", rows)
        sides = tuple_of(rows, rows if columns == Known(None) else columns)
        ones = called(reader, node, np.ones, sides, dtype=Known(bool))
        half = called(reader, node, function, Num(ones), given.get("k", literal(0)))
        return _nonzero(reader, node, [Num(half)], {})

    return row


def _triangle_from(function: object) -> Row:
    """Return the row of the indices of a triangle of a matrix like another."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        given = dict(zip(("arr", "k"), args, strict=False)) | dict(kwargs)
        array = given.get("arr")
        if not isinstance(array, Num) or rank_of(array.type) != 2:
            return None
        ones = called(reader, node, np.ones_like, array, dtype=Known(bool))
        half = called(reader, node, function, Num(ones), given.get("k", literal(0)))
        return _nonzero(reader, node, [Num(half)], {})

    return row


def _diagonal(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the indices of a square array's diagonal."""
    if not args or kwargs or len(args) > 2:
        return None
    counted = reader.assign("steps", called(reader, node, np.arange, args[0]), node)
    count = known_count(reader, args[1]) if len(args) > 1 else 2
    return None if count is None else tuple_of(*(counted,) * count)


def known_count(reader: Reader, value: Value) -> int | None:
    """Return a whole number that is known, None for any other value."""
    known = static_value(reader, value.expr) if isinstance(value, Num) else None
    return known if isinstance(known, int) else None


def _broadcast(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return arrays broadcast against each other."""
    arrays = [Num(reader.as_number(value, node)) for value in args]
    if kwargs or len(arrays) < 2:
        return None
    total = lowering.operate(reader, node, "add", arrays[0].expr, arrays[1].expr)
    for other in arrays[2:]:
        total = lowering.operate(reader, node, "add", total, other.expr)
    model = reader.assign("total", total, node)
    wide = (called(reader, node, np.broadcast_to, x, shape(reader, node, model)) for x in arrays)
    return tuple_of(*map(Num, wide))


def shape(reader: Reader, node: ast.AST, x: Num) -> Value:
    """Return the lengths of an array as a tuple."""
    axes = range(rank_of(x.type))
    return tuple_of(*(Num(lowering.length(reader, node, x.expr, axis)) for axis in axes))


INDEX_FORMS: dict[object, Row] = {
    np.nonzero: _nonzero,
    np.where: _where,
    np.ix_: _ix,
    np.unique: _unique,
    np.broadcast_arrays: _broadcast,
    np.tril_indices: _triangle(np.tril),
    np.triu_indices: _triangle(np.triu),
    np.tril_indices_from: _triangle_from(np.tril),
    np.triu_indices_from: _triangle_from(np.triu),
    np.diag_indices: _diagonal,
}
