"""Products: dot, matmul, outer."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.spelling import function, method, operands_only
from gradwright.rules.spellings.elementwise import UFUNC
from gradwright.rules.table import apply

function(np.matmul, "a, b" + UFUNC, "np", "matmul")(operands_only("matmul", "a, b"))


@function(np.dot, "a, b, out=!", "dot", "matmul")
@method("dot", "a, b, out=!", "dot_method", "matmul")
def dot(given: Arguments, form: str) -> Expr:
    """Lower dot: a product of numbers where one is a number, else one over the inner axes."""
    a, b = given.operand("a"), given.operand("b")
    if not rank_of(a.type) or not rank_of(b.type):
        return apply("mul", a, b, form=form)
    if rank_of(b.type) > 2:
        return contraction(a, b, ((rank_of(a.type) - 1,), (rank_of(b.type) - 2,)), form)
    return apply("matmul", a, b, form=form)


def contraction(a: Expr, b: Expr, axes: tuple[tuple[int, ...], tuple[int, ...]], form: str) -> Expr:
    """Return a sum of products over pairs of axes."""
    return apply("tensordot", a, b, axes=axes, form=form)
