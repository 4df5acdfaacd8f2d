"""Entries sorted, accumulated, subtracted from their neighbours along an axis."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Apply
from gradwright.ir.types import Array, Form, Type, lengths_of
from gradwright.rules.axes import kept_lengths
from gradwright.rules.dtypes import number, probed, shaped
from gradwright.rules.lengths import literal, product_of, sum_of
from gradwright.rules.rearrange import NONE, again, length, narrowed, row, same_type
from gradwright.rules.rule import Call, RuleError
from gradwright.rules.shape import back_to_shape
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def accumulation_type(x: Type, axis: int | None = None, **_: object) -> Type:
    """Infer the type of running sums."""
    dtype = probed(np.cumsum, number(x).dtype)
    return Array(dtype, (product_of(lengths_of(x)),) if axis is None else lengths_of(x))


def cumsum_back(dy: Sym, y: Sym, x: Sym, axis: int | None = None) -> Sym:
    """Sum dy from each entry on."""
    along = 0 if axis is None else axis
    back = call("flip", dy, axis=along, form="np")
    found = call("flip", call("cumsum", back, axis=along), axis=along, form="np")
    return found if axis is not None or x.rank == 1 else back_to_shape(found, y, x)


def sort_back(dy: Sym, y: Sym, x: Sym, axis: int = -1) -> Sym:
    """Send each entry of dy back to where its value came from."""
    order = call("argsort", x, axis=axis, kind="stable", form="stable")
    return call("take_along_axis", dy, call("argsort", order, axis=axis, form="np"), axis=axis)


def argsort_type(x: Type, **_: object) -> Type:
    """Infer the type of the order."""
    return Array("int64", lengths_of(x))


def along_type(x: Type, indices: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of entries taken along an axis."""
    return Array(number(x).dtype, lengths_of(indices))


def permuted_back(dy: Sym, y: Sym, x: Sym, order: Sym, axis: int = 0) -> Sym:
    """Put entries back that were taken in an order of all of them, as the derivative of a sort does."""
    match order.expr:
        case Apply("argsort", (Apply("argsort") as before,)):
            return call("take_along_axis", dy, Sym(before, order.form), axis=axis)
        case _:
            back = call("argsort", order, axis=axis, form="np")
            return call("take_along_axis", dy, back, axis=axis)


def position_type(x: Type, axis: int | None = None, keepdims: bool = False, **_: object) -> Type:
    """Infer the type of the place of an extreme."""
    if isinstance(axis, tuple):
        raise RuleError("GW402", option="axis", found=axis)
    return shaped("int64", kept_lengths(x, axis, keepdims))


def diff_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of differences of neighbours."""
    lengths = list(lengths_of(x))
    lengths[axis] = narrowed(lengths[axis], 1)
    return Array(number(x).dtype, tuple(lengths))


def diff_back(dy: Sym, y: Sym, x: Sym, axis: int = 0) -> Sym:
    """Return minus the differences of dy between zeros."""
    found = call("diff_between", dy, axis=axis, length=lengths_of(x.type)[axis], form="np")
    before = ":, " * axis
    own = lengths_of(x.type)[axis]
    return -call("part", found, length(x, axis), axis=axis, before=before, length=own, form="head")


def between_type(x: Type, axis: int = 0, length: Form | None = None, **_: object) -> Type:
    """Infer the type of differences between zeros put at both ends."""
    lengths = list(lengths_of(x))
    lengths[axis] = sum_of((lengths[axis], literal(1)))
    return Array(str(np.result_type(number(x).dtype, np.float64)), tuple(lengths))


ROWS = (
    row(
        "cumsum",
        accumulation_type,
        (cumsum_back,),
        "flip(cumsum(flip(dy)))",
        {
            "np": Call("np.cumsum({0}, axis={axis})"),
            "method": Call("{0}.cumsum(axis={axis})"),
        },
        noun="sums",
    ),
    row(
        "sort",
        same_type,
        (sort_back,),
        "dy back in the order before",
        {"np": Call("np.sort({0}, axis={axis})")},
        noun="ordered",
        linear=False,
        ties="equal values keep their order",
        defaults=NONE,
    ),
    row(
        "take_along_axis",
        along_type,
        (permuted_back, None),
        "dy in the order before",
        {"np": Call("np.take_along_axis({0}, {1}, axis={axis})")},
        noun="taken",
        defaults=NONE,
    ),
    row(
        "argsort",
        argsort_type,
        (None,),
        "0",
        {
            "np": Call("np.argsort({0}, axis={axis})"),
            "stable": Call('np.argsort({0}, axis={axis}, kind="{kind}")'),
            "method": Call("{0}.argsort(axis={axis})"),
        },
        noun="order",
        defaults=NONE,
    ),
    *(
        row(
            name,
            position_type,
            (None,),
            "0",
            {
                "np": Call(f"np.{name}({{0}}, axis={{axis}}, keepdims={{keepdims}})"),
                "method": Call(f"{{0}}.{name}(axis={{axis}}, keepdims={{keepdims}})"),
            },
            noun="place",
        )
        for name in ("argmax", "argmin")
    ),
    row(
        "diff",
        diff_type,
        (diff_back,),
        "-diff(dy between zeros)",
        {"np": Call("np.diff({0}, axis={axis})")},
        noun="differences",
        defaults=NONE,
    ),
    row(
        "diff_between",
        between_type,
        (again("np.diff"),),
        "refused (made by derivatives only)",
        {"np": Call("np.diff({0}, axis={axis}, prepend=0.0, append=0.0)")},
        noun="differences",
        defaults=NONE,
    ),
)

register("Order", ROWS, on_complex="cumsum take_along_axis diff diff_between")
