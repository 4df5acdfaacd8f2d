"""Clips in a loss: their derivative is 0 where they saturate, which a person should know.

``line 24: np.clip has derivative 0 outside of its bounds: 2 of 15 values of the example``
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from gradwright.classes.derived import Derived
from gradwright.classes.forward import Forward
from gradwright.ir.expressions import Apply, Const, Expr, Var, subtrees
from gradwright.ir.statements import Leaf, expressions_of, walk
from gradwright.ir.types import rank_of


def saturating(derived: Derived) -> list[str]:
    """Return a sentence for each line of a loss that clips what its gradient depends on."""
    found: dict[str, None] = {}
    for one in derived.all:
        result = one.forward.program.result
        if isinstance(result, Leaf) and _is_loss(one.forward, result.value):
            found.update(dict.fromkeys(_sentences(one.forward)))
    return list(found)


def _is_loss(forward: Forward, value: Expr) -> bool:
    """Whether an output is one number, or one for each row of a batch."""
    given = forward.layer.call.arguments.values()
    ranks = [cast("np.ndarray[Any, Any]", v).ndim for v in given if isinstance(v, np.ndarray)]
    return rank_of(value.type) < max(ranks, default=0)


def _sentences(forward: Forward) -> Iterator[str]:
    for stmt in walk(forward.program.body):
        for expr in expressions_of(stmt):
            for node in subtrees(expr):
                if isinstance(node, Apply) and node.prim == "clip" and stmt.origin is not None:
                    yield (
                        f"line {stmt.origin.line}: np.clip has derivative 0 outside of its bounds"
                        f"{_count(forward, node)}"
                    )


def _count(forward: Forward, node: Apply) -> str:
    """Return how many values of the example lie there, where it is known."""
    x, *bounds = node.args
    value = _value(forward, x)
    low, high = map(_number, bounds)
    if value is None or low is None or high is None:
        return ""
    outside = np.count_nonzero((value < low) | (value > high))
    return f": {outside} of {value.size} values of the example"


def _number(expr: Expr) -> float | None:
    """Return a bound that is written as numbers: ``1 - 1e-7``."""
    match expr:
        case Const(float() | int() as value):
            return float(value)
        case Apply("sub", (left, right)):
            a, b = _number(left), _number(right)
            return None if a is None or b is None else a - b
        case _:
            return None


def _value(forward: Forward, x: Expr) -> np.ndarray[Any, Any] | None:
    """Return the array of the example that a name stands for."""
    path = forward.program.paths.get(x.web) if isinstance(x, Var) else None
    found = forward.layer.call.arguments.get(path or "")
    return cast("np.ndarray[Any, Any]", found) if isinstance(found, np.ndarray) else None
