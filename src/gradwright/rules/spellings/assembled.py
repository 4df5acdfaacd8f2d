"""Arrays turned, chosen from and put together by functions that stand for several primitives."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import dtype_of, rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.dtypes import promoted
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function
from gradwright.rules.spellings.elementwise import is_none
from gradwright.rules.spellings.rearranged import lifted
from gradwright.rules.spellings.shapes import permuted
from gradwright.rules.table import apply


@function(np.rot90, "x, k=1, axes=None", prim="flip")
def rot90(given: Arguments, form: str) -> Expr:
    """Lower a turn by right angles: a flip and a transpose, in NumPy's order."""
    x = given.operand("x")
    rank = rank_of(x.type)
    axes = (0, 1) if is_none(given.given["axes"]) else given.axes("axes", rank)
    if rank < 2:
        raise RuleError("GW406", found=rank)
    if len(axes) != 2 or axes[0] == axes[1]:
        raise RuleError("GW402", option="axes", found=repr(axes))
    quarters = given.whole("k") % 4
    order = list(range(rank))
    order[axes[0]], order[axes[1]] = order[axes[1]], order[axes[0]]
    if quarters == 2:
        return apply("flip", apply("flip", x, axis=axes[0], form=form), axis=axes[1], form=form)
    if quarters == 1:
        return permuted(apply("flip", x, axis=axes[1], form=form), tuple(order), form)
    return (
        apply("flip", permuted(x, tuple(order), form), axis=axes[1], form=form) if quarters else x
    )


@function(np.ediff1d, "x, to_end=None, to_begin=None", prim="diff")
def ediff1d(given: Arguments, form: str) -> Expr:
    """Lower the differences of neighbours of the flattened array, between ends of its dtype."""
    x = given.operand("x")
    if dtype_of(x.type) == "bool":
        raise RuleError("GW402", option="ary", found="an array of truth values")
    flat = lifted(x, 1) if rank_of(x.type) < 2 else apply("ravel", x, form=form)
    inner = apply("diff", flat, axis=0, form=form)
    before, after = (_end(given, name, inner) for name in ("to_begin", "to_end"))
    if not before and not after:
        return inner
    return apply("concatenate", *before, inner, *after, axis=0, form=form)


def _end(given: Arguments, name: str, inner: Expr) -> list[Expr]:
    """Return what is put before or behind the differences, as a vector."""
    if is_none(given.given[name]):
        return []
    end = given.operand(name)
    flat = lifted(end, 1) if rank_of(end.type) < 2 else apply("ravel", end, form="np")
    if dtype_of(flat.type) != dtype_of(inner.type):
        raise RuleError("GW402", option=name, found=f"numbers of dtype {dtype_of(flat.type)}")
    return [flat]


@function(np.select, "condlist, choicelist, default=0", prim="where")
def select(given: Arguments, form: str) -> Expr:
    """Lower a choice by the first condition that holds: a chain of `np.where`."""
    conditions, choices = given.operands("condlist"), given.operands("choicelist")
    if not conditions or len(conditions) != len(choices):
        raise RuleError("GW411", expected="as many choices as conditions", found=len(choices))
    if any(dtype_of(c.type) != "bool" for c in conditions):
        raise RuleError("GW402", option="condlist", found="conditions that are not truth values")
    chosen = given.operand("default")
    wanted = promoted(tuple(e.type for e in (*choices, chosen)))
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        chosen = apply("where", condition, choice, chosen, form=form)
    if dtype_of(chosen.type) != wanted:
        raise RuleError("GW402", option="choicelist", found="numbers of several dtypes")
    # np.select gives rows in C order; np.where keeps its operands', and sums have other last bits
    return chosen if rank_of(chosen.type) < 2 else apply("copy", chosen, form="method")
