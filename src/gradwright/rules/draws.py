"""Random draws of plain functions: made once, in the forward sweep, in the order of the user's code.

``rng.normal(size=(n, 2))`` -> ``random(rng, n, call="{0}.normal(size=({1}, 2))", number=7, of=…)``

Every draw has a number of its own, so that two are never one node. A generator is a value of type
STATIC. The value is a constant; by its parameters (a mean, a scale) it has no derivative.
"""

from __future__ import annotations

from gradwright.ir.types import Type
from gradwright.rules.rule import Call, Cost, Rule, RuleError
from gradwright.rules.symbolic import Sym
from gradwright.rules.table import register


def asked_type(*_: Type, of: Type, **__: object) -> Type:
    """Infer the type that the call asks for."""
    return of


def no_parameter(k: int, *_: Sym, function: str, **__: object) -> Sym:
    """Refuse a derivative by a parameter: what is drawn is a constant."""
    raise RuleError(
        "GW412", function=function, operand="its arguments (draw it standard, scale it)"
    )


ROWS = (
    Rule(
        name="random",
        infer=asked_type,
        pullbacks=no_parameter,
        cost=Cost.PRODUCT,
        syntax={"np": Call("{call}")},
        label="random",
        noun="drawn",
        derivative="0",
        ties="`np.random.normal` and the like, methods of generators: drawn once, in the forward "
        "sweep; refused by a parameter that is differentiated",
    ),
)

register("Random draws", ROWS)
