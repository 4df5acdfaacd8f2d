"""A scalar that is only another name for a value is read by that value's own name.

::

    dk4 = g; h = dk4 * k        →    h = g * k

In: a written program. Within one block of its reverse part, as long as neither name is bound again.
"""

from __future__ import annotations

from dataclasses import replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.rebuild import rebuild, rebuild_path
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    If,
    Program,
    Stmt,
    Store,
    While,
    blocks_of,
    expressions_of,
    walk,
)
from gradwright.ir.types import Scalar

Names = dict[Expr, Expr]


def propagate_copies(program: Program) -> Program:
    """Return the program with copies of scalars read through in its reverse part."""
    if program.reverse_from is None:
        return program
    backward = _block(program.body[program.reverse_from :])
    return replace(program, body=(*program.body[: program.reverse_from], *backward))


def _block(block: Block) -> Block:
    names: Names = {}
    out: list[Stmt] = []
    for old in block:
        stmt = _inside(_read_through(old, names))
        for web in overwritten((stmt,)):
            names = {k: v for k, v in names.items() if web not in (_web(k), _web(v))}
        match stmt:
            case Assign(target, Var() as value) if isinstance(target.type, Scalar):
                if target != value:
                    names[target] = value
            case _:
                pass
        out.append(stmt)
    return _without_rebound(out)


def _without_rebound(block: list[Stmt]) -> Block:
    """Drop copies whose name is bound again before anything reads it."""
    rebound: set[int] = set()
    kept: list[Stmt] = []
    for stmt in reversed(block):
        if isinstance(stmt, Assign):
            if isinstance(stmt.value, Var) and stmt.target.web in rebound:
                continue
            rebound.add(stmt.target.web)
        rebound -= {web for s in walk((stmt,)) for e in expressions_of(s) for web in names_in(e)}
        if blocks_of(stmt):
            rebound -= overwritten((stmt,))
        kept.append(stmt)
    return tuple(reversed(kept))


def _web(expr: Expr) -> int:
    assert isinstance(expr, Var)
    return expr.web


def _inside(stmt: Stmt) -> Stmt:
    match stmt:
        case If(_, then, orelse):
            return replace(stmt, then=_block(then), orelse=_block(orelse))
        case For() | ForEach() | While():
            return replace(stmt, body=_block(stmt.body))
        case _:
            return stmt


def _read_through(stmt: Stmt, names: Names) -> Stmt:
    """Return a simple statement with the copies that it reads replaced."""
    if not names:
        return stmt
    match stmt:
        case Assign(_, value):
            return replace(stmt, value=rebuild(value, names.get))
        case Store(region, value):
            path = rebuild_path(region.path, lambda e: rebuild(e, names.get))
            moved = Region(region.base, path, region.type)
            return replace(stmt, region=moved, value=rebuild(value, names.get))
        case _:
            return stmt
