"""Which lengths a node takes as equal, though NumPy would broadcast if one of them were 1."""

from __future__ import annotations

from collections.abc import Iterator

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import UNIT, lengths_of
from gradwright.rules.broadcast import assumed_equal
from gradwright.rules.table import rule_of


def assumed(expr: Apply) -> list[tuple[Expr, int, Expr, int]]:
    """Return the pairs (operand, axis, operand, axis)."""
    shapes = [lengths_of(arg.type) for arg in expr.args]
    if expr.prim == "einsum":
        return list(_by_letter(expr))
    if expr.prim == "matmul":
        shapes = [shape[:-2] for shape in shapes]
    elif not rule_of(expr).elementwise:
        return []
    args = expr.args
    return [(args[i], j, args[k], m) for i, j, k, m in assumed_equal(shapes)]


def _by_letter(expr: Apply) -> Iterator[tuple[Expr, int, Expr, int]]:
    """Yield the axes that share a letter of an einsum with the first axis of that letter."""
    operands = str(expr.attr("subscripts")).partition("->")[0].split(",")
    first: dict[str, tuple[Expr, int]] = {}
    for letters, arg in zip(operands, expr.args, strict=True):
        for axis, letter in enumerate(letters):
            if lengths_of(arg.type)[axis] is not UNIT:
                other, own = first.setdefault(letter, (arg, axis))
                if lengths_of(other.type)[own] is not lengths_of(arg.type)[axis]:
                    yield other, own, arg, axis
