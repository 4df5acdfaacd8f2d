"""Name what a parallel update computes more than once.

::

    dx0 <- (dy * mask) * w0;  dw0 <- (dy * mask) * x0     →  g = dy * mask;  dx0 <- g * w0;  dw0 <- g * x0

An operand that a primitive's own spelling repeats counts as often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from gradwright.adjoint.factors import with_common_factors
from gradwright.adjoint.keep import always_evaluated
from gradwright.analysis.cost import cost_of, own_cost
from gradwright.ir.expressions import Apply, Expr, Region, Var, children, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import Array
from gradwright.rules.table import written_again


def name_shared(
    values: list[Expr], new_web: Callable[[Expr], Var]
) -> tuple[list[tuple[Var, Expr]], list[Expr]]:
    """Return names with the parts that they stand for, in order of evaluation, and the values with them."""
    values = _factored(values)
    nodes = _distinct(values)
    uses: Counter[Expr] = Counter(values)
    for node in nodes:
        uses.update(children(node))
        if isinstance(node, Apply):
            uses.update(node.args[k] for k in written_again(node.prim))
    parts = [node for node in nodes if uses[node] > 1 and _is_nameable(node)]
    if parts:
        eager = _eager(values)
        parts = [node for node in parts if node in eager]
    if not parts:
        return [], values
    names: dict[Expr, Expr] = {}
    bound: list[tuple[Var, Expr]] = []
    for part in parts:
        inner = rebuild(part, names.get)
        name = new_web(part)
        names[part] = name
        bound.append((name, inner))
    memo: dict[Expr, Expr] = {}
    return bound, [rebuild(value, names.get, memo) for value in values]


def update_cost(values: list[Expr]) -> int:
    """Return what the values of an update cost, with what they share evaluated once."""
    return sum(map(own_cost, _distinct(_factored(values))))


def _factored(values: list[Expr]) -> list[Expr]:
    nodes = _distinct(values)
    if sum(isinstance(node, Apply) and node.prim == "mul" for node in nodes) < 2:
        return values
    eager = _eager(values)
    return with_common_factors(values, [node for node in nodes if node in eager])


def _distinct(values: list[Expr]) -> list[Expr]:
    found: dict[Expr, None] = {}
    for value in values:
        for node in subtrees(value):
            found.setdefault(node)
    return list(found)


def _eager(values: list[Expr]) -> set[Expr]:
    return set[Expr]().union(*map(always_evaluated, values))


def _is_nameable(node: Expr) -> bool:
    """Whether a repeated part is worth a name: it costs something and is no mere index."""
    if isinstance(node, Var):
        return False
    if isinstance(node, Region):
        return False
    integer = str(getattr(node.type, "dtype", "")).startswith("int")
    if integer and not isinstance(node.type, Array):
        return cost_of(node) > 2
    return cost_of(node) > 0
