"""An array that is written anew as a whole gets a new value: nothing of it has to be copied.

::

    d = d.copy()                 d_1 = b @ c + beta * d
    d[:] = b @ c + beta * d  →
    q /= np.sqrt(q @ q)          q = q / np.sqrt(q @ q)      its derivative reads the old q: that stays

In: a forward program, the webs that are differentiated. An update in place of which nothing is read later
(``q *= 2.0``) stays, as does what another name, a permutation or a reshape may show.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from gradwright.analysis.activity import active_webs
from gradwright.analysis.flow import names_in
from gradwright.analysis.memory import Memory
from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Apply, Expr, Region, Reshape, Var, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import replaced, with_expressions
from gradwright.ir.statements import (
    Assign,
    Block,
    Permute,
    Pop,
    Program,
    Stmt,
    Store,
    bound_by,
    leaves,
    map_leaves,
    trees_of,
    walk,
)

IN_PLACE = frozenset({"add", "sub", "mul", "truediv"})


def rebind_whole_arrays(program: Program, wrt: Iterable[int]) -> Program:
    """Return the forward program in which arrays that are written as a whole are bound anew.

    Parameters
    ----------
    program
        A forward program.
    wrt
        The webs that are differentiated.
    """
    rewrite = _Rebind(program, active_webs(program, wrt))
    if not any(rewrite.is_rebound(stmt) for stmt in walk(program.body)):
        return program
    return rewrite.run()


class _Rebind:
    """Finds stores of whole arrays, and gives what follows one at the top a web of its own."""

    def __init__(self, program: Program, active: frozenset[int]) -> None:
        self.program = program
        self.active = active
        self.memory = Memory(program.body)
        self.reshaped = {
            node.base.web
            for tree in trees_of(program)
            for node in subtrees(tree)
            if isinstance(node, Region) and any(isinstance(step, Reshape) for step in node.path)
        }

    def is_rebound(self, stmt: Stmt) -> bool:
        """Whether a statement gives a whole array a fresh value of its own type."""
        match stmt:
            case Store(Region(base, ()), value, "assign", False):
                web = base.web
                kept = self.memory.is_shared(web) or web in self.reshaped
                fits = value.type is base.type and is_fresh(value) and not _is_copy(value)
                return fits and not kept and not self._stays_in_place(base, value)
            case _:
                return False

    def _stays_in_place(self, base: Var, value: Expr) -> bool:
        """Whether a value is an update of the array whose derivative does not read the array."""
        if not (isinstance(value, Apply) and value.prim in IN_PLACE and base in value.args):
            return False
        others = [arg for arg in value.args if arg is not base]
        return value.prim in ("add", "sub") or not any(self.active & names_in(e) for e in others)

    def run(self) -> Program:
        """Return the program rewritten."""
        body = self.program.body
        here = [s.region.base for s in body if isinstance(s, Store) and self.is_rebound(s)]
        at_top = Counter(var.web for var in here)
        everywhere = Counter(
            s.region.base.web for s in walk(body) if isinstance(s, Store) and self.is_rebound(s)
        )
        bound = Counter(var.web for s in walk(body) for var in bound_by(s))
        alone = {w for w in at_top if at_top[w] == everywhere[w] and bound[w] < 2}
        visit = self._bound_anew
        done = self._renamed(replaced(body, lambda s: s if _web(s) in alone else visit(s)), alone)
        return _without_copies(done, set(everywhere))

    def _bound_anew(self, stmt: Stmt) -> Stmt:
        if isinstance(stmt, Store) and self.is_rebound(stmt):
            return Assign(stmt.region.base, stmt.value, stmt.origin)
        return stmt

    def _renamed(self, body: Block, alone: set[int]) -> Program:
        """Give each value of an array that is written anew at the top only a web of its own."""
        names = dict(self.program.names)
        unused = itertools.count(max(names) + 1)
        present: dict[Expr, Expr] = {}

        def visit(expr: Expr) -> Expr:
            return rebuild(expr, present.get)

        out: list[Stmt] = []
        for stmt in body:
            moved = with_expressions(stmt, visit) if present else stmt
            if isinstance(stmt, Store) and _web(stmt) in alone and self.is_rebound(stmt):
                old = stmt.region.base
                present[old] = new = Var(next(unused), old.type)
                names[new.web] = names.get(old.web, "out")
                assert isinstance(moved, Store)
                moved = Assign(new, moved.value, stmt.origin)
            out.append(moved)
        result = map_leaves(
            self.program.result, lambda leaf: replace(leaf, value=visit(leaf.value))
        )
        return replace(self.program, body=tuple(out), result=result, names=names)


def _web(stmt: Stmt) -> int | None:
    return stmt.region.base.web if isinstance(stmt, Store) else None


def _is_copy(value: Expr) -> bool:
    return isinstance(value, Apply) and value.prim == "copy"


def _without_copies(program: Program, webs: set[int]) -> Program:
    """Leave out the copies of arguments that only stores of whole arrays asked for."""
    stored = {w for s in walk(program.body) for w in _changed_in_place(s)}
    given = {leaf.value for p in program.parameters for leaf in leaves(p.tree)}
    bound = Counter(var.web for s in walk(program.body) for var in bound_by(s))
    same: dict[Expr, Expr] = {}
    body: list[Stmt] = []
    for stmt in program.body:
        match stmt:
            case Assign(target, Apply("copy", (Var() as source,))) if (
                target.web in webs - stored and source in given and not bound[source.web]
            ):
                if bound[target.web] == 1:
                    same[target] = source
                else:
                    body.append(replace(stmt, value=source))
            case _:
                body.append(stmt)
    if not same:
        return replace(program, body=tuple(body))

    def visit(expr: Expr) -> Expr:
        return rebuild(expr, same.get)

    result = map_leaves(program.result, lambda leaf: replace(leaf, value=visit(leaf.value)))
    return replace(program, body=tuple(with_expressions(s, visit) for s in body), result=result)


def _changed_in_place(stmt: Stmt) -> Iterable[int]:
    match stmt:
        case Store(region):
            yield region.base.web
        case Permute(targets):
            yield from (var.web for var in targets)
        case Pop(targets):
            yield from (t.base.web for t in targets if isinstance(t, Region))
        case _:
            pass
