"""Reductions, as functions and as methods."""

from __future__ import annotations

import numpy as np

from gradwright.ir.expressions import Expr
from gradwright.ir.types import rank_of
from gradwright.rules.arguments import Arguments, raw
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import Lower, function, in_dtype, method, reducing
from gradwright.rules.table import apply

SUM = "x, axis=None, dtype=None, out=!, keepdims=False, initial=!, where=!"
MEAN = "x, axis=None, dtype=None, out=!, keepdims=False, where=!"
MASKED = {"sum": SUM, "mean": MEAN}
UNIT_OF = {"sum": 0, "prod": 1}
EXTREME = "x, axis=None, out=!, keepdims=False, initial=!, where=!"
MOMENT = "x, axis=None, dtype=None, out=!, ddof=0, keepdims=False, where=!, mean=!, correction=!"
TRUTH = "x, axis=None, out=!, keepdims=False, where=!"


def where_masked(prim: str, plain: Lower) -> Lower:
    """Return how a reduction is lowered that may be one of the entries for which a mask holds."""

    def lower(given: Arguments, form: str) -> Expr:
        mask = given.given["where"]
        if mask is None or raw(mask) is True:
            return plain(given, form)
        x = in_dtype(given, given.operand("x"))
        attrs = {"axis": given.axis("axis", rank_of(x.type)), "keepdims": given.flag("keepdims")}
        return apply(f"masked_{prim}", x, given.operand("where"), form="np", **attrs)

    return lower


def beginning(prim: str, plain: Lower) -> Lower:
    """Return how a reduction is lowered that may begin with a number."""

    def lower(given: Arguments, form: str) -> Expr:
        first = given.given["initial"]
        if first is None or raw(first) == UNIT_OF[prim]:
            return plain(given, form)
        if raw(given.given["where"]) not in (None, True):
            raise RuleError("GW402", option="initial", found="a number beside a mask")
        x = in_dtype(given, given.operand("x"))
        attrs = {"axis": given.axis("axis", rank_of(x.type)), "keepdims": given.flag("keepdims")}
        return apply(f"{prim}_from", x, given.operand("initial"), form="np", **attrs)

    return lower


for _name, _parameters in {
    "sum": SUM,
    "prod": SUM,
    "mean": MEAN,
    "max": EXTREME,
    "min": EXTREME,
    "var": MOMENT,
    "std": MOMENT,
    "any": TRUTH,
    "all": TRUTH,
}.items():
    _lower = reducing(_name, _parameters)
    if _name in MASKED:
        _parameters = _parameters.replace("where=!", "where=True")
        _lower = where_masked(_name, _lower)
    if _name in UNIT_OF:
        _parameters = _parameters.replace("initial=!", "initial=None")
        _lower = beginning(_name, _lower)
    function(getattr(np, _name), _parameters, "np", _name)(_lower)
    method(_name, _parameters, "method", _name)(_lower)

function(np.count_nonzero, "x, axis=None, keepdims=False", "np", "count_nonzero")(
    reducing("count_nonzero", "x, axis=None, keepdims=False")
)


@function(np.linalg.norm, "x, ord=None, axis=None, keepdims=False", prim="norm")
def norm(given: Arguments, form: str) -> Expr:
    """Lower the Euclidean norm of a whole array, and the 1, 2 and inf norms of vectors."""
    x = given.operand("x")
    axis = given.axis("axis", rank_of(x.type))
    order = given.static("ord")
    taken = rank_of(x.type) if axis is None else len(axis) if isinstance(axis, tuple) else 1
    attrs = {"axis": axis, "keepdims": given.flag("keepdims")}
    if taken == 1 and order in (1, np.inf, -np.inf):
        size = apply("abs", x, form="np")
        prim = "sum" if order == 1 else "max" if order == np.inf else "min"
        return apply(prim, size, form=form, **attrs)
    euclidean = order is None or (order == 2 and taken == 1) or (order == "fro" and taken == 2)
    if not euclidean or (isinstance(axis, tuple) and taken > 2):
        raise RuleError("GW402", option="ord", found=repr(order))
    return apply("norm", x, form=form, **attrs)


@function(np.linalg.inv, "x", prim="inv")
def inverse(given: Arguments, form: str) -> Expr:
    """Lower a matrix's inverse."""
    return apply("inv", given.operand("x"), form=form)


@function(np.linalg.det, "x", prim="det")
def determinant(given: Arguments, form: str) -> Expr:
    """Lower a matrix's determinant."""
    return apply("det", given.operand("x"), form=form)


@function(np.linalg.solve, "a, b", prim="solve")
def solution(given: Arguments, form: str) -> Expr:
    """Lower the solution of a linear system."""
    return apply("solve", given.operand("a"), given.operand("b"), form=form)
