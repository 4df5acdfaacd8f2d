"""Temporaries of the reverse part updated in place where their buffer is their own and dead after.

::

    dhidden = dlogits @ w2.T            dhidden = dlogits @ w2.T
    dz = dhidden * (hidden > 0.0)   →   dhidden *= hidden > 0.0
    dw1 = inputs.T @ dz                 dw1 = inputs.T @ dhidden

Only NumPy's printer does this: what may share memory with what was settled before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from gradwright.analysis.flow import names_in
from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Apply, Expr, Region, Var
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    If,
    Leaf,
    Program,
    Push,
    Stmt,
    Store,
    While,
    bound_by,
    expressions_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import Array
from gradwright.rules.rule import Infix
from gradwright.rules.table import rule_of

COMMUTATIVE = frozenset({"add", "mul"})
UPDATING = COMMUTATIVE | {"sub", "truediv"}


def reuse_buffers(program: Program) -> Program:
    """Return the program with the reverse part's own, dead buffers updated in place."""
    if program.reverse_from is None:
        return program
    forward = program.body[: program.reverse_from]
    reuse = _Reuse(program)
    backward = reuse.block(program.body[program.reverse_from :])
    if not reuse.renamed:
        return program
    body = (*forward, *(with_expressions(stmt, reuse.rename) for stmt in backward))
    result = map_leaves(program.result, lambda leaf: Leaf(reuse.rename(leaf.value), leaf.origin))
    return replace(program, body=body, result=result)


@dataclass(slots=True)
class _Reuse:
    """What each web is bound by and read by, and which webs were taken over by another's buffer."""

    program: Program
    bindings: Counter[int] = field(default_factory=Counter[int])
    readers: dict[int, list[Stmt | None]] = field(default_factory=dict[int, list[Stmt | None]])
    renamed: dict[int, int] = field(default_factory=dict[int, int])
    _memo: dict[Expr, Expr] = field(default_factory=dict[Expr, Expr])

    def __post_init__(self) -> None:
        for parameter in self.program.parameters:
            given = [leaf.value for leaf in leaves(parameter.tree)]
            self.bindings.update(var.web for var in given if isinstance(var, Var))
        for stmt in walk(self.program.body):
            self.bindings.update(var.web for var in bound_by(stmt))
            for web in {web for expr in expressions_of(stmt) for web in names_in(expr)}:
                self.readers.setdefault(web, []).append(stmt)
        for leaf in leaves(self.program.result):
            for web in names_in(leaf.value):
                self.readers.setdefault(web, []).append(None)

    def block(self, block: Block) -> Block:
        """Return a block with updates in place."""
        out: list[Stmt] = []
        own: dict[int, Var] = {}  # bound in this block to arrays of their own
        for stmt in block:
            update = self._update(stmt, own) if isinstance(stmt, Assign) else None
            new = update or self._inside(stmt)
            out.append(new)
            if isinstance(stmt, Assign):
                self._note(stmt, own, taken_over=update is not None)
        return tuple(out)

    def _inside(self, stmt: Stmt) -> Stmt:
        match stmt:
            case If(_, then, orelse):
                return replace(stmt, then=self.block(then), orelse=self.block(orelse))
            case For() | ForEach() | While():
                return replace(stmt, body=self.block(stmt.body))
            case _:
                return stmt

    def _note(self, stmt: Assign, own: dict[int, Var], *, taken_over: bool) -> None:
        target = stmt.target
        single = self.bindings[target.web] == 1
        if single and isinstance(target.type, Array) and (taken_over or is_fresh(stmt.value)):
            own[target.web] = target

    def _update(self, stmt: Assign, own: dict[int, Var]) -> Store | None:
        """Return the update in place that stands for an assignment, if one does."""
        value = stmt.value
        if not isinstance(value, Apply) or value.prim not in UPDATING or len(value.args) != 2:
            return None
        if not isinstance(rule_of(value).syntax.get(str(value.attr("form"))), Infix):
            return None
        for buffer, other in _sides(value):
            if isinstance(buffer, Var) and self._is_free(buffer, stmt, own):
                self.renamed[stmt.target.web] = buffer.web
                return _in_place(buffer, other, value, stmt)
        return None

    def _is_free(self, buffer: Var, stmt: Assign, own: dict[int, Var]) -> bool:
        """Whether a buffer is its name's own, fits, and nothing reads it after this statement."""
        return (
            buffer.web in own
            and self.bindings[stmt.target.web] == 1
            and buffer.type is stmt.value.type
            and self.readers[buffer.web][-1] is stmt
            and not any(map(_may_share, self.readers[buffer.web][:-1]))
        )

    def rename(self, expr: Expr) -> Expr:
        """Return an expression with the names whose buffers were taken over replaced."""
        if names_in(expr).isdisjoint(self.renamed):
            return expr
        return rebuild(expr, self._replaced, self._memo)

    def _replaced(self, expr: Expr) -> Expr | None:
        """Return the name that stands for one whose buffer was taken over."""
        if not isinstance(expr, Var) or expr.web not in self.renamed:
            return None
        web = expr.web
        while web in self.renamed:
            web = self.renamed[web]
        return Var(web, expr.type)


def _sides(value: Apply) -> list[tuple[Expr, Expr]]:
    left, right = value.args
    return [(left, right), (right, left)] if value.prim in COMMUTATIVE else [(left, right)]


def _in_place(buffer: Var, other: Expr, value: Apply, stmt: Assign) -> Store:
    whole = Region(buffer, (), buffer.type)
    if value.prim == "add":
        return Store(whole, other, "add", origin=stmt.origin)
    updated = Apply(value.prim, (buffer, other), value.attrs, value.type)
    return Store(whole, updated, origin=stmt.origin)


def _may_share(reader: Stmt | None) -> bool:
    """Whether a statement that reads a buffer may let another name share it."""
    match reader:
        case Assign(_, value):
            return not is_fresh(value)
        case Push() | None:
            return True
        case _:
            return False
