"""Sums and products that begin with a number: ``np.sum(x, initial=c)``."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Type, dtype_of, rank_of
from gradwright.rules.axes import Axis, spread
from gradwright.rules.reduce import DEFAULTS, OPTIONS, prod_pullback, reduction
from gradwright.rules.rule import Call, Cost, Infer, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def begun(infer: Infer) -> Infer:
    """Return the inference of a reduction that begins with a number of no wider kind than its result."""

    def of(x: Type, first: Type, **attrs: object) -> Type:
        if rank_of(first):
            raise RuleError("GW406", found=rank_of(first))
        found = infer(x, **attrs)
        if not np.can_cast(dtype_of(first), dtype_of(found), "same_kind"):
            raise RuleError("GW402", option="initial", found=f"a number of dtype {dtype_of(first)}")
        return found

    return of


def summed(value: Sym) -> Sym:
    """Return what the one number receives that all results begin with."""
    return call("sum", value, form="method") if value.rank else value


def sum_by_entries(
    dy: Sym, y: Sym, x: Sym, first: Sym, axis: Axis = None, keepdims: bool = False
) -> Sym:
    """Spread dy over what was summed."""
    return spread(dy, x, axis, keepdims)


def prod_by_entries(
    dy: Sym, y: Sym, x: Sym, first: Sym, axis: Axis = None, keepdims: bool = False
) -> Sym:
    """Return dy times the product of the first number and the other entries."""
    return prod_pullback(dy * first, y, x, axis, keepdims)


def sum_by_first(dy: Sym, y: Sym, x: Sym, first: Sym, **_: object) -> Sym:
    """Return the sum of dy."""
    return summed(dy)


def prod_by_first(
    dy: Sym, y: Sym, x: Sym, first: Sym, axis: Axis = None, keepdims: bool = False
) -> Sym:
    """Return the sum of dy times the products of the entries."""
    return summed(dy * call("prod", x, axis=axis, keepdims=keepdims, form="np"))


ROWS = tuple(
    Rule(
        name=f"{name}_from",
        infer=begun(reduction(function)),
        pullbacks=(by_entries, by_first),
        shape_only=frozenset({0, 1} if linear else ()),
        linear=frozenset({0, 1} if linear else {1}),
        cost=Cost.REDUCTION,
        syntax={"np": Call(f"np.{name}({{0}}{OPTIONS}, initial={{1}})")},
        defaults=DEFAULTS,
        label=name,
        noun=noun,
        derivative=derivative,
    )
    for name, function, by_entries, by_first, linear, noun, derivative in (
        ("sum", np.sum, sum_by_entries, sum_by_first, True, "total", "dy, sum(dy)"),
        (
            "prod",
            np.prod,
            prod_by_entries,
            prod_by_first,
            False,
            "product",
            "dy * first * product of the others, sum(dy * product)",
        ),
    )
)

register("Reductions that begin with a number", ROWS)
