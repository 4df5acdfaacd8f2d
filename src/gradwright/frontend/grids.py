"""``np.meshgrid``: a tuple of arrays, each one of the vectors along its own axis of the grid."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.known import named
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Known, Num, Value, literal, tuple_of
from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of


def _meshgrid(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return the coordinates of a grid; the first two axes are swapped unless `ij` is asked for."""
    indexing = kwargs.get("indexing", Known("xy"))
    if set(kwargs) - {"indexing"} or not isinstance(indexing, Known) or len(args) < 2:
        return None
    vectors = [value.expr for value in args if isinstance(value, Num)]
    if len(vectors) != len(args) or any(rank_of(x.type) != 1 for x in vectors):
        return None
    if indexing.value not in ("xy", "ij"):
        return None
    axes = list(range(len(args)))
    if indexing.value == "xy":
        axes[:2] = [1, 0]
    vectors = [named(reader, node, x) for x in vectors]
    lengths = [lowering.length(reader, node, vectors[axes.index(k)], 0) for k in sorted(axes)]
    return tuple_of(
        *(_spread(reader, node, x, k, lengths) for x, k in zip(vectors, axes, strict=True))
    )


def _spread(reader: Reader, node: ast.AST, x: Expr, axis: int, lengths: Sequence[Expr]) -> Value:
    """Return a copy of a vector spread over the grid, along an axis of its own."""
    others = tuple_of(*(literal(k) for k in range(len(lengths)) if k != axis))
    shape = tuple_of(*map(Num, lengths))
    wide = lowering.call(reader, node, np.expand_dims, [Num(x), others], {})
    assert wide is not None
    full = lowering.call(reader, node, np.broadcast_to, [Num(wide), shape], {})
    assert full is not None
    copied = lowering.method(reader, node, "copy", full, [], {})
    assert copied is not None
    return Num(copied)


GRIDS: dict[object, Row] = {np.meshgrid: _meshgrid}
