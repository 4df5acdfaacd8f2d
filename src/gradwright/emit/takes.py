"""The last entry of a list that is read and taken off becomes one call.

::

    dh += 2.0 * dout[-1] * h
    dout.pop()                   →    dh += 2.0 * dout.pop() * h

    dout.append(0.0)
    dout[-1] += dh               →    dout.append(dh)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradwright.analysis.flow import names_in
from gradwright.ir.expressions import (
    Apply,
    At,
    Both,
    Choose,
    Const,
    Expr,
    Index,
    Region,
    Var,
    children,
    operands_of_path,
)
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Assign, Stmt, Store
from gradwright.rules.table import apply

Same = Callable[[Var, Var], bool]


def put(first: Stmt, second: Stmt, same: Same) -> Stmt | None:
    """Return a 0 that is put at a list's end and what is added to it there as one statement."""
    match first, second:
        case (
            Assign(target, Apply("list_regrown", (Var() as items,))),
            Store(Region() as region, value, "add"),
        ) if same(target, items) and _is_last(region, target):
            alone = target.web not in names_in(value)
            whole = Apply("appended", (items, value), (), items.type)
            return replace(first, value=whole, origin=second.origin) if alone else None
        case _:
            return None


def taken(first: Stmt, second: Stmt, same: Same) -> Stmt | None:
    """Return the two statements as one, None where they are not of this kind.

    `same`: whether two names are printed alike.
    """
    if (one := put(first, second, same)) is not None:
        return one
    match second:
        case Assign(target, Apply("list_front", (Var() as items, *_))) if same(target, items):
            pass
        case _:
            return None
    match first:
        case Assign(bound, value) if not same(bound, items):
            found = _with_call(value, items)
            return None if found is None else replace(first, value=found)
        case Store(region, value) if items.web not in names_in(region):
            found = _with_call(value, items)
            return None if found is None else replace(first, value=found)
        case _:
            return None


def _with_call(value: Expr, items: Var) -> Expr | None:
    reads = _reads(value, items)
    if reads is None or len(reads) != 1:
        return None
    (last,) = reads
    call = apply("list_last", items, form="pop")
    return rebuild(value, lambda e: call if e is last else None)


def _reads(expr: Expr, items: Var) -> list[Expr] | None:
    """Return where a list's last entry is read, each as often as it is; None where more of it is read."""
    if _is_last(expr, items):
        return [expr]
    if items.web not in names_in(expr):
        return []
    if isinstance(expr, Var | Choose | Both):
        return None
    inner = operands_of_path(expr.path) if isinstance(expr, Region) else children(expr)
    found: list[Expr] = []
    if isinstance(expr, Region) and expr.base.web == items.web:
        return None
    for child in inner:
        reads = _reads(child, items)
        if reads is None:
            return None
        found += reads
    return found


def _is_last(expr: Expr, items: Var) -> bool:
    match expr:
        case Apply("list_last", (Var(web),)):
            return web == items.web
        case Region(base, (Index((At(Const(-1)),)),)):
            return base.web == items.web
        case _:
            return False
