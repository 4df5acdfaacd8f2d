"""Subscripts that make arrays: `np.r_`, `np.c_`, `np.mgrid`, `np.ogrid`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.known import UNDECIDED, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import Part, Slice
from gradwright.frontend.values import Known, Num, Value, list_of, literal, tuple_of
from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import INT, rank_of

Maker = Callable[[Reader, ast.AST, Sequence[Part]], Value | None]


def subscripted(reader: Reader, node: ast.AST, base: Value, parts: Sequence[Part]) -> Value | None:
    """Return what one of NumPy's index tricks makes of a subscript, None for any other object."""
    makers = [make for trick, make in MAKERS if isinstance(base, Known) and base.value is trick]
    return makers[0](reader, node, parts) if makers else None


def called(reader: Reader, node: ast.AST, function: object, *args: Value) -> Value:
    """Return a call of a function that is surely in the table."""
    found = lowering.call(reader, node, function, args, {})
    assert found is not None
    return Num(found)


def _steps(reader: Reader, node: ast.AST, part: Part) -> Value | None:
    """Return the whole numbers of a slice with an end."""
    if not isinstance(part, Slice) or part.hi is None:
        return None
    bounds: list[Expr] = [part.lo or constant(0, INT), part.hi]
    bounds += [part.step] if part.step is not None else []
    return called(reader, node, np.arange, *map(Num, bounds))


def _pieces(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> list[Value] | None:
    """Return what is joined: ranges, arrays, numbers as arrays of one entry."""
    found: list[Value] = []
    for part in parts:
        piece = _steps(reader, node, part) if isinstance(part, Slice) else part
        if isinstance(piece, Num):
            found.append(called(reader, node, np.atleast_1d, piece))
        elif piece is None or isinstance(piece, Known | Slice):
            return None
        else:
            found.append(called(reader, node, np.asarray, piece))
    return found


def _row(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> Value | None:
    """Return ``np.r_[a, b]``: arrays end to end along the first axis."""
    pieces = _pieces(reader, node, parts)
    return None if pieces is None else called(reader, node, np.concatenate, list_of(*pieces))


def _columns(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> Value | None:
    """Return ``np.c_[a, b]``: vectors as columns, matrices side by side."""
    pieces = _pieces(reader, node, parts)
    if pieces is None:
        return None
    ranks = [rank_of(piece.type) for piece in pieces if isinstance(piece, Num)]
    if max(ranks, default=3) > 2:
        return None
    places = tuple_of(literal(1))
    wide = [
        called(reader, node, np.expand_dims, piece, places) if rank == 1 else piece
        for piece, rank in zip(pieces, ranks, strict=True)
    ]
    return called(reader, node, np.concatenate, list_of(*wide), literal(1))


def _parts(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> Value | None:
    """Return ``np.s_[…]``: what stands in the brackets, slices with bounds that are known."""
    found: list[Value] = []
    for part in parts:
        if isinstance(part, Slice):
            ends = [
                None if e is None else static_value(reader, e)
                for e in (part.lo, part.hi, part.step)
            ]
            if UNDECIDED in ends:
                return None
            found.append(Known(slice(*ends)))
        else:
            found.append(part)
    is_tuple = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)
    return tuple_of(*found) if is_tuple else found[0]


def _along(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> list[Value] | None:
    """Return the steps of each axis of a grid, along an axis of their own."""
    found: list[Value] = []
    for axis, part in enumerate(parts):
        steps = _steps(reader, node, part)
        if steps is None:
            return None
        others = tuple_of(*(literal(k) for k in range(len(parts)) if k != axis))
        wide = called(reader, node, np.expand_dims, steps, others) if len(parts) > 1 else steps
        found.append(wide)
    return found


def _open_grid(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> Value | None:
    """Return ``np.ogrid[…]``."""
    found = _along(reader, node, parts)
    if found is None:
        return None
    return found[0] if len(found) == 1 else tuple_of(*found)


def _grid(reader: Reader, node: ast.AST, parts: Sequence[Part]) -> Value | None:
    """Return ``np.mgrid[…]``: the open grid's arrays broadcast and stacked."""
    found = _along(reader, node, parts)
    if found is None or len(found) == 1:
        return None if found is None else found[0]
    total = found[0]
    for other in found[1:]:
        total = called(reader, node, np.add, total, other)
    none = called(reader, node, np.zeros_like, total)
    wide = (called(reader, node, np.add, none, steps) for steps in found)
    return called(reader, node, np.stack, list_of(*wide))


MAKERS: tuple[tuple[object, Maker], ...] = (
    (np.s_, _parts),
    (np.index_exp, _parts),
    (np.r_, _row),
    (np.c_, _columns),
    (np.mgrid, _grid),
    (np.ogrid, _open_grid),
)
