"""Which lengths a node takes as equal, though NumPy would broadcast if one of them were 1."""

from __future__ import annotations

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import lengths_of
from gradwright.rules.broadcast import assumed_equal
from gradwright.rules.table import rule_of


def assumed(expr: Apply) -> list[tuple[Expr, int, Expr, int]]:
    """Return the pairs (operand, axis, operand, axis)."""
    shapes = [lengths_of(arg.type) for arg in expr.args]
    if expr.prim == "matmul":
        shapes = [shape[:-2] for shape in shapes]
    elif not rule_of(expr).elementwise:
        return []
    args = expr.args
    return [(args[i], j, args[k], m) for i, j, k, m in assumed_equal(shapes)]
