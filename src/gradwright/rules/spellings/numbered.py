"""Whole numbers about arrays, as functions."""

from __future__ import annotations

import itertools
import math

import numpy as np

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import dtype_of, lengths_of, rank_of
from gradwright.rules.arguments import Arguments, as_operand
from gradwright.rules.lengths import sum_of, unknown
from gradwright.rules.rule import RuleError
from gradwright.rules.spelling import function
from gradwright.rules.table import apply

_NEW = itertools.count()


def found(prim: str, *operands: Expr) -> Expr:
    """Return places of which the data say how many there are: never as many as others."""
    return apply(prim, *operands, length=unknown(prim, next(_NEW)), form="np")


@function(np.flatnonzero, "x", prim="flatnonzero")
def flatnonzero(given: Arguments, form: str) -> Expr:
    """Lower the places in the flattened array that are not 0."""
    return found("flatnonzero", given.operand("x"))


@function(np.argwhere, "x", prim="argwhere")
def argwhere(given: Arguments, form: str) -> Expr:
    """Lower the indices of what is not 0, a row each."""
    return found("argwhere", given.operand("x"))


@function(np.delete, "x, places, axis=!", prim="delete")
def delete(given: Arguments, form: str) -> Expr:
    """Lower a range without the numbers at some places: no two of what is left are equal."""
    x = given.operand("x")
    if not isinstance(x, Apply) or x.prim != "arange":
        raise RuleError("GW402", option="arr", found="anything but a range")
    return apply("delete", given.operand("x"), given.operand("places"), form=form)


@function(np.insert, "x, places, values, axis=!", prim="insert")
def insert(given: Arguments, form: str) -> Expr:
    """Lower whole numbers with others put in."""
    x, values = given.operand("x"), given.operand("values")
    if rank_of(x.type) != 1 or rank_of(values.type) != 1:
        raise RuleError("GW406", found=f"{rank_of(x.type)} and {rank_of(values.type)}")
    length = sum_of((*lengths_of(x.type), *lengths_of(values.type)))
    return apply("insert", x, given.operand("places"), values, length=length, form=form)


@function(np.isin, "x, among, assume_unique=!, invert=!, kind=!", prim="isin")
def isin(given: Arguments, form: str) -> Expr:
    """Lower whether entries are among others."""
    return apply("isin", given.operand("x"), given.operand("among"), form=form)


def _set(name: str) -> None:
    @function(getattr(np, name), "x, y", prim=name)
    def lower(given: Arguments, form: str) -> Expr:
        x, y = given.operand("x"), given.operand("y")
        return apply(name, x, y, length=unknown(name, next(_NEW)), form=form)

    assert lower


for _name in ("setdiff1d", "intersect1d", "union1d"):
    _set(_name)


@function(np.lexsort, "keys, axis=!", prim="lexsort")
def lexsort(given: Arguments, form: str) -> Expr:
    """Lower the order by several keys, the last one first."""
    keys = given.operands("keys")
    if not keys or any(rank_of(key.type) != 1 for key in keys):
        raise RuleError("GW406", found=" and ".join(str(rank_of(key.type)) for key in keys))
    return apply("lexsort", *keys, length=lengths_of(keys[0].type)[0], form=form)


@function(np.linalg.matrix_rank, "x, tol=!, hermitian=!, rtol=!", prim="matrix_rank")
def matrix_rank(given: Arguments, form: str) -> Expr:
    """Lower the rank of a matrix."""
    x = given.operand("x")
    if rank_of(x.type) != 2:
        raise RuleError("GW406", found=rank_of(x.type))
    return apply("matrix_rank", x, form=form)


def _math(name: str) -> None:
    @function(getattr(math, name), "*numbers", "np", f"math_{name}")
    def lower(given: Arguments, form: str) -> Expr:
        numbers = [as_operand(item) for item in given.operands("numbers")]
        if not numbers or any(not dtype_of(e.type).startswith(("int", "bool")) for e in numbers):
            raise RuleError("GW408", dtype="float64" if numbers else "none")
        return apply(f"math_{name}", *numbers, form=form)

    assert lower


for _name in ("comb", "perm", "factorial", "gcd", "lcm", "isqrt"):
    _math(_name)
