"""Shapes, as functions, methods and attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from gradwright.ir.expressions import Apply, At, Expr, Fancy, Index, Region, Span, Var, constant
from gradwright.ir.types import (
    INT,
    UNIT,
    Array,
    Form,
    Scalar,
    dtype_of,
    is_complex,
    lengths_of,
    rank_of,
)
from gradwright.rules.arguments import Arguments
from gradwright.rules.axes import normal_axis, subscript
from gradwright.rules.lengths import is_axis, product_of, unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import ATTRIBUTES, function, method
from gradwright.rules.table import apply


def permuted(x: Expr, axes: tuple[int, ...], form: str) -> Expr:
    """Return the array with its axes permuted, itself where they stay."""
    if axes == tuple(range(len(axes))):
        return x
    turned = axes == tuple(reversed(range(len(axes))))
    return apply("transpose", x, axes=axes, form="T" if turned else form)


def turned(x: Expr) -> Expr:
    """Return the array with its axes in reverse order."""
    return permuted(x, tuple(reversed(range(rank_of(x.type)))), "T")


def last_swapped(x: Expr) -> Expr:
    """Return the array with its last two axes swapped."""
    rank = rank_of(x.type)
    if rank < 2:
        raise RuleError("GW406", function=".mT", found=rank)
    return permuted(x, (*range(rank - 2), rank - 1, rank - 2), "swap")


ATTRIBUTES["T"] = turned
ATTRIBUTES["mT"] = last_swapped
ATTRIBUTES["size"] = lambda x: apply("size", x, form="attribute")
ATTRIBUTES["real"] = lambda x: apply("real", x, form="attribute") if is_complex(x.type) else x
ATTRIBUTES["imag"] = lambda x: apply("imag", x, form="attribute")
ATTRIBUTES["flat"] = lambda x: apply("ravel", x, form="np")


@function(np.transpose, "x, axes=None", prim="transpose")
@function(np.permute_dims, "x, axes=None", prim="transpose")
@method("transpose", "x, *axes", prim="transpose")
def transpose(given: Arguments, form: str) -> Expr:
    """Lower a transpose; without axes they are reversed."""
    x = given.operand("x")
    value = given.static("axes")
    chosen = cast(
        "Sequence[object]", value if isinstance(value, tuple) else () if value is None else (value,)
    )
    if not chosen or chosen == (None,):
        return turned(x)
    flat = chosen[0] if len(chosen) == 1 and isinstance(chosen[0], tuple) else chosen
    axes = Arguments({"axes": flat}).axes("axes", rank_of(x.type))
    if sorted(axes) != list(range(rank_of(x.type))):
        raise RuleError("GW415", reason="the axes are no permutation")
    return permuted(x, axes, form)


@function(np.swapaxes, "x, axis1, axis2", prim="transpose")
@method("swapaxes", "x, axis1, axis2", prim="transpose")
def swapaxes(given: Arguments, form: str) -> Expr:
    """Lower a swap of two axes."""
    x = given.operand("x")
    rank = rank_of(x.type)
    i, j = (normal_axis(given.whole(name), rank) for name in ("axis1", "axis2"))
    axes = list(range(rank))
    axes[i], axes[j] = axes[j], axes[i]
    last = rank >= 2 and {i, j} == {rank - 2, rank - 1}
    return permuted(x, tuple(axes), "swap" if last else form)


@function(np.moveaxis, "x, source, destination", prim="transpose")
def moveaxis(given: Arguments, form: str) -> Expr:
    """Lower axes moved to other places."""
    x = given.operand("x")
    rank = rank_of(x.type)
    source, goal = given.axes("source", rank), given.axes("destination", rank)
    order = [k for k in range(rank) if k not in source]
    for place, axis in sorted(zip(goal, source, strict=True)):
        order.insert(place, axis)
    return permuted(x, tuple(order), form)


@method("view", "x")
def view(given: Arguments, form: str) -> Expr:
    """Lower a view of a whole array: the array itself."""
    return given.operand("x")


@function(np.reshape, "x, shape, order=!, copy=!", prim="reshape")
@method("reshape", "x, *shape, order=!, copy=!", prim="reshape")
def reshape(given: Arguments, form: str) -> Expr:
    """Lower a reshape; one length may be -1."""
    x, lengths = given.operand("x"), given.lengths("shape")
    model = shape_of(lengths)
    if model is not None:
        return apply("reshape_like", x, model, form=form)
    return apply("reshape", x, *lengths, lengths=solved(given, x, lengths), form=form)


def solved(given: Arguments, x: Expr, lengths: Sequence[Expr]) -> tuple[Form, ...]:
    """Return the forms of a reshape's lengths, a -1 computed from the others."""
    forms = given.forms(lengths)
    missing = [k for k, form in enumerate(forms) if form.literal == -1]
    if len(missing) > 1:
        raise RuleError("GW415", reason="only one length may be -1")
    total = product_of(lengths_of(x.type))
    if not missing:
        known = product_of(forms)
        if known.literal is not None and total.literal not in (None, known.literal):
            raise RuleError("GW416", lengths=f"{total.literal} and {known.literal}")
        return forms
    others = [form for form in forms if form.literal != -1]
    computed = _quotient(list(lengths_of(x.type)), others)
    return tuple(computed if k in missing else form for k, form in enumerate(forms))


def _quotient(lengths: list[Form], others: list[Form]) -> Form:
    """Return the product of lengths over the product of others, equal ones cancelled."""
    left, under = list(lengths), list(others)
    for other in others:
        if other in left and other.literal is None:
            left.remove(other)
            under.remove(other)
    total, divisor = product_of(left), product_of(under)
    if divisor is UNIT:
        return total
    parts = (total.constant, *(k for _, k in total.terms))
    if divisor.literal and not any(part % divisor.literal for part in parts):
        terms = tuple((symbol, k // divisor.literal) for symbol, k in total.terms)
        return Form(total.constant // divisor.literal, terms)
    return unknown("quotient", total, divisor)


def shape_of(lengths: Sequence[Expr]) -> Expr | None:
    """Return the array whose whole shape these lengths are, if there is one."""
    first = lengths[0] if lengths else None
    if not isinstance(first, Apply) or first.prim != "length":
        return None
    model = first.args[0]
    same = [isinstance(e, Apply) and e.prim == "length" and e.args[0] is model for e in lengths]
    axes = [e.attr("axis") for e in lengths if isinstance(e, Apply)]
    whole = all(same) and axes == list(range(rank_of(model.type)))
    return model if whole and len(lengths) > 1 else None


def in_order(given: Arguments) -> None:
    """Refuse an order that goes by how an array lies in memory."""
    if given.static("order") not in (None, "C"):
        raise RuleError("GW402", option="order", found=repr(given.static("order")))


@function(np.ravel, "x, order=None", prim="ravel")
@method("ravel", "x, order=None", prim="ravel")
def ravel(given: Arguments, form: str) -> Expr:
    """Lower a flattened array."""
    in_order(given)
    return apply("ravel", given.operand("x"), form=form)


@method("flatten", "x, order=None", prim="flatten")
def flatten(given: Arguments, form: str) -> Expr:
    """Lower a flattened copy."""
    in_order(given)
    return apply("flatten", given.operand("x"), form=form)


@function(np.expand_dims, "x, axis", prim="expand_dims")
def expand_dims(given: Arguments, form: str) -> Expr:
    """Lower unit axes put in at places of the result."""
    x, value = given.operand("x"), given.static("axis")
    count = len(cast("Sequence[object]", value)) if isinstance(value, tuple) else 1
    rank = rank_of(x.type) + count
    axes = tuple(sorted(given.axes("axis", rank)))
    return apply("expand_dims", x, axes=axes, index=subscript(axes, rank), form=form)


@function(np.squeeze, "x, axis=None", prim="squeeze")
@method("squeeze", "x, axis=None", prim="squeeze")
def squeeze(given: Arguments, form: str) -> Expr:
    """Lower unit axes taken out; without an axis, all that were 1 when the code was written."""
    x = given.operand("x")
    lengths = lengths_of(x.type)
    if given.static("axis") is None:
        if any(n.literal is None and not is_axis(n) for n in lengths):
            raise RuleError("GW401", found="left out, and a length may be 1 or not")
        axes = tuple(k for k, n in enumerate(lengths) if n is UNIT)
    else:
        axes = tuple(sorted(given.axes("axis", len(lengths))))
    return apply("squeeze", x, axes=axes, form=form)


def at_least(rank: int) -> None:
    """Register ``np.atleast_1d`` or ``np.atleast_2d``."""

    @function(getattr(np, f"atleast_{rank}d"), "x", prim="at_least")
    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        return x if rank_of(x.type) >= rank else apply("at_least", x, rank=rank, form=form)

    assert lower


at_least(1)
at_least(2)


@function(np.broadcast_to, "x, shape, subok=!", prim="broadcast_to")
def broadcast_to(given: Arguments, form: str) -> Expr:
    """Lower a broadcast; lengths that might be 1 or not are refused."""
    x, lengths = given.operand("x"), given.lengths("shape")
    model = shape_of(lengths)
    if model is not None:
        return apply("broadcast_like", x, model, form=form)
    forms = given.forms(lengths)
    own = lengths_of(x.type)
    for n, wanted in zip(reversed(own), reversed(forms), strict=False):
        if n is not UNIT and n is not wanted and n.literal is None and not is_axis(n):
            raise RuleError("GW409")
    if len(own) > len(forms):
        raise RuleError("GW406", found=len(own))
    return apply("broadcast_to", x, *lengths, lengths=forms, form=form)


@function(np.size, "x, axis=None", prim="size")
def size(given: Arguments, form: str) -> Expr:
    """Lower the number of elements, or an axis's length."""
    x = given.operand("x")
    axis = given.axis("axis", rank_of(x.type))
    if isinstance(axis, int):
        return apply("length", x, axis=axis, form="shape")
    return apply("size", x, form=form) if rank_of(x.type) else constant(1, INT)


@function(np.ndim, "x")
def ndim(given: Arguments, form: str) -> Expr:
    """Lower the number of axes, which is known."""
    return constant(rank_of(given.operand("x").type), INT)


@function(np.take, "x, indices, axis=None, out=!, mode=!")
@method("take", "x, indices, axis=None, out=!, mode=!")
def take(given: Arguments, form: str) -> Expr:
    """Lower entries taken at integer indices: a region of the named array, printed as it was written.

    Behind the first axis an index by an array has another memory order than what `np.take` gives,
    and sums over it other last bits.
    """
    x = given.operand("x")
    if np.dtype(dtype_of(given.operand("indices").type)).kind not in "iu":
        raise RuleError("GW415", reason="the indices are no whole numbers")
    axis = given.axis_or_all("axis", rank_of(x.type))
    if axis is None and rank_of(x.type) != 1:
        x = apply("ravel", x, form="np")
    part = taken(given.named(x), given.operand("indices"), axis or 0)
    return apply("taken", part, axis=axis, form=form) if axis and _has_array(part) else part


def _has_array(part: Region) -> bool:
    return any(isinstance(e, Fancy) for step in part.path for e in getattr(step, "items", ()))


def taken(x: Var, indices: Expr, axis: int) -> Region:
    """Return the region of an array at integer indices along an axis."""
    assert isinstance(x.type, Array)
    lengths = lengths_of(x.type)
    kept = (*lengths[:axis], *lengths_of(indices.type), *lengths[axis + 1 :])
    item = Fancy(indices) if rank_of(indices.type) else At(indices)
    path = (Index((*(Span(None, None, None),) * axis, item)),)
    return Region(x, path, Array(x.type.dtype, kept) if kept else Scalar(x.type.dtype, False))
