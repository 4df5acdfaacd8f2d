"""What every iteration of a reversed loop would compute again is computed before it.

::

    for k1 in reversed(saved_k1):                product = 0.5 * h
        dk1 += 0.5 * h * ds               →      for k1 in reversed(saved_k1):
                                                     dk1 += product * ds

In: a written program. Only plain arithmetic moves: evaluating it for a loop that makes no trip does no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from gradwright.analysis.cost import cost_of
from gradwright.analysis.flow import names_in, overwritten
from gradwright.analysis.memory import Memory
from gradwright.ir.expressions import Apply, Both, Choose, Const, Expr, Region, Var, children
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
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
    bound_by,
    walk,
)
from gradwright.ir.types import is_differentiable
from gradwright.rules.table import rule_of

ARITHMETIC = ("mul", "add", "sub", "neg")


def hoist_invariants(program: Program) -> Program:
    """Return the program with invariant parts of its reversed loops before them."""
    if program.reverse_from is None or not _loops(program.body[program.reverse_from :]):
        return program
    hoist = _Hoist(dict(program.names), Memory(program.body))
    forward = program.body[: program.reverse_from]
    backward = hoist.block(program.body[program.reverse_from :])
    return replace(program, body=(*forward, *backward), names=hoist.names)


@dataclass(frozen=True, slots=True)
class _Hoist:
    names: dict[int, str]
    memory: Memory
    own: set[int] = field(default_factory=set[int])

    def block(self, block: Block) -> Block:
        """Return a block with what its loops need not compute again before them, inner loops first."""
        out: list[Stmt] = []
        for stmt in block:
            match stmt:
                case If(_, then, orelse):
                    out.append(replace(stmt, then=self.block(then), orelse=self.block(orelse)))
                case For() | ForEach() | While():
                    out += self._loop(replace(stmt, body=self.block(stmt.body)))
                case _:
                    out.append(stmt)
        return tuple(out)

    def _loop(self, loop: For | ForEach | While) -> list[Stmt]:
        changed = overwritten(loop.body) | {var.web for var in bound_by(loop)}
        changed = self.memory.with_mates(changed)
        moved: list[Stmt] = []
        found: dict[Expr, Expr] = {}
        for stmt in loop.body:
            if self._is_own(stmt) and changed.isdisjoint(names_in(stmt.value)):
                moved.append(stmt)
            elif isinstance(stmt, Assign | Store):
                for part in _invariants(stmt.value, changed):
                    if part not in found:
                        found[part] = name = self._name(part)
                        moved.append(Assign(name, part))
        if not moved:
            return [loop]
        body = tuple(
            with_expressions(stmt, lambda tree: rebuild(tree, found.get))
            for stmt in loop.body
            if stmt not in moved
        )
        return [*moved, replace(loop, body=body)]

    def _is_own(self, stmt: Stmt) -> TypeGuard[Assign]:
        return isinstance(stmt, Assign) and stmt.target.web in self.own

    def _name(self, part: Expr) -> Var:
        web = max(self.names) + 1
        assert isinstance(part, Apply)
        self.names[web] = rule_of(part).noun or part.prim
        self.own.add(web)
        return Var(web, part.type)


def _loops(block: Block) -> bool:
    return any(isinstance(stmt, For | ForEach | While) for stmt in walk(block))


def _invariants(expr: Expr, changed: frozenset[int]) -> Iterator[Expr]:
    """Yield the largest parts of a tree, of those surely evaluated, that a loop does not change."""
    if _is_plain(expr) and changed.isdisjoint(names_in(expr)) and _is_worth_it(expr):
        yield expr
        return
    match expr:
        case Choose(cond):
            yield from _invariants(cond, changed)
        case Both(_, left):
            yield from _invariants(left, changed)
        case Region():
            return
        case _:
            for child in children(expr):
                yield from _invariants(child, changed)


def _is_plain(expr: Expr) -> bool:
    """Whether a tree consists of arithmetic on names that never raises."""
    match expr:
        case Const() | Var():
            return is_differentiable(expr.type) or isinstance(expr, Const)
        case Apply("truediv", (a, Const(int() | float() as divisor))):
            return divisor != 0 and _is_plain(a)
        case Apply(prim, args):
            return prim in ARITHMETIC and all(map(_is_plain, args))
        case _:
            return False


def _is_worth_it(expr: Expr) -> bool:
    return bool(names_in(expr)) and cost_of(expr) > 0
