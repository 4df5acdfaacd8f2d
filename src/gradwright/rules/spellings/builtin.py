"""Python's builtins."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import cast

from gradwright.ir.expressions import Expr, constant
from gradwright.ir.types import INT, rank_of
from gradwright.rules.arguments import Arg, Arguments, as_operand, is_expr, sequence
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function
from gradwright.rules.table import apply


def extreme(prim: str, reduction: str) -> Lower:
    """Return how max and min are lowered: over numbers, a container of numbers, or a vector."""

    def lower(given: Arguments, form: str) -> Expr:
        items = cast("Sequence[Arg]", given.given["items"])
        if len(items) == 1 and is_expr(items[0]):
            return over_vector(reduction, as_operand(items[0]), form)
        if len(items) == 1 and isinstance(items[0], tuple | list):
            items = cast("Sequence[Arg]", items[0])
        return fold(prim, [as_operand(item) for item in items], form)

    return lower


def over_vector(reduction: str, x: Expr, form: str) -> Expr:
    """Return a builtin reduction of a vector."""
    if rank_of(x.type) != 1:
        raise RuleError("GW406", found=rank_of(x.type))
    return apply(reduction, x, axis=None, keepdims=False, form=form)


def fold(prim: str, operands: Sequence[Expr], form: str) -> Expr:
    """Return a binary primitive over several numbers, from the left."""
    if not operands:
        raise RuleError("GW414")
    if any(rank_of(e.type) for e in operands):
        raise RuleError("GW415", reason="the truth of an array is not one value")
    total, *rest = operands
    for e in rest:
        total = apply(prim, total, e, form=form)
    return total


function(builtins.max, "*items", "builtin", "maximum")(extreme("maximum", "max"))
function(builtins.min, "*items", "builtin", "minimum")(extreme("minimum", "min"))


@function(builtins.sum, "items, start=None", "builtin", "sum")
def total(given: Arguments, form: str) -> Expr:
    """Lower a sum of a container's items or of a vector."""
    items = given.given["items"]
    start = None if given.given["start"] is None else given.operand("start")
    if is_expr(items):
        found = over_vector("sum", as_operand(items), form)
        return found if start is None else apply("add", start, found, form="infix")
    operands = [as_operand(item) for item in sequence(items)]
    operands = operands if start is None else [start, *operands]
    if not operands:
        return constant(0, INT)
    found = operands[0]
    for e in operands[1:]:
        found = apply("add", found, e, form="infix")
    return found


@function(builtins.len, "x", "builtin", "length")
def length(given: Arguments, form: str) -> Expr:
    """Lower the length of the first axis."""
    x = given.operand("x")
    if not rank_of(x.type):
        raise RuleError("GW406", found=0)
    return apply("length", x, axis=0, form=form)


@function(builtins.abs, "x", "builtin", "abs")
def absolute(given: Arguments, form: str) -> Expr:
    """Lower the absolute value."""
    return apply("abs", given.operand("x"), form=form)
