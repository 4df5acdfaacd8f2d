"""Interpolation, convolution, weighted means, tolerances, other norms' parts."""

from __future__ import annotations

import math

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function, operands_only
from gradwright.rules.spellings.elementwise import is_none
from gradwright.rules.table import apply

function(np.interp, "x, xp, fp, left=!, right=!, period=!", prim="interp")(
    operands_only("interp", "x, xp, fp")
)
function(np.array_equal, "a1, a2, equal_nan=!", prim="array_equal")(
    operands_only("array_equal", "a1, a2")
)


@function(np.convolve, 'a, v, mode="full"', prim="convolve")
def convolve(given: Arguments, form: str) -> Expr:
    """Lower a full convolution."""
    mode = given.static("mode")
    if mode != "full":
        raise RuleError("GW402", option="mode", found=repr(mode))
    return apply("convolve", given.operand("a"), given.operand("v"), form=form)


@function(np.isclose, "a, b, rtol=1e-05, atol=1e-08, equal_nan=!", prim="isclose")
def isclose(given: Arguments, form: str) -> Expr:
    """Lower a comparison of entries within a tolerance."""
    return within("isclose", given, "a, b, rtol, atol", form)


@function(np.allclose, "a, b, rtol=1e-05, atol=1e-08, equal_nan=!", prim="allclose")
def allclose(given: Arguments, form: str) -> Expr:
    """Lower a comparison of arrays within a tolerance."""
    return within("allclose", given, "a, b, rtol, atol", form)


@function(math.isclose, "a, b, rel_tol=1e-09, abs_tol=0.0", "math", "allclose")
def number_isclose(given: Arguments, form: str) -> Expr:
    """Lower a comparison of numbers within a tolerance."""
    return within("allclose", given, "a, b, rel_tol, abs_tol", form)


def within(prim: str, given: Arguments, names: str, form: str) -> Expr:
    """Return a comparison whose tolerances are known."""
    a, b, relative, absolute = names.split(", ")
    tolerances = {"rtol": given.static(relative), "atol": given.static(absolute)}
    return apply(prim, given.operand(a), given.operand(b), form=form, **tolerances)


@function(np.average, "a, axis=None, weights=None, returned=!, keepdims=False", prim="mean")
def average(given: Arguments, form: str) -> Expr:
    """Lower a mean, with weights of the operand's own shape."""
    a = given.operand("a")
    attrs = {"axis": given.axis("axis", rank_of(a.type)), "keepdims": given.flag("keepdims")}
    if is_none(given.given["weights"]):
        return apply("mean", a, form=form, **attrs)
    weights = given.operand("weights")
    if rank_of(weights.type) != rank_of(a.type):
        raise RuleError("GW406", found=f"{rank_of(a.type)} and {rank_of(weights.type)}")
    total = apply("sum", apply("mul", a, weights, form="infix"), form=form, **attrs)
    return apply("truediv", total, apply("sum", weights, form=form, **attrs), form="infix")
