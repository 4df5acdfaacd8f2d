"""Margins filled from the array itself: its edges repeated, mirrored or wrapped around."""

from __future__ import annotations

from gradwright.ir.types import Array, Type, lengths_of
from gradwright.rules.curves import flat
from gradwright.rules.lengths import product_of
from gradwright.rules.rearrange import Widths, pad_type
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call
from gradwright.rules.table import register
from gradwright.rules.whole import whole

FIRST = frozenset({0})
MODES = ("edge", "reflect", "symmetric", "wrap")


def extended_type(x: Type, widths: Widths = (), **_: object) -> Type:
    """Infer the type of an array with margins."""
    return pad_type(x, widths)


def entries(x: Sym) -> Sym:
    """Return the number of each entry of x, in the shape of x."""
    length = product_of(lengths_of(x.type))
    numbers = call("arange", call("size", x, form="attribute"), length=length, form="np")
    return numbers if x.rank == 1 else call("reshape_like", numbers, x, form="method")


def extended_back(dy: Sym, y: Sym, x: Sym, widths: Widths = (), mode: str = "") -> Sym:
    """Sum dy over the places where each entry went: where its number goes."""
    numbers = call("extended", entries(x), widths=widths, mode=mode, form="np")
    return call("collected", flat(numbers), flat(whole(dy, y)), x)


def collected_type(k: Type, weights: Type, model: Type, **_: object) -> Type:
    """Infer the type of weights summed by the number of an entry of the model."""
    return Array("float64", lengths_of(model))


ROWS = (
    Rule(
        name="extended",
        infer=extended_type,
        pullbacks=(extended_back,),
        shape_only=FIRST,
        linear=FIRST,
        cost=Cost.FUNCTION,
        syntax={"np": Call('np.pad({0}, {widths}, mode="{mode}")')},
        label="pad",
        noun="padded",
        derivative="dy summed over the copies of each entry",
    ),
    Rule(
        name="collected",
        infer=collected_type,
        pullbacks=(None, lambda dy, y, k, weights, model: call("point", flat(dy), k), None),
        uses_shape=frozenset({2}),
        linear=frozenset({1}),
        cost=Cost.FUNCTION,
        syntax={
            "np": Call(
                "np.bincount({0}, {1}, {2}.size).reshape({2}.shape).astype(np.float64, copy=False)"
            )
        },
        label="collected",
        noun="collected",
        derivative="0, dy at the entries",
    ),
)

register("Margins", ROWS)
