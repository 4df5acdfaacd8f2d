"""Polynomials by their coefficients, highest power first, and matrices of powers."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Array, Form, Type, dtype_of, lengths_of
from gradwright.rules.axes import expanded
from gradwright.rules.curves import flat, vectors
from gradwright.rules.dtypes import number, shaped
from gradwright.rules.rearrange import length, narrowed, window_text
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym, call, lift
from gradwright.rules.table import register
from gradwright.rules.whole import whole

FIRST = frozenset({0})


def polyval_type(p: Type, x: Type, **_: object) -> Type:
    """Infer the type of a polynomial's values: those of the dtypes, no number weak."""
    vectors(p)
    kinds = tuple(np.dtype(dtype_of(t)) for t in (p, x))
    if any(kind.kind not in "fic" for kind in kinds):
        raise RuleError("GW402", option="p", found="truth values")
    return shaped(np.promote_types(*kinds).name, lengths_of(x))


def vander_type(
    x: Type, n: Type, length: Form | None = None, increasing: bool = False, **_: object
) -> Type:
    """Infer the type of the matrix of the first n powers of a vector's entries."""
    vectors(x)
    assert length is not None
    dtype = np.promote_types(np.dtype(number(x).dtype), np.dtype(int)).name
    return Array(dtype, (*lengths_of(x), length))


def powers(x: Sym, n: Sym, count: Form, *, increasing: bool = False) -> Sym:
    """Return the matrix of the first n powers."""
    return call("vander", x, n, length=count, increasing=increasing, form="np")


def exponents(n: Sym, count: Form, *, increasing: bool = False) -> Sym:
    """Return the exponents from 1 to n - 1, falling or rising; `count` is their number."""
    bounds = (1, n) if increasing else (n - 1, 0, -1)
    return call("arange", *bounds, length=count, form="np")


def cut(x: Sym, widths: tuple[tuple[int, int], ...]) -> Sym:
    """Return an array without margins."""
    return call("window", x, widths=widths, index=window_text(widths), form="index")


def slope(p: Sym, x: Sym) -> Sym:
    """Return the values of the polynomial's derivative."""
    count = narrowed(lengths_of(p.type)[0], 1)
    falling = cut(p, ((0, 1),)) * exponents(length(p, 0), count)
    return call("polyval", falling, x, form="np")


def coefficients_back(dy: Sym, y: Sym, p: Sym, x: Sym) -> Sym:
    """Sum dy times each power of x."""
    vector = flat(x) if x.rank else call("at_least", x, rank=1, form="np")
    matrix = powers(vector, length(p, 0), lengths_of(p.type)[0])
    upstream = expanded(flat(whole(dy, y)), (-1,)) if y.rank else dy
    return call("sum", matrix * upstream, axis=0, form="np")


def less_one(n: Sym, count: Form) -> Sym:
    """Return n - 1, or 0 where that is negative; `count` is its form."""
    if count.literal is not None:
        return lift(max(count.literal, 0))
    return call("maximum", n - 1, 0, form="builtin")


def vander_back(
    dy: Sym, y: Sym, x: Sym, n: Sym, length: Form | None = None, increasing: bool = False
) -> Sym:
    """Sum dy times the derivative of each power."""
    assert length is not None
    count = narrowed(length, 1)
    margin = (1, 0) if increasing else (0, 1)
    lower = powers(x, less_one(n, count), count, increasing=increasing)
    slopes = lower * exponents(n, count, increasing=increasing)
    return call("sum", cut(whole(dy, y), ((0, 0), margin)) * slopes, axis=1, form="np")


ROWS = (
    Rule(
        name="polyval",
        infer=polyval_type,
        pullbacks=(coefficients_back, lambda dy, y, p, x: dy * slope(p, x)),
        linear=FIRST,
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.polyval({0}, {1})")},
        label="polyval",
        noun="value",
        derivative="dy times each power summed, dy times the derivative's values",
    ),
    Rule(
        name="vander",
        infer=vander_type,
        pullbacks=(vander_back, None),
        cost=Cost.FUNCTION,
        syntax={"np": Call("np.vander({0}, {1}, increasing={increasing})")},
        defaults={"increasing": False},
        label="vander",
        noun="powers",
        derivative="dy times the derivative of each power, summed",
    ),
)

register("Polynomials", ROWS, on_complex=None)
