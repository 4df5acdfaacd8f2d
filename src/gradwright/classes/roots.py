"""Copies of gradients that share memory with nothing are left out.

::

    dx = g.reshape(x.shape)             self.dx = g.reshape(x.shape)
    return dx.copy()               →

Elsewhere a result of unknown origin is copied; here it is known what a gradient may share memory
with: the upstream gradient, an attribute, another gradient.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from gradwright.analysis.flow import overwritten
from gradwright.ir.expressions import Apply, Choose, Expr, Region, Var, is_view_path
from gradwright.ir.statements import (
    Assign,
    ForEach,
    Leaf,
    Node,
    Pop,
    Program,
    Push,
    Tree,
    blocks_of,
    leaves,
    map_leaves,
    walk,
)
from gradwright.ir.types import Array
from gradwright.rules.table import rule_of


def without_copies(program: Program) -> Program:
    """Return a reverse part whose results are copied only where they may share memory."""
    sharing = _Sharing(program)
    given = {
        leaf.value.web
        for parameter in program.parameters
        for leaf in leaves(parameter.tree)
        if isinstance(leaf.value, Var)
    }
    assert isinstance(program.result, Node)
    counts: Counter[int] = Counter()
    for leaf in leaves(program.result):
        counts.update(sharing.at_the_end(_uncopied(leaf.value)))

    def bare(leaf: Leaf) -> Tree:
        value = _uncopied(leaf.value)
        roots = sharing.at_the_end(value)
        alone = not roots & (given | sharing.saved) and all(counts[root] == 1 for root in roots)
        return Leaf(value) if alone else leaf

    return replace(program, result=map_leaves(program.result, bare))


def _uncopied(value: Expr) -> Expr:
    match value:
        case Apply("copy", (Var() as inner,)):
            return inner
        case _:
            return value


class _Sharing:
    """The names whose buffers a value may be a view of; `saved`: what stacks hold."""

    def __init__(self, program: Program) -> None:
        self.values: dict[int, list[Expr]] = defaultdict(list)
        self.saved: set[int] = set()
        self.last = _last_bindings(program)
        for stmt in walk(program.body):
            match stmt:
                case Assign(target, value):
                    self.values[target.web].append(value)
                case Push(_, values):
                    self.saved |= {value.web for value in values if isinstance(value, Var)}
                case Pop(targets) | ForEach(targets):
                    self.saved |= {t.web for t in targets if isinstance(t, Var)}
                case _:
                    pass

    def at_the_end(self, expr: Expr) -> set[int]:
        """Return the names whose buffers a result may share."""
        last = self.last.get(expr.web) if isinstance(expr, Var) else None
        if not isinstance(expr, Var) or last is None:
            return self.roots(expr)
        return {expr.web} | self.roots(last)

    def roots(self, expr: Expr) -> set[int]:
        """Return the names whose buffers an expression may share."""
        found: set[int] = set()
        todo = [expr]
        seen: set[Expr] = set()
        while todo:
            node = todo.pop()
            if node in seen or not isinstance(node.type, Array):
                continue
            seen.add(node)
            match node:
                case Var(web):
                    found.add(web)
                    todo += self.values.get(web, [])
                case Region(base, path):
                    todo += [base] if is_view_path(path) else []
                case Choose(_, then, orelse):
                    todo += [then, orelse]
                case Apply(_, args):
                    todo += [args[k] for k in rule_of(node).shares if k < len(args)]
                case _:
                    pass
        return found


def _last_bindings(program: Program) -> dict[int, Expr]:
    """Return the values that names have at the end, where a statement at the top level binds them last."""
    last: dict[int, Expr] = {}
    for stmt in program.body:
        for web in overwritten((stmt,)) if blocks_of(stmt) else ():
            last.pop(web, None)
        if isinstance(stmt, Assign):
            last[stmt.target.web] = stmt.value
    return last
