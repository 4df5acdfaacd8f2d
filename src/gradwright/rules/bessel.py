"""Bessel functions of `scipy.special`: derivatives are made of the orders beside an order."""

from __future__ import annotations

from gradwright.rules.arithmetic import sign
from gradwright.rules.families import Binary
from gradwright.rules.rule import RuleError
from gradwright.rules.special import of, special
from gradwright.rules.symbolic import Sym
from gradwright.rules.table import register


def by_order(name: str, operand: str = "the order") -> Binary:
    """Return the pullback of an order, which has no derivative: refused."""

    def refuse(*_: object, **__: object) -> Sym:
        raise RuleError("GW412", function=f"scipy.special.{name}", operand=operand)

    return refuse


def beside(name: str, v: Sym, x: Sym, sign: float) -> Sym:
    """Return half of the order before, and of the order behind with its sign."""
    return 0.5 * (of(name, v - 1, x) + sign * of(name, v + 1, x))


FIXED = (
    special(
        "i0e",
        lambda dy, y, x: dy * (of("i1e", x) - sign(x) * y),
        derivative="dy * (i1e(x) - sign(x) * y)",
        ties="0 at 0",
    ),
    special(
        "i1e",
        lambda dy, y, x: dy * (0.5 * (of("i0e", x) + of("ive", 2.0, x)) - sign(x) * y),
        derivative="dy * ((i0e(x) + ive(2, x)) / 2 - sign(x) * y)",
    ),
    special("y0", lambda dy, y, x: -(dy * of("y1", x)), derivative="-dy * y1(x)", singular=True),
    special(
        "y1",
        lambda dy, y, x: dy * (0.5 * (of("y0", x) - of("yv", 2.0, x))),
        derivative="dy * (y0(x) - yv(2, x)) / 2",
        singular=True,
    ),
    special("k0", lambda dy, y, x: -(dy * of("k1", x)), derivative="-dy * k1(x)", singular=True),
    special(
        "k1",
        lambda dy, y, x: -(dy * (0.5 * (of("k0", x) + of("kv", 2.0, x)))),
        derivative="-dy * (k0(x) + kv(2, x)) / 2",
        singular=True,
    ),
    special(
        "k0e",
        lambda dy, y, x: dy * (y - of("k1e", x)),
        derivative="dy * (y - k1e(x))",
        singular=True,
    ),
    special(
        "k1e",
        lambda dy, y, x: dy * (y - 0.5 * (of("k0e", x) + of("kve", 2.0, x))),
        derivative="dy * (y - (k0e(x) + kve(2, x)) / 2)",
        singular=True,
    ),
)
ORDERED = (
    special(
        "jv",
        by_order("jv"),
        lambda dy, y, v, x: dy * beside("jv", v, x, -1.0),
        derivative="refused, dy * (jv(v - 1, x) - jv(v + 1, x)) / 2",
    ),
    *(
        special(
            name,
            by_order(name),
            lambda dy, y, v, x: dy * beside("yv", v, x, -1.0),
            derivative="refused, dy * (yv(v - 1, x) - yv(v + 1, x)) / 2",
            singular=True,
        )
        for name in ("yv", "yn")
    ),
    special(
        "iv",
        by_order("iv"),
        lambda dy, y, v, x: dy * beside("iv", v, x, 1.0),
        derivative="refused, dy * (iv(v - 1, x) + iv(v + 1, x)) / 2",
    ),
    special(
        "ive",
        by_order("ive"),
        lambda dy, y, v, x: dy * (beside("ive", v, x, 1.0) - sign(x) * y),
        derivative="refused, dy * ((ive(v - 1, x) + ive(v + 1, x)) / 2 - sign(x) * y)",
    ),
    special(
        "kv",
        by_order("kv"),
        lambda dy, y, v, x: -(dy * beside("kv", v, x, 1.0)),
        derivative="refused, -dy * (kv(v - 1, x) + kv(v + 1, x)) / 2",
        singular=True,
    ),
    special(
        "kn",
        by_order("kn"),
        lambda dy, y, v, x: -(dy * beside("kv", v, x, 1.0)),
        derivative="refused, -dy * (kv(v - 1, x) + kv(v + 1, x)) / 2",
        singular=True,
    ),
    special(
        "kve",
        by_order("kve"),
        lambda dy, y, v, x: dy * (y - beside("kve", v, x, 1.0)),
        derivative="refused, dy * (y - (kve(v - 1, x) + kve(v + 1, x)) / 2)",
        singular=True,
    ),
)
ROWS = (*FIXED, *ORDERED)

register("Bessel functions of scipy.special", ROWS)
