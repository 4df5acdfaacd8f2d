"""Choices: the larger, the smaller, where, clip, and what replaces the undefined."""

from __future__ import annotations

import numpy as np

from gradwright.ir.types import Array, Type
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.dtypes import promoted, shaped
from gradwright.rules.families import binary
from gradwright.rules.rule import Call, Cost, Rule
from gradwright.rules.symbolic import Sym, call, choose, select
from gradwright.rules.table import register

TIES = "the first operand takes a tie; a constant takes it from a varied one"

EXTREMES = tuple(
    rule
    for suffix, larger, smaller in (
        ("maximum", np.maximum, np.minimum),
        ("fmax", np.fmax, np.fmin),
    )
    for rule in (
        binary(
            suffix,
            larger,
            lambda dy, y, a, b: select(a >= b, dy),
            lambda dy, y, a, b: select(b > a, dy),
            "dy where a >= b, dy where b > a",
            spelled={"builtin": "max"} if suffix == "maximum" else {},
            label="max",
            noun="largest",
            ties=TIES,
            alone=(
                lambda dy, y, a, b: select(a > b, dy),
                lambda dy, y, a, b: select(b > a, dy),
            ),
            from_result=(
                lambda dy, y, a, b: select(y > b, dy),
                lambda dy, y, a, b: select(y > a, dy),
            ),
        ),
        binary(
            "minimum" if suffix == "maximum" else "fmin",
            smaller,
            lambda dy, y, a, b: select(a <= b, dy),
            lambda dy, y, a, b: select(b < a, dy),
            "dy where a <= b, dy where b < a",
            spelled={"builtin": "min"} if suffix == "maximum" else {},
            label="min",
            noun="smallest",
            ties=TIES,
            alone=(
                lambda dy, y, a, b: select(a < b, dy),
                lambda dy, y, a, b: select(b < a, dy),
            ),
            from_result=(
                lambda dy, y, a, b: select(y < b, dy),
                lambda dy, y, a, b: select(y < a, dy),
            ),
        ),
    )
)


def where_type(cond: Type, a: Type, b: Type, **_: object) -> Type:
    """Infer the type of ``np.where``: always an array, of rank 0 for scalars."""
    return Array(promoted((a, b)), broadcast_lengths((cond, a, b)))


def clip_type(*types: Type, **_: object) -> Type:
    """Infer the type of ``np.clip``."""
    return shaped(promoted(types), broadcast_lengths(types))


def kept(dy: Sym, y: Sym, c: Sym, *, negate: bool = False) -> Sym:
    """Return dy where c holds (or where it does not), 0 elsewhere, whatever dy is there."""
    if y.rank == 0:
        return choose(call("not", c) if negate else c, dy, 0.0)
    return call("where", c, 0.0, dy) if negate else call("where", c, dy, 0.0)


def inside(x: Sym, low: Sym, high: Sym) -> Sym:
    """Return whether x is within the bounds."""
    return (x >= low) & (x <= high)


CHOICES = (
    Rule(
        name="where",
        infer=where_type,
        pullbacks=(
            None,
            lambda dy, y, c, a, b: kept(dy, y, c),
            lambda dy, y, c, a, b: kept(dy, y, c, negate=True),
        ),
        shape_only=frozenset({1, 2}),
        linear=frozenset({1, 2}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"np": Call("np.where({0}, {1}, {2})")},
        label="where",
        noun="chosen",
        derivative="dy where c, dy where not c",
    ),
    Rule(
        name="clip",
        infer=clip_type,
        pullbacks=(
            lambda dy, y, x, low, high: select(inside(x, low, high), dy),
            lambda dy, y, x, low, high: select(x < low, dy),
            lambda dy, y, x, low, high: select(x > high, dy),
        ),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.clip({0}, {1}, {2})"),
            "method": Call("{0}.clip({1}, {2})"),
        },
        label="clip",
        noun="clipped",
        derivative="dy where low <= x <= high, dy where x < low, dy where x > high",
        ties="1 at the bounds, 0 outside them",
    ),
    Rule(
        name="clip_low",
        infer=clip_type,
        pullbacks=(
            lambda dy, y, x, low: select(x >= low, dy),
            lambda dy, y, x, low: select(x < low, dy),
        ),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.clip({0}, {1}, None)"),
            "method": Call("{0}.clip({1}, None)"),
        },
        label="clip",
        noun="clipped",
        derivative="dy where x >= low, dy where x < low",
        ties="1 at the bound, 0 below it",
    ),
    Rule(
        name="clip_high",
        infer=clip_type,
        pullbacks=(
            lambda dy, y, x, high: select(x <= high, dy),
            lambda dy, y, x, high: select(x > high, dy),
        ),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={
            "np": Call("np.clip({0}, None, {1})"),
            "method": Call("{0}.clip(None, {1})"),
        },
        label="clip",
        noun="clipped",
        derivative="dy where x <= high, dy where x > high",
        ties="1 at the bound, 0 above it",
    ),
)

register("Choices", (*EXTREMES, *CHOICES), on_complex="where")
