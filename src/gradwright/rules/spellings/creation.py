"""Arrays made anew."""

from __future__ import annotations

import builtins

import numpy as np

from gradwright.ir.expressions import Const, Expr
from gradwright.ir.types import Form, Scalar
from gradwright.rules.arguments import Arguments
from gradwright.rules.lengths import unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function
from gradwright.rules.table import apply


def filled(prim: str) -> Lower:
    """Return how zeros, ones and empty are lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        lengths = given.lengths("shape")
        attrs = {"lengths": given.forms(lengths), "dtype": given.dtype("dtype") or "float64"}
        shape = "vector" if len(lengths) == 1 else form
        return apply(prim, *lengths, form=shape, **attrs)

    return lower


def alike(prim: str) -> Lower:
    """Return how zeros_like and its kin are lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        x = given.operand("x")
        return apply(prim, x, form=form, **_like(given))

    return lower


def _like(given: Arguments) -> dict[str, object]:
    dtype = given.dtype("dtype")
    return {} if dtype is None else {"like": dtype}


for _name in ("zeros", "ones", "empty"):
    _parameters = "shape, dtype=None, order=!, device=!, like=!"
    function(getattr(np, _name), _parameters, prim=_name)(filled(_name))
    _parameters = "x, dtype=None, order=!, subok=!, shape=!, device=!"
    function(getattr(np, f"{_name}_like"), _parameters, prim=f"{_name}_like")(
        alike(f"{_name}_like")
    )


@function(np.arange, "*bounds, dtype=None, device=!, like=!", prim="arange")
def arange(given: Arguments, form: str) -> Expr:
    """Lower an arithmetic progression."""
    bounds = bounds_of(given)
    dtype = given.dtype("dtype")
    if dtype is None:
        return apply("arange", *bounds, form=form, length=progression(given, bounds))
    length = progression(given, bounds)
    return apply("arange", *bounds, form="typed", length=length, dtype=dtype)


@function(builtins.range, "*bounds", "builtin", "range")
def counted(given: Arguments, form: str) -> Expr:
    """Lower a range that stands for an array of integers."""
    bounds = bounds_of(given)
    return apply("range", *bounds, form=form, length=progression(given, bounds))


def bounds_of(given: Arguments) -> list[Expr]:
    """Return the operands of a range, without a start of 0 or a step of 1."""
    bounds = given.operands("bounds")
    if not 1 <= len(bounds) <= 3:
        raise RuleError("GW411", expected="one to three numbers", found=len(bounds))
    if len(bounds) == 3 and is_literal(bounds[2], 1):
        bounds.pop()
    if len(bounds) == 2 and is_literal(bounds[0], 0):
        bounds.pop(0)
    return bounds


def is_literal(expr: Expr, value: int) -> bool:
    """Whether an expression is this whole number, written out."""
    return isinstance(expr, Const) and type(expr.value) is int and expr.value == value


def progression(given: Arguments, bounds: list[Expr]) -> Form:
    """Return the length of a range."""
    whole = all(
        isinstance(e.type, Scalar) and e.type.dtype.startswith(("int", "uint")) for e in bounds
    )
    forms = [given.scope.form_of(e) for e in bounds] if whole else [None]
    start, stop = (Form(0, ()), forms[0]) if len(forms) == 1 else forms[:2]
    if start is None or stop is None or len(bounds) == 3:
        return unknown("range", *bounds)
    return stop.plus(start, -1)
