"""Entries by their rank in the order: quantiles, partitions, running extremes."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from gradwright.ir.types import Array, Scalar, Type, lengths_of, rank_of
from gradwright.rules.axes import expanded, kept_lengths
from gradwright.rules.curves import flat
from gradwright.rules.dtypes import number, numeric, probed, shaped
from gradwright.rules.extended import entries
from gradwright.rules.lengths import unknown
from gradwright.rules.rearrange import length
from gradwright.rules.rule import Call, Cost, Infer, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, equal, lift
from gradwright.rules.table import register

DEFAULTS = {"keepdims": False, "method": "linear"}
OPTIONS = ', axis={axis}, method="{method}", keepdims={keepdims}'
ORDERED = "equal values keep their order"


@lru_cache(maxsize=512)
def quantile_dtype(function: Callable[..., Any], dtype: str, q: Type, method: str) -> str:
    """Return the dtype of a quantile, tried on equal entries."""
    known = number(q)
    share: Any = 0.5 if isinstance(known, Scalar) and known.python else np.ones(1, known.dtype)
    share = share if rank_of(q) or not isinstance(share, np.ndarray) else share[0]
    return numeric(np.asarray(function(np.ones(2, dtype), share, method=method)).dtype)


def quantile_type(function: Callable[..., Any]) -> Infer:
    """Return the inference of a quantile along an axis: the shares' axes come first."""

    def infer(
        x: Type, q: Type, axis: int = 0, keepdims: bool = False, method: str = "linear", **_: object
    ) -> Type:
        if np.dtype(number(x).dtype).kind == "b":
            raise RuleError("GW408", dtype="bool")
        dtype = quantile_dtype(function, number(x).dtype, q, method)
        return shaped(dtype, (*lengths_of(q), *kept_lengths(x, axis, keepdims)))

    return infer


def ranks(x: Sym, axis: int) -> Sym:
    """Return the place of each entry in the order, nan last."""
    order = call("argsort", x, axis=axis, kind="stable", form="stable")
    return call("argsort", order, axis=axis, form="np")


def near(place: Sym, wanted: Sym) -> Sym:
    """Return how much a quantile counts what stands at a place: 1 there, 0 from the next place on."""
    return call("maximum", 1.0 - call("abs", place - wanted, form="np"), 0.0, form="np")


def over_shares(dy: Sym, place: Sym, wanted: Sym, q: Sym) -> Sym:
    """Return dy times how much each entry counts, summed over the shares."""
    weighed = dy * near(place, wanted)
    axes = tuple(range(q.rank))
    return call("sum", weighed, axis=axes, form="np") if axes else weighed


def spread_over(dy: Sym, x: Sym, axis: int, keepdims: bool) -> Sym:
    """Return dy with a unit axis where the quantile has none any more."""
    return dy if keepdims or not dy.rank or x.rank == 0 else expanded(dy, (axis - x.rank,))


def quantile_back(
    dy: Sym,
    y: Sym,
    x: Sym,
    q: Sym,
    axis: int = 0,
    keepdims: bool = False,
    method: str = "linear",
) -> Sym:
    """Send dy to the entries around the quantile's place: the same quantile of 0, 1, …, n - 1."""
    counted = call(
        "arange", length(x, axis), length=unknown("places", lengths_of(x.type)[axis]), form="np"
    )
    wanted = call("quantile", counted, q, axis=0, method=method)
    wide = expanded(wanted, tuple(range(-x.rank, 0))) if q.rank else wanted
    return over_shares(spread_over(dy, x, axis, keepdims), ranks(x, axis), wide, q)


def nanquantile_back(
    dy: Sym,
    y: Sym,
    x: Sym,
    q: Sym,
    axis: int = 0,
    keepdims: bool = False,
    method: str = "linear",
) -> Sym:
    """Send dy to the entries around the quantile's place: the same quantile of the places of numbers."""
    place = ranks(x, axis)
    counted = call("where", call("isnan", x, form="np"), float("nan"), place, form="np")
    wanted = call("nanquantile", counted, q, axis=axis, keepdims=True, method=method)
    return over_shares(spread_over(dy, x, axis, keepdims), place, wanted, q)


def by_share(dy: Sym, y: Sym, *_: Sym, **__: object) -> Sym:
    """Refuse the derivative by the share."""
    raise RuleError("GW412", function="np.quantile", operand="the share of the entries below it")


def partition_back(dy: Sym, y: Sym, x: Sym, kth: int | tuple[int, ...] = 0, axis: int = -1) -> Sym:
    """Send each entry of dy back to where its value came from: to the one of the same rank."""
    ordered = call("argsort", y, axis=axis, kind="stable", form="stable")
    return call(
        "take_along_axis",
        call("take_along_axis", dy, ordered, axis=axis),
        ranks(x, axis),
        axis=axis,
    )


def same(x: Type, *_: Type, **__: object) -> Type:
    """Infer the operand's own type."""
    if not rank_of(x):
        raise RuleError("GW406", found=0)
    return number(x)


def running(name: str) -> Callable[..., Sym]:
    """Return the pullback of a running extreme: dy goes to the entry that is the extreme so far."""

    def back(dy: Sym, y: Sym, x: Sym, axis: int = 0) -> Sym:
        here = call("where", equal(x, y), entries(x), lift(0), form="np")
        reached = call("running_max", here, axis=axis, form="np")
        return call("collected", flat(reached), flat(dy), x)

    return back


def _row(name: str, function: Callable[..., Any], syntax: dict[str, Call]) -> Rule:
    return Rule(
        name=name,
        infer=quantile_type(function),
        pullbacks=(quantile_back if name == "quantile" else nanquantile_back, by_share),
        cost=Cost.REDUCTION,
        syntax=syntax,
        defaults=DEFAULTS,
        label=name,
        noun=name,
        derivative="dy shared by the entries around the place",
        ties=f"{ORDERED}; nan counts as the largest"
        if name == "quantile"
        else f"{ORDERED}; 0 where x is nan",
    )


ROWS = (
    _row(
        "quantile",
        np.quantile,
        {
            "np": Call(f"np.quantile({{0}}, {{1}}{OPTIONS})"),
            "percentile": Call(f"np.percentile({{0}}, {{1}}{OPTIONS})"),
        },
    ),
    _row(
        "nanquantile",
        np.nanquantile,
        {
            "np": Call(f"np.nanquantile({{0}}, {{1}}{OPTIONS})"),
            "percentile": Call(f"np.nanpercentile({{0}}, {{1}}{OPTIONS})"),
            "median": Call("np.nanmedian({0}, axis={axis}, keepdims={keepdims})"),
        },
    ),
    Rule(
        name="partition",
        infer=same,
        pullbacks=(partition_back,),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.partition({0}, {kth}, axis={axis})")},
        label="partition",
        noun="parted",
        derivative="dy to the entries of the same rank",
        ties=ORDERED,
    ),
    *(
        Rule(
            name=f"running_{name}",
            infer=same,
            pullbacks=(running(name),),
            cost=Cost.FUNCTION,
            syntax={"np": Call(f"np.{ufunc}.accumulate({{0}}, axis={{axis}})")},
            label=f"running {name}",
            noun="reached",
            derivative="dy summed at the entry that is the extreme so far",
            ties="a tie goes to the later entry",
        )
        for name, ufunc in (("max", "maximum"), ("min", "minimum"))
    ),
    Rule(
        name="unwrap",
        infer=lambda x, **_: (
            same(x)
            if np.dtype(number(x).dtype).kind == "f"
            else Array(probed(np.unwrap, number(x).dtype), lengths_of(x))
        ),
        pullbacks=(lambda dy, y, x, **_: dy,),
        shape_only=frozenset({0}),
        spreads=True,
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.unwrap({0}, discont={discont}, axis={axis}, period={period})")},
        defaults={"discont": None, "period": None},
        label="unwrap",
        noun="unwrapped",
        derivative="dy",
        ties="the jumps by a whole period are passed over",
    ),
)

register("Ranks", ROWS)
