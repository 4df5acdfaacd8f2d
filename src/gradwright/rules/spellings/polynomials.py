"""Polynomials and matrices of powers."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments, length_operand
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function
from gradwright.rules.spellings.elementwise import is_none
from gradwright.rules.table import apply


@function(np.polyval, "p, x", prim="polyval")
def polyval(given: Arguments, form: str) -> Expr:
    """Lower a polynomial's values; coefficients in a sequence become an array, as in NumPy."""
    p, x = given.operand("p"), given.operand("x")
    if isinstance(p, Apply) and p.prim == "list":
        p = apply("array", *p.args, form="np")
    return apply("polyval", p, x, form=form)


@function(np.vander, "x, N=None, increasing=False", prim="vander")
def vander(given: Arguments, form: str) -> Expr:
    """Lower a matrix of powers, square unless told."""
    x = given.operand("x")
    if rank_of(x.type) != 1:
        raise RuleError("GW406", found=rank_of(x.type))
    square = is_none(given.given["N"])
    n = apply("length", x, axis=0, form="shape") if square else length_operand(given.given["N"])
    (count,) = given.forms([n])
    if count.literal is not None and count.literal < 1:
        raise RuleError("GW402", option="N", found=count.literal)
    return apply("vander", x, n, length=count, increasing=given.flag("increasing"), form=form)
