"""Histograms: counts, weights summed by bin, the edges of bins; sums over segments."""

from __future__ import annotations

from gradwright.ir.types import Array, Form, Type, lengths_of, rank_of
from gradwright.rules.create import ramp
from gradwright.rules.curves import vectors
from gradwright.rules.dtypes import number
from gradwright.rules.lengths import literal, unknown
from gradwright.rules.reduce import extreme_pullback
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register
from gradwright.rules.whole import whole


def counted_type(x: Type, edges: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of how many entries are in each bin."""
    number(x)
    return Array("int64", (length,))


def weighed_type(x: Type, edges: Type, weights: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of weights summed by bin: float64, as NumPy sums them."""
    if rank_of(x) != rank_of(weights) or number(weights).dtype not in ("float64", "int64"):
        raise RuleError("GW408", dtype=number(weights).dtype)
    return Array("float64", (length,))


def edges_type(x: Type, count: Type, *, length: Form, **_: object) -> Type:
    """Infer the type of the edges of so many bins of one width."""
    if number(x).dtype != "float64":
        raise RuleError("GW408", dtype=number(x).dtype)
    return Array("float64", (length,))


def by_weights(dy: Sym, y: Sym, x: Sym, edges: Sym, weights: Sym, length: Form) -> Sym:
    """Return dy of the bin that each entry is in, 0 for those in none."""
    first, last = (
        call("component", edges, axis=0, index=k, before="", form="index") for k in (0, -1)
    )
    place = call("searchsorted", edges, x, form="right") - 1
    inside = call("clip", place, 0, call("length", dy, axis=0, form="shape") - 1, form="np")
    return call("point", whole(dy, y), inside) * ((x >= first) & (x <= last))


def edges_back(dy: Sym, y: Sym, x: Sym, count: Sym, length: Form) -> Sym:
    """Send dy to the smallest entry and to the largest."""
    low = call("sum", dy * ramp(y, 1.0, 0.0), form="method")
    high = call("sum", dy * ramp(y, 0.0, 1.0), form="method")
    smallest, largest = (call(name, x, form="np") for name in ("min", "max"))
    return extreme_pullback(low, smallest, x) + extreme_pullback(high, largest, x)


def segments_type(x: Type, starts: Type, **_: object) -> Type:
    """Infer the type of sums over segments of a vector."""
    vectors(x, starts)
    return Array(number(x).dtype, lengths_of(starts))


def segments_back(dy: Sym, y: Sym, x: Sym, starts: Sym) -> Sym:
    """Return dy of the segment that each entry is in, 0 before the first."""
    n = call("length", x, axis=0, form="shape")
    steps = call("arange", n, length=unknown("places", lengths_of(x.type)[0]), form="np")
    place = call("searchsorted", starts, steps, form="right")
    before = call("maximum", place - 1, 0, form="np")
    return call("point", dy, before) * (place > 0)


def last_edge(starts: Type) -> Form:
    """Return the number of bins between edges."""
    (length,) = lengths_of(starts)
    return literal(length.literal - 1) if length.literal else unknown("bins", length)


ROWS = (
    Rule(
        name="histogram",
        infer=counted_type,
        pullbacks=(None, None),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.histogram({0}, {1}, range={range})[0]")},
        defaults={"range": None},
        label="histogram",
        noun="counts",
        derivative="0",
    ),
    Rule(
        name="histogram_of_weights",
        infer=weighed_type,
        pullbacks=(None, None, by_weights),
        linear=frozenset({2}),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.histogram({0}, {1}, weights={2})[0]")},
        label="histogram",
        noun="totals",
        derivative="0, 0, dy of the bin",
    ),
    Rule(
        name="edges",
        infer=edges_type,
        pullbacks=(edges_back, None),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.histogram_bin_edges({0}, {1})")},
        label="edges",
        noun="edges",
        derivative="sum(dy * linspace(1, 0, n)) at the smallest, sum(dy * linspace(0, 1, n)) at the largest",
        ties="tied entries share dy equally",
    ),
    Rule(
        name="sums_of_segments",
        infer=segments_type,
        pullbacks=(segments_back, None),
        linear=frozenset({0}),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.add.reduceat({0}, {1})")},
        label="reduceat",
        noun="totals",
        derivative="dy of the segment",
        ties="the starts must increase",
    ),
)

register("Histograms", ROWS)
