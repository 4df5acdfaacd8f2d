"""Pieces of updates: values as of now, first writes, sums, zeros."""

from __future__ import annotations

from gradwright.adjoint.pullback import Contribution
from gradwright.adjoint.status import is_narrow, views_region
from gradwright.analysis.ownership import is_fresh
from gradwright.diagnostics import Location
from gradwright.ir.expressions import Apply, Expr, Region, Var, children, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Stmt, Store
from gradwright.ir.types import FLOAT, Array, List
from gradwright.rules.lists import entry_type
from gradwright.rules.table import apply


def count_of(expr: Expr, part: Expr) -> int:
    """Return how often an expression evaluates a part."""
    if expr is part:
        return 1
    return sum(count_of(child, part) for child in children(expr)) if part in subtrees(expr) else 0


def without_front(parts: list[Contribution], own: Var, front: Expr) -> list[Contribution]:
    """Return the contributions without what a list leaves to itself."""
    left: list[Contribution] = []
    for part in parts:
        value = part.value
        if part.target == own and value is front:
            continue
        if part.target == own and isinstance(value, Apply) and value.prim == "list_added":
            value = next(arg for arg in value.args if arg is not front)
        left.append(Contribution(part.target, value))
    return left


def web_of(target: Var | Region) -> int:
    """Return the web of a name or of a region's base."""
    return target.web if isinstance(target, Var) else target.base.web


def plain(expr: Expr) -> Expr:
    """Return the expression with its `after` marks taken off: its statement stands where they hold."""

    def strip(node: Expr) -> Expr | None:
        return Var(node.web, node.type) if isinstance(node, Var) and node.after else None

    return rebuild(expr, strip)


def plain_region(region: Region) -> Region:
    """Return a region with its `after` marks taken off."""
    found = plain(region)
    assert isinstance(found, Region)
    return found


def plain_region_or_var(target: Var | Region) -> Var | Region:
    """Return a name as it is, a region with its `after` marks taken off."""
    return plain_region(target) if isinstance(target, Region) else target


def copied(value: Expr) -> Expr:
    """Return a value that later stores cannot change."""
    if isinstance(value.type, Array) and not is_fresh(value):
        return apply("copy", value, form="method")
    return value


def first_write(part: Contribution) -> Expr:
    """Return a contribution as a first write: broadcast to the target's shape, never a view of a buffer."""
    target, value = part.target, part.value
    if isinstance(target.type, Array) and is_narrow(part):
        if not isinstance(value.type, Array):
            return apply("full_like", target, value, form="np")
        return apply("copy", apply("broadcast_like", value, target, form="np"), form="method")
    return copied(value) if views_region(value) else value


def plus(total: Expr, value: Expr) -> Expr:
    """Return ``total + value``, and ``total - x`` where the value is ``-x``."""
    if isinstance(total.type, List):
        return apply("list_added", total, value)
    match value:
        case Apply("neg", (negated,)):
            return apply("sub", total, negated, form="infix")
        case _:
            return apply("add", total, value, form="infix")


def zero_of(region: Region) -> Expr:
    """Return the zero that a region is filled with."""
    if isinstance(region.base.type, List) and isinstance(region.type, Array):
        return apply("zeros_like", region, form="np")
    return constant(0.0, FLOAT)


def into_entry(region: Region, value: Expr, origin: Location | None) -> list[Stmt]:
    """Return the statements that add to an entry of a list, whose array may be another's."""
    first = region.path[:1]
    if len(region.path) > 1:
        entry = Region(region.base, first, entry_type(region.base.type))
        own = Store(entry, apply("copy", entry, form="method"), origin=origin)
        return [own, Store(region, value, "add", origin=origin)]
    if isinstance(region.type, Array):
        return [Store(region, plus(region, value), origin=origin)]
    return [Store(region, value, "add", origin=origin)]
