"""A contribution to a region with new axes, summed over just these, goes to the region without them.

::

    x[:, None] <- (g * y).sum(axis=1, keepdims=True)    →    x <- (g * y).sum(axis=1)
"""

from __future__ import annotations

from typing import cast

from gradwright.adjoint.pullback import Contribution
from gradwright.ir.expressions import (
    Apply,
    At,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Span,
)
from gradwright.ir.types import Array, Scalar, rank_of
from gradwright.rules.table import apply, rule_of

WHOLE = Span(None, None, None)


def without_new_axes(part: Contribution) -> Contribution:
    """Return a contribution to the region without new axes, where its value is summed over them."""
    match part.target:
        case Region(base, (*before, Index(items)), Array() as type_):
            new = _new_axes(items)
            value = _summed_away(part.value, new, type_.rank) if new else None
            if value is None:
                return part
            kept = _kept(items)
            path = (*before, Index(kept)) if kept else tuple(before)
            target = Region(base, path, value.type) if path else base
            return Contribution(target, value) if target.type == value.type else part
        case _:
            return part


def _new_axes(items: tuple[Item, ...]) -> frozenset[int]:
    """Return which axes of a subscript's value are new; none where integer arrays move axes."""
    if any(isinstance(item, Fancy) for item in items):
        return frozenset()
    places = [item for item in items if not isinstance(item, At)]
    return frozenset(k for k, item in enumerate(places) if isinstance(item, NewAxis))


def _kept(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return a subscript without new axes and the full slices that are last then."""
    kept = [item for item in items if not isinstance(item, NewAxis)]
    while kept and kept[-1] is WHOLE:
        kept.pop()
    return tuple(kept)


def _summed_away(value: Expr, axes: frozenset[int], rank: int) -> Expr | None:
    """Return a value of a rank without some axes, where it is summed over just these; else None."""
    match value:
        case Apply("sum", (x,)) if value.attr("keepdims") and _axes_of(value, rank) == axes:
            return apply("sum", x, **{**dict(value.attrs), "keepdims": False})
        case Apply(_, args) if rule_of(value).elementwise and rank_of(value.type) == rank:
            inner = [
                arg if isinstance(arg.type, Scalar) else _summed_away(arg, axes, rank)
                for arg in args
            ]
            if any(arg is None for arg in inner):
                return None
            return apply(value.prim, *cast("list[Expr]", inner), **dict(value.attrs))
        case _:
            return None


def _axes_of(total: Apply, rank: int) -> frozenset[int]:
    axis = total.attr("axis")
    axes = cast("tuple[object, ...]", axis) if isinstance(axis, tuple) else (axis,)
    return frozenset(a % rank for a in axes if isinstance(a, int))
