"""What evaluating an expression costs, in scalar arithmetic operations."""

from __future__ import annotations

from gradwright.ir.expressions import Apply, Both, Choose, Expr, Var, subtrees
from gradwright.ir.types import Array
from gradwright.rules.rule import Cost
from gradwright.rules.table import rule_of


def cost_of(expr: Expr) -> int:
    """Return the cost of a tree, each distinct part counted once."""
    return sum(own_cost(node) for node in subtrees(expr))


def own_cost(node: Expr) -> int:
    """Return the cost of a tree's last operation."""
    match node:
        case Apply():
            return int(rule_of(node).cost)
        case Choose() | Both():
            return int(Cost.ARITHMETIC)
        case _:
            return 0


def dearest(expr: Expr) -> int:
    """Return the cost of a tree's dearest single primitive."""
    return max((own_cost(node) for node in subtrees(expr)), default=0)


def is_worth_keeping(expr: Expr, *, in_loop: bool) -> bool:
    """Whether naming (in a loop: saving) a value is cheaper than evaluating it again.

    In a loop a scalar's save and restore cost about two operations, as one call of Python's `math` does;
    an elementwise array expression is evaluated again, products and transcendental functions are saved.
    """
    if isinstance(expr, Var):
        return False
    cost = cost_of(expr)
    if not isinstance(expr.type, Array) and _is_integer(expr):
        return cost >= Cost.FUNCTION
    if not in_loop:
        return cost >= Cost.ARITHMETIC
    if isinstance(expr.type, Array):
        return dearest(expr) >= Cost.FUNCTION
    called = sum(own_cost(node) - 2 for node in subtrees(expr) if _is_called_by_math(node))
    return cost - called > 2 * Cost.ARITHMETIC


def _is_called_by_math(node: Expr) -> bool:
    return isinstance(node, Apply) and node.attr("form") == "math"


def _is_integer(expr: Expr) -> bool:
    dtype = getattr(expr.type, "dtype", "")
    return str(dtype).startswith(("int", "uint", "bool"))
