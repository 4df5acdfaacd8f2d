"""Elements picked from an elementwise function: the function of the picked elements.

::

    clipped = np.clip(p, 1e-7, 1 - 1e-7)              confidences = np.clip(p[rows, classes], 1e-7, …)
    confidences = clipped[rows, classes]       →

Only where nothing else reads the whole, and nothing in between changes what it is made of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from gradwright.analysis.flow import names_in, overwritten
from gradwright.ir.expressions import (
    Apply,
    Const,
    Expr,
    Region,
    Var,
    children,
    is_view_path,
    subtrees,
)
from gradwright.ir.rebuild import rebuild
from gradwright.ir.statements import Assign, Program, Stmt, expressions_of, leaves, walk
from gradwright.ir.types import Array, lengths_of, rank_of
from gradwright.rules.table import apply, rule_of


def pick_first(program: Program) -> Program:
    """Return the program with elements picked before elementwise functions, at its top level."""
    readers = _readers(program)
    changed = Counter(web for stmt in walk(program.body) for web in overwritten((stmt,)))
    body: list[Stmt] = []
    for stmt in program.body:
        if not isinstance(stmt, Assign) or stmt.meaning is not None:
            body.append(stmt)
            continue
        new = stmt
        for node in subtrees(stmt.value):
            if isinstance(node, Region) and readers[node.base.web] == 1 == changed[node.base.web]:
                new = _picked(new, node, body)
        body.append(new)
    return replace(program, body=tuple(body))


def _readers(program: Program) -> Counter[int]:
    """Count the trees' nodes that have each name as operand."""
    counts: Counter[int] = Counter()
    roots = [expr for stmt in walk(program.body) for expr in expressions_of(stmt)]
    roots += [leaf.value for leaf in leaves(program.result)]
    for root in roots:
        if isinstance(root, Var):
            counts[root.web] += 1
        for node in subtrees(root):
            counts.update(child.web for child in children(node) if isinstance(child, Var))
    return counts


def _picked(stmt: Assign, region: Region, before: list[Stmt]) -> Assign:
    """Return the statement with the elements picked first, and take the whole's statement out."""
    if is_view_path(region.path):
        return stmt
    for k in range(len(before) - 1, -1, -1):
        whole = before[k]
        if isinstance(whole, Assign) and whole.target is region.base:
            since = overwritten(tuple(before[k + 1 :]))
            value = _of_elements(whole.value, region)
            if value is None or value.type is not region.type or names_in(value) & since:
                return stmt
            del before[k]
            return replace(stmt, value=_with(stmt.value, region, value))
    return stmt


def _with(expr: Expr, old: Expr, new: Expr) -> Expr:
    """Return the tree with one node replaced."""
    return rebuild(expr, lambda node: new if node is old else None)


def _of_elements(expr: Expr, region: Region) -> Expr | None:
    """Return an elementwise expression of the picked elements of its operands."""
    if rank_of(expr.type) == 0:
        return expr
    match expr:
        case Const():
            return None
        case Var() if lengths_of(expr.type) == lengths_of(region.base.type):
            assert isinstance(expr.type, Array)
            type_ = Array(expr.type.dtype, lengths_of(region.type))
            return Region(expr, region.path, type_)
        case Apply(prim, args) if rule_of(expr).elementwise:
            picked = [_of_elements(arg, region) for arg in args]
            if any(arg is None for arg in picked):
                return None
            return apply(prim, *(a for a in picked if a is not None), **dict(expr.attrs))
        case _:
            return None
