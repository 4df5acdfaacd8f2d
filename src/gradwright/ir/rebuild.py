"""Rebuilding trees with some nodes replaced."""

from __future__ import annotations

from collections.abc import Callable

from gradwright.ir.expressions import (
    Apply,
    At,
    Both,
    Choose,
    Const,
    Expr,
    Fancy,
    Index,
    Item,
    NewAxis,
    Region,
    Reshape,
    Span,
    Step,
    Var,
)
from gradwright.ir.types import Type

Replace = Callable[[Expr], Expr | None]


def rebuild(expr: Expr, replace: Replace, memo: dict[Expr, Expr] | None = None) -> Expr:
    """Return the tree with each node for which `replace` gives one replaced, outermost first.

    A node that was replaced is not entered. A region's base must become a `Var` or a `Region`
    (whose path then comes first). `memo` may be shared between calls with the same `replace`.
    """
    memo = {} if memo is None else memo
    done = memo.get(expr)
    if done is None:
        done = replace(expr)
        if done is None:
            done = with_children(expr, lambda child: rebuild(child, replace, memo))
        memo[expr] = done
    return done


def with_children(expr: Expr, visit: Callable[[Expr], Expr]) -> Expr:
    """Return a node with its operands visited."""
    if isinstance(expr, Apply):  # by far the most
        args = tuple(map(visit, expr.args))
        return expr if args == expr.args else Apply(expr.prim, args, expr.attrs, expr.type)
    match expr:
        case Const() | Var():
            return expr
        case Region(base, path, type_):
            return region_of(visit(base), rebuild_path(path, visit), type_)
        case Choose(cond, then, orelse, type_):
            return Choose(visit(cond), visit(then), visit(orelse), type_)
        case Both(op, left, right, type_):
            return Both(op, visit(left), visit(right), type_)


def region_of(base: Expr, path: tuple[Step, ...], type_: Type) -> Expr:
    """Return the region of a name or of another region, its path first."""
    match base:
        case Var():
            return Region(base, path, type_)
        case Region(inner, first, _):
            return Region(inner, first + path, type_)
        case _:
            raise AssertionError(f"a region's base is a name, not {base}")


def rebuild_path(path: tuple[Step, ...], visit: Callable[[Expr], Expr]) -> tuple[Step, ...]:
    """Return the path with the expressions in its subscripts visited."""

    def step(old: Step) -> Step:
        match old:
            case Index(items):
                return Index(tuple([_rebuild_item(item, visit) for item in items]))
            case Reshape(lengths):
                return Reshape(tuple(map(visit, lengths)))
            case _:
                return old

    return tuple(map(step, path))


def _rebuild_item(item: Item, visit: Callable[[Expr], Expr]) -> Item:
    match item:
        case At(e):
            return At(visit(e))
        case Fancy(e):
            return Fancy(visit(e))
        case Span(lo, hi, step):
            return Span(*(None if e is None else visit(e) for e in (lo, hi, step)))
        case NewAxis():
            return item
