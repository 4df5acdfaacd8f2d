"""Statistics that leave nan out, medians, running products."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradwright.ir.types import Array, Type, lengths_of, rank_of
from gradwright.rules.axes import Axis, reduced, spread
from gradwright.rules.dtypes import number, probed
from gradwright.rules.rearrange import row
from gradwright.rules.reduce import (
    DEFAULTS,
    MOMENT,
    OPTIONS,
    TIED,
    extreme_pullback,
    reduction,
    wide,
)
from gradwright.rules.rule import Call, Cost, Pullback, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, equal, nonzero, over, select
from gradwright.rules.table import register


def present(x: Sym) -> Sym:
    """Return where x is no nan."""
    return call("logical_not", call("isnan", x, form="np"), form="np")


def nansum_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy over what was summed."""
    return select(present(x), spread(dy, x, axis, keepdims))


def nanmean_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy / n over what was averaged, n the number of entries that are no nan."""
    mask = present(x)
    return spread(dy, x, axis, keepdims) * mask / wide("sum", mask, axis)


def deviations(x: Sym, axis: Axis, ddof: int) -> Sym:
    """Return (x - mean) / (n - ddof), 0 where x is nan."""
    mask = present(x)
    n = wide("sum", mask, axis)
    centred = call("where", mask, x - wide("nanmean", x, axis), 0.0, form="np")
    return centred / (n - ddof if ddof else n)


def nanvar_pullback(
    dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False, ddof: int = 0
) -> Sym:
    """Return 2 * dy * (x - mean) / (n - ddof)."""
    return spread(2.0 * dy, x, axis, keepdims) * deviations(x, axis, ddof)


def nanstd_pullback(
    dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False, ddof: int = 0
) -> Sym:
    """Return dy * (x - mean) / ((n - ddof) * y), 0 where y is 0."""
    return spread(over(dy, y), x, axis, keepdims) * deviations(x, axis, ddof)


def median_pullback(dy: Sym, y: Sym, x: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Share dy between the entries in the middle of the order, which may be one."""
    (along,) = reduced(axis, x.rank)
    order = call("argsort", x, axis=along, kind="stable", form="stable")
    place = call("argsort", order, axis=along, form="np")
    n = call("length", x, axis=along, form="shape")
    half = spread(0.5 * dy, x, axis, keepdims)
    return half * equal(place, (n - 1) // 2) + half * equal(place, n // 2)


def cumprod_type(x: Type, axis: int = 0, **_: object) -> Type:
    """Infer the type of running products."""
    if not rank_of(x):
        raise RuleError("GW406", found=0)
    return Array(probed(np.cumprod, number(x).dtype), lengths_of(x))


def cumprod_back(dy: Sym, y: Sym, x: Sym, axis: int = 0) -> Sym:
    """Sum dy * y / x from each entry on; at the first 0 the product is that of the others."""
    zero = equal(x, 0.0)
    first = zero & equal(call("cumsum", zero, axis=axis, form="np"), 1)
    others = call("cumprod", call("where", first, 1.0, x, form="np"), axis=axis, form="np")
    return call(
        "where", first, onward(dy * others, axis), onward(dy * y, axis) / nonzero(x), form="np"
    )


def onward(x: Sym, axis: int) -> Sym:
    """Return the sums from each entry on."""
    back = call("flip", x, axis=axis, form="np")
    return call("flip", call("cumsum", back, axis=axis, form="np"), axis=axis, form="np")


def _row(
    name: str,
    function: Callable[..., object],
    pullback: Pullback,
    derivative: str,
    *,
    options: str = OPTIONS,
    noun: str = "",
    ties: str = "",
) -> Rule:
    return Rule(
        name=name,
        infer=reduction(function),
        pullbacks=(pullback,),
        spreads=True,
        cost=Cost.REDUCTION,
        syntax={"np": Call(f"np.{name}({{0}}{options})")},
        defaults=DEFAULTS,
        label=name,
        noun=noun or name,
        derivative=derivative,
        ties=ties,
    )


ROWS = (
    _row("nansum", np.nansum, nansum_pullback, "dy where x is no nan", noun="total"),
    _row("nanmean", np.nanmean, nanmean_pullback, "dy / n where x is no nan", noun="mean"),
    _row("nanmax", np.nanmax, extreme_pullback, "dy where x == y", noun="largest", ties=TIED),
    _row("nanmin", np.nanmin, extreme_pullback, "dy where x == y", noun="smallest", ties=TIED),
    _row(
        "nanvar",
        np.nanvar,
        nanvar_pullback,
        "2 * dy * (x - mean) / (n - ddof) where x is no nan",
        options=MOMENT,
        noun="variance",
    ),
    _row(
        "nanstd",
        np.nanstd,
        nanstd_pullback,
        "dy * (x - mean) / ((n - ddof) * y) where x is no nan",
        options=MOMENT,
        noun="deviation",
        ties="0 where y is 0",
    ),
    _row(
        "median",
        np.median,
        median_pullback,
        "dy shared by the middle of the order",
        ties="equal values keep their order; nan counts as the largest",
    ),
    row(
        "cumprod",
        cumprod_type,
        (cumprod_back,),
        "flip(cumsum(flip(dy * y))) / x",
        {
            "np": Call("np.cumprod({0}, axis={axis})"),
            "method": Call("{0}.cumprod(axis={axis})"),
        },
        noun="products",
        linear=False,
        ties="right where entries are 0",
        defaults={},
    ),
)

register("Statistics", ROWS, on_complex="cumprod")
