"""Shapes, as functions, methods and attributes."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments
from gradwright.rules.spelling import ATTRIBUTES, function, method
from gradwright.rules.table import apply


def reversed_axes(x: Expr, form: str = "T") -> Expr:
    """Return the array with its axes in reverse order."""
    return permuted(x, tuple(reversed(range(rank_of(x.type)))), form)


def permuted(x: Expr, axes: tuple[int, ...], form: str) -> Expr:
    """Return the array with its axes permuted, itself where they stay."""
    return x if axes == tuple(range(len(axes))) else apply("transpose", x, axes=axes, form=form)


ATTRIBUTES["T"] = reversed_axes
ATTRIBUTES["size"] = lambda x: apply("size", x, form="attribute")
ATTRIBUTES["real"] = lambda x: x


@function(np.size, "x", prim="size")
def size(given: Arguments, form: str) -> Expr:
    """Lower the number of elements."""
    return apply("size", given.operand("x"), form=form)


@function(np.copy, "x, order=!, subok=!", prim="copy")
@method("copy", "x, order=!", prim="copy")
def copy(given: Arguments, form: str) -> Expr:
    """Lower a copy."""
    return apply("copy", given.operand("x"), form=form)
