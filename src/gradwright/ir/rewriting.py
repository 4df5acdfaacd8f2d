"""Statements with some left out, or with their expressions replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.rebuild import rebuild_path, region_of
from gradwright.ir.statements import (
    Assign,
    Block,
    Effect,
    For,
    ForEach,
    Guard,
    If,
    Pop,
    Push,
    Stmt,
    Store,
    While,
)


def dropped(block: Block, is_dropped: Callable[[Stmt], bool]) -> Block:
    """Return a block without some statements, in its inner blocks too."""
    out: list[Stmt] = []
    for stmt in block:
        if is_dropped(stmt):
            continue
        match stmt:
            case If(_, then, orelse):
                arms = (dropped(then, is_dropped), dropped(orelse, is_dropped))
                out.append(replace(stmt, then=arms[0], orelse=arms[1]))
            case For() | While() | ForEach():
                out.append(replace(stmt, body=dropped(stmt.body, is_dropped)))
            case _:
                out.append(stmt)
    return tuple(out)


def within(stmt: Stmt, visit: Callable[[Block], Block]) -> Stmt:
    """Return a statement with the blocks that it holds visited."""
    match stmt:
        case If(_, then, orelse):
            return replace(stmt, then=visit(then), orelse=visit(orelse))
        case For() | While() | ForEach():
            return replace(stmt, body=visit(stmt.body))
        case _:
            return stmt


def mapped(block: Block, visit: Callable[[Stmt], Stmt]) -> Block:
    """Return a block with each statement visited, those in its inner blocks first."""
    return tuple([visit(within(stmt, lambda inner: mapped(inner, visit))) for stmt in block])


def replaced(block: Block, visit: Callable[[Stmt], Stmt]) -> Block:
    """Return a block with each simple statement visited, in its inner blocks too."""
    out: list[Stmt] = []
    for stmt in block:
        match stmt:
            case If(_, then, orelse):
                out.append(
                    replace(stmt, then=replaced(then, visit), orelse=replaced(orelse, visit))
                )
            case For() | While() | ForEach():
                out.append(replace(stmt, body=replaced(stmt.body, visit)))
            case _:
                out.append(visit(stmt))
    return tuple(out)


def with_expressions(stmt: Stmt, visit: Callable[[Expr], Expr]) -> Stmt:  # noqa: C901
    """Return a statement with each expression that it evaluates visited, in its blocks too."""

    def block(old: Block) -> Block:
        return tuple(with_expressions(inner, visit) for inner in old)

    match stmt:
        case Assign(_, value):
            return replace(stmt, value=visit(value))
        case Store(region, value):
            return replace(stmt, region=_region(region, visit), value=visit(value))
        case Push(_, values):
            return replace(stmt, values=tuple(map(visit, values)))
        case Pop(targets):
            moved = tuple(t if isinstance(t, Var) else _region(t, visit) for t in targets)
            return replace(stmt, targets=moved)
        case If(cond, then, orelse):
            return replace(stmt, cond=visit(cond), then=block(then), orelse=block(orelse))
        case For(_, start, stop, step, body):
            start, stop, step = map(visit, (start, stop, step))
            return replace(stmt, start=start, stop=stop, step=step, body=block(body))
        case ForEach(counter=counter):
            counted = None if counter is None else with_expressions(counter, visit)
            assert not isinstance(counted, Stmt) or isinstance(counted, For)
            return replace(stmt, body=block(stmt.body), counter=counted)
        case While(cond, body):
            return replace(stmt, cond=visit(cond), body=block(body))
        case Guard(cond):
            return replace(stmt, cond=visit(cond))
        case Effect(_, args):
            return replace(stmt, args=tuple(map(visit, args)))
        case _:
            return stmt


def _region(region: Region, visit: Callable[[Expr], Expr]) -> Region:
    found = region_of(visit(region.base), rebuild_path(region.path, visit), region.type)
    assert isinstance(found, Region)
    return found
