"""Places of values among others, and counts."""

from __future__ import annotations

import itertools

import numpy as np

from gradwright.ir.expressions import Const, Expr
from gradwright.ir.types import dtype_of, rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.axes import normal_axis
from gradwright.rules.lengths import unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function, method
from gradwright.rules.spellings.elementwise import is_none
from gradwright.rules.table import apply

_NEW = itertools.count()


@function(np.searchsorted, "a, v, side=None, sorter=!", prim="searchsorted")
@method("searchsorted", "a, v, side=None, sorter=!", "np", prim="searchsorted")
def searchsorted(given: Arguments, form: str) -> Expr:
    """Lower the places at which values would be put into a sorted vector."""
    side = given.static("side")
    if side not in (None, "left", "right"):
        raise RuleError("GW402", option="side", found=repr(side))
    a, v = given.operand("a"), given.operand("v")
    return apply("searchsorted", a, v, form="right" if side == "right" else form)


@function(np.digitize, "x, bins, right=False", prim="digitize")
def digitize(given: Arguments, form: str) -> Expr:
    """Lower the numbers of the bins that values are in."""
    x, bins = given.operand("x"), given.operand("bins")
    return apply("digitize", x, bins, form="right" if given.flag("right") else form)


@function(np.argpartition, "a, kth, axis=-1, kind=!, order=!", prim="argpartition")
def argpartition(given: Arguments, form: str) -> Expr:
    """Lower the order that puts one entry where a sort would."""
    a = given.operand("a")
    axis = normal_axis(given.whole("axis"), rank_of(a.type))
    return apply("argpartition", a, kth=given.whole("kth"), axis=axis, form=form)


@function(np.bincount, "x, weights=None, minlength=0", prim="bincount")
def bincount(given: Arguments, form: str) -> Expr:
    """Lower counts, or weights summed by place; how many there are depends on the places."""
    x, least = given.operand("x"), given.operand("minlength")
    if not dtype_of(x.type).startswith(("int", "uint", "bool")):
        raise RuleError("GW408", dtype=dtype_of(x.type))
    weighed = not is_none(given.given["weights"])
    operands = [x, given.operand("weights")] if weighed else [x]
    if not (isinstance(least, Const) and least.value == 0):
        operands, form = [*operands, least], "least"
    length = unknown("bincount", next(_NEW))
    return apply("weighed" if weighed else "bincount", *operands, length=length, form=form)
