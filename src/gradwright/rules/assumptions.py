"""Which lengths a node takes as equal, though NumPy would broadcast if one of them were 1."""

from __future__ import annotations

from collections.abc import Iterator

from gradwright.ir.expressions import Apply, Expr
from gradwright.ir.types import UNIT, lengths_of
from gradwright.rules.broadcast import assumed_equal
from gradwright.rules.contract import letters_of
from gradwright.rules.table import rule_of

Place = tuple[Expr, int]
BROADCASTING = frozenset({"broadcast_like"})


def assumed(expr: Apply) -> list[tuple[Expr, int, Expr, int]]:
    """Return the pairs (operand, axis, operand, axis)."""
    args = expr.args
    if "subscripts" in dict(expr.attrs):
        return [(*a, *b) for a, b in letters_met(expr)]
    shapes = [lengths_of(arg.type) for arg in args]
    if expr.prim == "matmul":
        shapes = [shape[:-2] for shape in shapes]
    elif not (rule_of(expr).elementwise or expr.prim in BROADCASTING):
        return []
    return [(args[i], j, args[k], m) for i, j, k, m in assumed_equal(shapes)]


def letters_met(expr: Apply) -> Iterator[tuple[Place, Place]]:
    """Yield the axes of an einsum's operands that share a letter, neither of them a unit axis."""
    first: dict[str, Place] = {}
    for letters, arg in zip(letters_of(str(expr.attr("subscripts")))[0], expr.args, strict=True):
        for axis, letter in enumerate(letters):
            length = lengths_of(arg.type)[axis]
            if length is UNIT:
                continue
            met, own = first.setdefault(letter, (arg, axis)), (arg, axis)
            if lengths_of(met[0].type)[met[1]] is not length:
                yield met, own
