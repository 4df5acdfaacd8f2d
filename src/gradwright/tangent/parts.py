"""Parts that a statement and its tangent both evaluate get a name.

::

    y = np.exp(x) * w; dy = dx * np.exp(x) * w    →    power = np.exp(x); y = power * w; dy = dx * power * w
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from gradwright.analysis.cost import is_worth_keeping
from gradwright.diagnostics import Location
from gradwright.ir.expressions import Apply, Both, Choose, Expr, Var, children, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Assign, Stmt
from gradwright.ir.types import Array, Outcome, Scalar, Type
from gradwright.rules.table import rule_of

NewWeb = Callable[[str, Type], Var]


def name_parts(
    exprs: Sequence[Expr], new: NewWeb, origin: Location | None
) -> tuple[list[Stmt], list[Expr]]:
    """Return the statements that bind common parts, and the expressions that read their names."""
    counts, order = _counted(exprs)
    names: dict[Expr, Expr] = {}
    bound: list[Stmt] = []
    for node in order:
        if counts[node] > 1 and _is_kept(node):
            assert isinstance(node, Apply)
            name = new(rule_of(node).noun or node.prim, node.type)
            bound.append(Assign(name, rebuild(node, names.get), origin))
            names[node] = name
    if not names:
        return [], list(exprs)
    return bound, [rebuild(expr, names.get) for expr in exprs]


def _counted(exprs: Sequence[Expr]) -> tuple[Counter[Expr], list[Expr]]:
    """Return how many readers each part has, and the parts that are surely evaluated, inner first."""
    counts: Counter[Expr] = Counter()
    order: dict[Expr, None] = {}
    for expr in exprs:
        counts[expr] += 1
        _visit(expr, counts, order)
    return counts, list(order)


def _visit(expr: Expr, counts: Counter[Expr], order: dict[Expr, None]) -> None:
    stack: list[tuple[Expr, bool]] = [(expr, False)]
    seen = set[Expr]()
    while stack:
        node, done = stack.pop()
        if done:
            order.setdefault(node)
            continue
        if node in order or node in seen:
            continue
        seen.add(node)
        stack.append((node, True))
        for child in _evaluated(node):
            counts[child] += 1
            stack.append((child, False))


def _evaluated(node: Expr) -> tuple[Expr, ...]:
    """Return the operands that are evaluated whenever the node is."""
    match node:
        case Choose(cond):
            return (cond,)
        case Both(_, left):
            return (left,)
        case _:
            return children(node)


def _is_kept(node: Expr) -> bool:
    """Whether a part is worth a name: it costs something and does not read what is bound here."""
    if not isinstance(node, Apply) or not isinstance(node.type, Array | Scalar | Outcome):
        return False
    if rule_of(node).shares or not is_worth_keeping(node, in_loop=False):
        return False
    return not any(isinstance(part, Var) and part.after for part in subtrees(node))
