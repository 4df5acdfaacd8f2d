"""Sums and means of those entries for which a mask holds: ``np.sum(x, where=mask)``."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Type, dtype_of, rank_of
from gradwright.rules.axes import Axis, spread
from gradwright.rules.reduce import DEFAULTS, OPTIONS, reduction, wide
from gradwright.rules.rule import Call, Cost, Infer, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def masked(infer: Infer) -> Infer:
    """Return the inference of a reduction of the entries for which a mask holds."""

    def of(x: Type, mask: Type, **attrs: object) -> Type:
        if dtype_of(mask) != "bool":
            raise RuleError("GW402", option="where", found=f"numbers of dtype {dtype_of(mask)}")
        if rank_of(mask) > rank_of(x):
            raise RuleError("GW406", found=f"{rank_of(x)} and {rank_of(mask)}")
        return infer(x, **attrs)

    return of


def sum_back(dy: Sym, y: Sym, x: Sym, mask: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy over what was summed."""
    return spread(dy, x, axis, keepdims) * mask


def mean_back(dy: Sym, y: Sym, x: Sym, mask: Sym, axis: Axis = None, keepdims: bool = False) -> Sym:
    """Spread dy / n over what was averaged, n the number of entries for which the mask holds."""
    count = wide("sum", call("broadcast_like", mask, x, form="np"), axis)
    return spread(dy, x, axis, keepdims) * mask / count


ROWS = tuple(
    Rule(
        name=f"masked_{name}",
        infer=masked(reduction(function)),
        pullbacks=(back, None),
        shape_only=frozenset({0}),
        linear=frozenset({0}),
        spreads=True,
        cost=Cost.REDUCTION,
        syntax={"np": Call(f"np.{name}({{0}}{OPTIONS}, where={{1}})")},
        defaults=DEFAULTS,
        label=name,
        noun=noun,
        derivative=derivative,
    )
    for name, function, back, noun, derivative in (
        ("sum", np.sum, sum_back, "total", "dy where the mask holds"),
        ("mean", np.mean, mean_back, "mean", "dy / n where the mask holds"),
    )
)

register("Masked reductions", ROWS)
