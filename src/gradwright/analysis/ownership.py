"""Which expressions give a new array or list, which may give a view of an operand."""

from __future__ import annotations

from gradwright.ir.expressions import Apply, Choose, Expr, Region, is_view_path
from gradwright.ir.types import Array, List
from gradwright.rules.table import rule_of


def is_fresh(expr: Expr) -> bool:
    """Whether the value shares memory with nothing else (scalars never do)."""
    if isinstance(expr.type, List):  # the list, not the arrays in it
        return isinstance(expr, Apply)
    if not isinstance(expr.type, Array):
        return True
    match expr:
        case Region(_, path):
            return not is_view_path(path)
        case Choose(_, then, orelse):
            return is_fresh(then) and is_fresh(orelse)
        case Apply(_, args):
            rule = rule_of(expr)
            return not rule.shares or (rule.passes_on and is_fresh(args[0]))
        case _:
            return False
