"""Views as steps into their base: what makes a name of a reshaped, squeezed or flipped array a region.

In: an application of a primitive whose result may share memory with its operand. Out: the steps that
lead from that operand's region to it; None where it is no view of every array of that kind.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import cast

import numpy as np

from gradwright.analysis.layout import is_contiguous, keeps_order
from gradwright.frontend.known import static_value
from gradwright.frontend.lowering import call as lower_call
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Num
from gradwright.ir.expressions import (
    Apply,
    At,
    Const,
    Expr,
    Fancy,
    Index,
    NewAxis,
    Region,
    Reshape,
    Span,
    Step,
    Transpose,
    Var,
    constant,
)
from gradwright.ir.rewriting import dropped
from gradwright.ir.statements import Block, Guard, Stmt
from gradwright.ir.types import INT, UNIT, is_complex, lengths_of, rank_of
from gradwright.rules.table import apply

FULL = Span(None, None, None)
BACKWARDS = Span(None, None, constant(-1, INT))
Axes = tuple[int, ...]


def _transposed(view: Apply) -> Step:
    return Transpose(cast("Axes", view.attr("axes")))


def _squeezed(view: Apply) -> Step:
    gone = cast("Axes", view.attr("axes", ()))
    first = At(constant(0, INT))
    return Index(tuple(first if k in gone else FULL for k in range(rank_of(view.args[0].type))))


def _expanded(view: Apply) -> Step:
    new = cast("Axes", view.attr("axes"))
    return Index(tuple(NewAxis() if k in new else FULL for k in range(rank_of(view.type))))


def _lifted(view: Apply) -> Step:
    more = rank_of(view.type) - rank_of(view.args[0].type)
    return Index((NewAxis(),) * more)


def _flipped(view: Apply) -> Step:
    axis = cast("int | Axes | None", view.attr("axis"))
    rank = rank_of(view.type)
    chosen = range(rank) if axis is None else (axis,) if isinstance(axis, int) else axis
    turned = {k % rank for k in chosen}
    return Index(tuple(BACKWARDS if k in turned else FULL for k in range(rank)))


def _reshaped(view: Apply) -> Step:
    return Reshape(view.args[1:])


def _like(view: Apply) -> Step:
    model = view.args[1]
    axes = range(rank_of(model.type))
    return Reshape(tuple(apply("length", model, axis=k, form="shape") for k in axes))


def _flat(view: Apply) -> Step:
    return Reshape((constant(-1, INT),))


STEPS: Mapping[str, Callable[[Apply], Step]] = {
    "transpose": _transposed,
    "squeeze": _squeezed,
    "expand_dims": _expanded,
    "at_least": _lifted,
    "flip": _flipped,
    "reshape": _reshaped,
    "reshape_like": _like,
    "ravel": _flat,
}


def region_of_view(reader: Reader, view: Expr, node: ast.AST) -> Var | Region | None:
    """Return the region that a view is, a guard in front where its base's layout decides; None of others."""
    match view:
        case Var() | Region():
            return view
        case Apply(prim, (operand, *_)) if prim in STEPS:
            inner = region_of_view(reader, operand, node)
            return None if inner is None else _stepped(reader, inner, view, node)
        case _:
            return None


def read_anew(reader: Reader, view: Expr, node: ast.AST) -> Expr | None:
    """Return what stands for a view that no store goes through, or for a part of complex numbers.

    Only `np.einsum` gives a diagonal that is written to: there it is the region.
    """
    match view:
        case Apply("diagonal", (matrix,)) if view.attr("form") == "einsum":
            owner = region_of_view(reader, matrix, node)
            return None if owner is None else _diagonal(reader, owner, view, node)
        case Apply("real" | "imag", (whole,)) if is_complex(whole.type):
            return view
        case Apply() if is_read_only(view):
            return view
        case _:
            return None


def is_read_only(view: Expr) -> bool:
    """Whether NumPy refuses to store through a view."""
    match view:
        case Apply("broadcast_to"):
            return True
        case Apply("diagonal"):
            return view.attr("form") != "einsum"
        case _:
            return False


def _diagonal(reader: Reader, owner: Var | Region, view: Apply, node: ast.AST) -> Region:
    count = apply("length", owner, axis=0, form="shape")
    places = lower_call(reader, node, np.arange, [Num(count)], {})
    assert places is not None
    base, path = (owner, ()) if isinstance(owner, Var) else (owner.base, owner.path)
    return Region(base, (*path, Index((Fancy(places), Fancy(places)))), view.type)


def _stepped(
    reader: Reader, inner: Var | Region, view: Apply, node: ast.AST
) -> Var | Region | None:
    if view.prim == "squeeze" and not _has_unit_axes(view):
        return None
    step = STEPS[view.prim](view)
    base, path = (inner, ()) if isinstance(inner, Var) else (inner.base, inner.path)
    if isinstance(step, Reshape):
        if not (keeps_order(path, rank_of(base.type)) or _is_spread(inner, view)):
            return None
        _keep_in_order(reader, base, node)
        _fits(reader, inner, step, node)
        if lengths_of(inner.type) == lengths_of(view.type):
            return inner
    return Region(base, (*path, _without_rest(step)), view.type)


def _has_unit_axes(view: Apply) -> bool:
    lengths = lengths_of(view.args[0].type)
    return all(lengths[k] is UNIT for k in cast("Axes", view.attr("axes", ())))


def _fits(reader: Reader, inner: Var | Region, step: Reshape, node: ast.AST) -> None:
    """Check here that a reshape has as many entries as its operand, as NumPy does."""
    rest = constant(1, INT)
    open_ = False
    for length in step.lengths:
        if isinstance(length, Const) and length.value == -1:
            open_ = True
        else:
            rest = (
                length if rest is constant(1, INT) else operate(reader, node, "mul", rest, length)
            )
    size = apply("size", inner, form="attribute")
    if open_ and rest is constant(1, INT):
        return
    over = operate(reader, node, "mod", size, rest) if open_ else size
    cond = operate(reader, node, "eq", over, constant(0, INT) if open_ else rest)
    if static_value(reader, cond) is True:
        return
    message = f"line {reader.at(node).line}: the entries do not fit {reader.shown(node)}"
    reader.emit(Guard(cond, message, reader.at(node)))


def _without_rest(step: Step) -> Step:
    """Return a step without the whole axes at its end, which nothing takes a part of."""
    if not isinstance(step, Index):
        return step
    items = list(step.items)
    while items and items[-1] is FULL:
        items.pop()
    return Index(tuple(items))


def _is_spread(inner: Var | Region, view: Apply) -> bool:
    """Whether entries at one distance get other lengths: a view always, but `ravel` copies them."""
    return rank_of(inner.type) == 1 and view.prim != "ravel"


def _keep_in_order(reader: Reader, base: Var, node: ast.AST) -> None:
    """Check here that an array lies in C's order, and at the entry that those do that are copied there."""
    message = f"line {reader.at(node).line}: {reader.webs.names[base.web]} is no array in C's order"
    reader.emit(Guard(in_order(base), message, reader.at(node), "GW319"))
    if not reader.decisions.reshaped:
        reader.decisions.reshaped = reader.decisions.added = True


def in_order(array: Var) -> Apply:
    """Return the condition that an array lies in C's order."""
    return apply("is_contiguous", array, form="attribute")


def without_needless(block: Block, webs: frozenset[int]) -> Block:
    """Return a block without the guards of what surely lies in C's order."""

    def is_needless(stmt: Stmt) -> bool:
        match stmt:
            case Guard(Apply("is_contiguous", (array,))):
                return is_contiguous(array, webs)
            case _:
                return False

    return dropped(block, is_needless)
