"""Functions of one number that `math` has and NumPy has not."""

from __future__ import annotations

import math

from gradwright.ir.types import Type
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.dtypes import math_number
from gradwright.rules.families import Unary
from gradwright.rules.rule import Call, Rule
from gradwright.rules.symbolic import Sym, call, choose, lift
from gradwright.rules.table import register


def math_function(name: str, pullback: Unary, derivative: str) -> Rule:
    """Return the row of a function that `math` has and NumPy has not."""

    def infer(*types: Type, **_: object) -> Type:
        return math_number(types, broadcast_lengths(types))

    return Rule(
        name=name,
        infer=infer,
        pullbacks=(pullback,),
        elementwise=True,
        syntax={"math": Call(f"math.{name}({{0}})")},
        label=name,
        noun=name,
        derivative=derivative,
    )


SERIES = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760)
SHIFT = 10


def digamma(x: Sym) -> Sym:
    """Return the logarithmic derivative of the gamma function.

    The asymptotic series at x + 10 and the recurrence down to x (Abramowitz and Stegun 6.3.5, 6.3.18),
    the reflection 6.3.7 for what is not positive.
    """
    positive = x > 0.0
    near = choose(positive, x, 1.0 - x)
    far = near + float(SHIFT)
    inverse = 1.0 / (far * far)
    tail = lift(SERIES[-1])
    for factor in reversed(SERIES[:-1]):
        tail = factor + inverse * tail
    steps = 1.0 / near
    for k in range(1, SHIFT):
        steps = steps + 1.0 / (near + float(k))
    found = call("log", far, form="math") - 0.5 / far - inverse * tail - steps
    angle = math.pi * x
    return choose(positive, found, found - math.pi / call("tan", angle, form="math"))


def bell(x: Sym) -> Sym:
    """Return the slope of the error function."""
    return (2.0 / math.sqrt(math.pi)) * call("exp", -x * x, form="math")


ROWS = (
    math_function("erf", lambda dy, y, x: dy * bell(x), "dy * 2 / sqrt(pi) * exp(-x * x)"),
    math_function("gamma", lambda dy, y, x: dy * y * digamma(x), "dy * y * digamma(x)"),
    math_function("lgamma", lambda dy, y, x: dy * digamma(x), "dy * digamma(x)"),
    math_function("erfc", lambda dy, y, x: -dy * bell(x), "-dy * 2 / sqrt(pi) * exp(-x * x)"),
)

register("Functions of math", ROWS)
