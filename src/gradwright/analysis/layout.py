"""Which arrays surely lie in memory in C's order, in one piece, so that a reshape of them is a view.

In: a program. Out: the webs whose arrays all do. A web that a guard checks, and one that a stack gives
back, hold what was checked when it was saved.
"""

from __future__ import annotations

from gradwright.ir.expressions import (
    Apply,
    At,
    Choose,
    Expr,
    Index,
    NewAxis,
    Region,
    Reshape,
    Span,
    Step,
    Var,
)
from gradwright.ir.statements import Assign, Block, Permute, walk
from gradwright.ir.types import rank_of
from gradwright.rules.table import rule_of

FRESH = frozenset(
    {"zeros", "ones", "empty", "full", "arange", "linspace", "eye", "range", "contiguous"}
)
AS_MODEL = frozenset(
    {"zeros_like", "ones_like", "empty_like", "full_like", "astype", "reshape", "reshape_like"}
)


def contiguous_webs(body: Block) -> frozenset[int]:
    """Return the webs that a program binds, and always to arrays in C's order."""
    bound = [stmt for stmt in walk(body) if isinstance(stmt, Assign)]
    moved = [stmt for stmt in walk(body) if isinstance(stmt, Permute)]
    found = frozenset(stmt.target.web for stmt in bound)
    while True:
        left = found - {s.target.web for s in bound if not is_contiguous(s.value, found)}
        for stmt in moved:
            webs = {var.web for var in stmt.targets}
            left = left if webs <= left else left - webs
        if left == found:
            return found
        found = left


def is_contiguous(  # noqa: C901  (a match over node kinds)
    expr: Expr, webs: frozenset[int]
) -> bool:
    """Whether an expression's value surely lies in C's order; `webs` are known to."""
    if not rank_of(expr.type):
        return True
    match expr:
        case Var(web):
            return web in webs
        case Region(base, path):
            return base.web in webs and keeps_order(path, rank_of(base.type))
        case Choose(_, then, orelse):
            return is_contiguous(then, webs) and is_contiguous(orelse, webs)
        case Apply(prim) if prim in FRESH:
            return True
        case Apply("copy") if expr.attr("form") == "method":
            return True
        case Apply(prim, (model, *_)) if prim in AS_MODEL or prim == "copy":
            return is_contiguous(model, webs)
        case Apply(_, args) if rule_of(expr).elementwise:
            return all(is_contiguous(arg, webs) for arg in args)
        case _:
            return False


def keeps_order(path: tuple[Step, ...], rank: int) -> bool:
    """Whether a part of an array in C's order is in one piece, too."""
    for step in path:
        match step:
            case Reshape(lengths):
                rank = len(lengths)
            case Index(items) if (left := _rank_after(step, rank)) is not None:
                del items
                rank = left
            case _:
                return False
    return True


def _rank_after(step: Index, rank: int) -> int | None:
    """Return the rank of a part that leaves out leading entries alone, None of another."""
    whole = False
    for item in step.items:
        match item:
            case NewAxis():
                rank += 1
            case At() if not whole:
                rank -= 1
            case Span(None, None, None):
                whole = True
            case Span(_, _, None) if not whole:
                whole = True
            case _:
                return None
    return rank
