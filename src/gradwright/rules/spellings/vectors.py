"""Cross products, correlations, sums and distances of several numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np

from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import FLOAT, rank_of
from gradwright.rules.arguments import Arg, Arguments, as_operand
from gradwright.rules.axes import normal_axis
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function
from gradwright.rules.spellings.shapes import permuted
from gradwright.rules.table import apply


def with_axis_last(x: Expr, axis: int) -> Expr:
    """Return an array with an axis moved behind the others."""
    rank = rank_of(x.type)
    place = normal_axis(axis, rank)
    return permuted(x, (*(k for k in range(rank) if k != place), place), "np")


@function(np.cross, "a, b, axisa=-1, axisb=-1, axisc=-1, axis=None", prim="cross")
def cross(given: Arguments, form: str) -> Expr:
    """Lower cross products along axes, the last ones unless told."""
    if given.static("axis") is None:
        a, b, c = (given.whole(name) for name in ("axisa", "axisb", "axisc"))
        return crossed(given, (a, b, c), form)
    return crossed(given, (given.whole("axis"),) * 3, form)


@function(np.linalg.cross, "a, b, axis=-1", prim="cross")
def linalg_cross(given: Arguments, form: str) -> Expr:
    """Lower cross products along one axis."""
    return crossed(given, (given.whole("axis"),) * 3, form)


def crossed(given: Arguments, axes: tuple[int, ...], form: str) -> Expr:
    """Return cross products along an axis of each operand, their entries along an axis of the result."""
    a, b = (
        with_axis_last(given.operand(name), axis) for name, axis in zip("ab", axes, strict=False)
    )
    found = apply("cross", a, b, form=form)
    rank = rank_of(found.type)
    order = list(range(rank - 1))
    order.insert(normal_axis(axes[2], rank), rank - 1)
    return permuted(found, tuple(order), "np")


@function(np.correlate, "a, v, mode=None", prim="correlated")
def correlate(given: Arguments, form: str) -> Expr:
    """Lower a full correlation; the frontend cuts it for the other modes."""
    mode = given.static("mode")
    if mode != "full":
        raise RuleError("GW402", option="mode", found=repr(mode or "valid"))
    return apply("correlated", given.operand("a"), given.operand("v"), form=form)


def numbers(arg: Arg) -> list[Expr] | None:
    """Return the numbers of a tuple or list, None for an array."""
    if not isinstance(arg, tuple | list):
        return None
    return [as_operand(item) for item in cast("Sequence[Arg]", arg)]


@function(math.fsum, "items", prim="fsum")
def fsum(given: Arguments, form: str) -> Expr:
    """Lower an exact sum of numbers or of a vector."""
    items = numbers(given.given["items"])
    if items is None:
        return apply("fsum_of_vector", given.operand("items"), form=form)
    return apply("fsum", *items, form=form) if items else constant(0.0, FLOAT)


@function(math.hypot, "*items", "math", prim="hypot")
def hypot(given: Arguments, form: str) -> Expr:
    """Lower the length of a vector that is given by its coordinates."""
    items = given.operands("items")
    if len(items) == 2:
        return apply("hypot", *items, form=form)
    return apply("length_of", *items, form="np") if items else constant(0.0, FLOAT)


@function(math.dist, "p, q", prim="distance")
def dist(given: Arguments, form: str) -> Expr:
    """Lower the distance of two points, as vectors or by their coordinates."""
    p, q = numbers(given.given["p"]), numbers(given.given["q"])
    if p is None or q is None:
        return apply("distance", given.operand("p"), given.operand("q"), form=form)
    if len(p) != len(q):
        raise RuleError("GW416", lengths=f"{len(p)} and {len(q)}")
    apart = [apply("sub", a, b, form="infix") for a, b in zip(p, q, strict=True)]
    return apply("length_of", *apart, form=form) if apart else constant(0.0, FLOAT)
