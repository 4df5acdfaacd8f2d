"""Scalars that only a container of the result reads are written where they are read.

::

    dx_0 = dz * w[0]; dx_1 = dz * w[1]; return y, [dx_0, dx_1]    →    return y, [dz * w[0], dz * w[1]]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from gradwright.analysis.flow import changed_webs, names_in
from gradwright.ir.expressions import Expr, Var
from gradwright.ir.statements import (
    Assign,
    For,
    ForEach,
    Leaf,
    Node,
    Program,
    Stmt,
    Tree,
    blocks_of,
    bound_by,
    leaves,
    map_leaves,
    trees_of,
    walk,
)
from gradwright.ir.types import Scalar


def inline_results(program: Program) -> Program:
    """Return the program with single-use scalars of its gradients' containers put in their place."""
    candidates = set(_in_containers(program.result))
    if program.reverse_from is None or not candidates:
        return program
    reads = Counter(web for tree in trees_of(program) for web in names_in(tree))
    bindings = Counter(var.web for stmt in walk(program.body) for var in bound_by(stmt))
    places: dict[Expr, Leaf] = {}
    kept: list[Stmt] = []
    changed: set[int] = set()
    for stmt in reversed(program.body[program.reverse_from :]):
        if (
            isinstance(stmt, Assign)
            and stmt.target in candidates
            and reads[stmt.target.web] == bindings[stmt.target.web] == 1
            and changed.isdisjoint(names_in(stmt.value))
        ):
            places[stmt.target] = Leaf(stmt.value, stmt.origin)
            continue
        kept.append(stmt)
        changed |= set(_changed(stmt))
    body = (*program.body[: program.reverse_from], *reversed(kept))
    result = map_leaves(program.result, lambda leaf: places.get(leaf.value, leaf))
    return replace(program, body=body, result=result)


def _in_containers(result: Tree) -> Iterator[Var]:
    """Yield the scalar names that stand in a container among the gradients."""
    assert isinstance(result, Node)
    gradients = result.children[1]
    several = isinstance(gradients, Node) and gradients.kind == "tuple"
    for tree in gradients.children if isinstance(gradients, Node) and several else (gradients,):
        if isinstance(tree, Node):
            for leaf in leaves(tree):
                if isinstance(leaf.value, Var) and isinstance(leaf.value.type, Scalar):
                    yield leaf.value


def _changed(stmt: Stmt) -> Iterator[int]:
    yield from changed_webs(stmt)
    if isinstance(stmt, For | ForEach):
        yield from (var.web for var in bound_by(stmt))
    for block in blocks_of(stmt):
        for inner in block:
            yield from _changed(inner)
