"""Arrays made anew."""

from __future__ import annotations

import builtins

import numpy as np

from gradwright.ir.expressions import Const, Expr
from gradwright.ir.types import Form, Scalar, dtype_of, rank_of
from gradwright.rules.arguments import Arguments, length_operand
from gradwright.rules.lengths import unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function, method
from gradwright.rules.spellings.shapes import shape_of
from gradwright.rules.table import apply


def filled(prim: str) -> Lower:
    """Return how zeros, ones and empty are lowered."""

    def lower(given: Arguments, form: str) -> Expr:
        lengths = given.lengths("shape")
        model = shape_of(lengths)
        if model is not None:
            return apply(f"{prim}_like", model, like=_unlike(given, model), form=form)
        attrs = {"lengths": given.forms(lengths), "dtype": given.dtype("dtype") or "float64"}
        shape = "vector" if len(lengths) == 1 else form
        return apply(prim, *lengths, form=shape, **attrs)

    return lower


def _unlike(given: Arguments, model: Expr) -> str | None:
    dtype = given.dtype("dtype") or "float64"
    return None if dtype == dtype_of(model.type) else dtype


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

function(np.ndarray, "shape, dtype=None, buffer=!, offset=!, strides=!, order=!", prim="empty")(
    filled("empty")
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


@function(np.full, "shape, value, dtype=None, order=!, device=!, like=!", prim="full")
def full(given: Arguments, form: str) -> Expr:
    """Lower an array filled with a number."""
    lengths, value = given.lengths("shape"), given.operand("value")
    if rank_of(value.type):
        raise RuleError("GW406", found=rank_of(value.type))
    attrs = {"lengths": given.forms(lengths), "dtype": given.dtype("dtype")}
    shape = "vector" if len(lengths) == 1 else form
    return apply("full", value, *lengths, form=shape, **attrs)


@function(
    np.full_like, "x, value, dtype=None, order=!, subok=!, shape=!, device=!", prim="full_like"
)
def full_like(given: Arguments, form: str) -> Expr:
    """Lower an array filled with a number, shaped like another."""
    return apply("full_like", given.operand("x"), given.operand("value"), form=form, **_like(given))


@function(np.eye, "rows, columns=None, k=0, dtype=None, order=!, device=!, like=!", prim="eye")
@function(np.identity, "rows, dtype=None, like=!", prim="eye")
def eye(given: Arguments, form: str) -> Expr:
    """Lower a matrix of ones on a diagonal."""
    rows = length_operand(given.given["rows"])
    alone = given.given.get("columns") is None
    columns = rows if alone else length_operand(given.given["columns"])
    k = given.whole("k") if "k" in given.given else 0
    attrs = {
        "lengths": given.forms([rows, columns]),
        "k": k,
        "dtype": given.dtype("dtype") or "float64",
    }
    return apply("eye", rows, columns, form="square" if alone else form, **attrs)


@function(
    np.linspace, "start, stop, num=50, endpoint=True, retstep=False, dtype=!", prim="linspace"
)
def linspace(given: Arguments, form: str) -> Expr:
    """Lower evenly spaced numbers, both ends included."""
    if not given.flag("endpoint") or given.flag("retstep"):
        raise RuleError("GW402", option="endpoint", found=False)
    num = length_operand(given.given["num"])
    start, stop = given.operand("start"), given.operand("stop")
    return apply("linspace", start, stop, num, length=given.forms([num])[0], form=form)


@function(np.copy, "x, order=!, subok=!", prim="copy")
@method("copy", "x, order=!", prim="copy")
def copy(given: Arguments, form: str) -> Expr:
    """Lower a copy; of a number it is a 0-d array as a function, the number as a method."""
    x = given.operand("x")
    return apply("copy" if rank_of(x.type) or form == "method" else "as_array", x, form=form)
