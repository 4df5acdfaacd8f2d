"""Places of values among others, and counts: integers, but for weights that are summed by place."""

from __future__ import annotations

from gradwright.ir.types import Array, Form, Type, lengths_of
from gradwright.rules.curves import flat, vectors
from gradwright.rules.dtypes import number, shaped
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register


def place_type(a: Type, v: Type, **_: object) -> Type:
    """Infer the type of places in a sorted vector."""
    vectors(a)
    number(a)
    return shaped("int64", lengths_of(v))


def bin_type(x: Type, bins: Type, **_: object) -> Type:
    """Infer the type of the numbers of bins."""
    return place_type(bins, x)


def order_type(x: Type, **_: object) -> Type:
    """Infer the type of the order of entries."""
    number(x)
    return Array("int64", lengths_of(x))


def counts_type(k: Type, *_: Type, length: Form, **__: object) -> Type:
    """Infer the type of how often each number occurs."""
    vectors(k)
    return Array("int64", (length,))


def weighed_type(k: Type, weights: Type, *_: Type, length: Form, **__: object) -> Type:
    """Infer the type of weights summed by place: float64, as NumPy sums them."""
    vectors(k, weights)
    number(weights)
    return Array("float64", (length,))


def at_places(dy: Sym, y: Sym, k: Sym, weights: Sym, *_: Sym, length: Form) -> Sym:
    """Return the entries of dy at the places."""
    return call("point", dy, flat(k))


ROWS = (
    Rule(
        name="searchsorted",
        infer=place_type,
        pullbacks=(None, None),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call("np.searchsorted({0}, {1})"),
            "right": Call('np.searchsorted({0}, {1}, side="right")'),
        },
        label="searchsorted",
        noun="place",
        derivative="0, 0",
    ),
    Rule(
        name="digitize",
        infer=bin_type,
        pullbacks=(None, None),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call("np.digitize({0}, {1})"),
            "right": Call("np.digitize({0}, {1}, right=True)"),
        },
        label="digitize",
        noun="place",
        derivative="0, 0",
    ),
    Rule(
        name="argpartition",
        infer=order_type,
        pullbacks=(None,),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.argpartition({0}, {kth}, axis={axis})")},
        label="argpartition",
        noun="order",
        derivative="0",
    ),
    Rule(
        name="bincount",
        infer=counts_type,
        pullbacks=(None, None),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call("np.bincount({0})"),
            "least": Call("np.bincount({0}, minlength={1})"),
        },
        label="bincount",
        noun="counts",
        derivative="0",
    ),
    Rule(
        name="weighed",
        infer=weighed_type,
        pullbacks=(None, at_places, None),
        linear=frozenset({1}),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call("np.bincount({0}, {1})"),
            "least": Call("np.bincount({0}, {1}, {2})"),
        },
        label="bincount",
        noun="totals",
        derivative="0, dy[k]",
    ),
)

register("Places and counts", ROWS)
