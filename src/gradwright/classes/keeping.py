"""Which names of a forward can be kept by one added line, and how the line reads."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gradwright.classes.forward import Forward
from gradwright.classes.layer import parameters_of
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    Stmt,
    Store,
    While,
    blocks_of,
    walk,
)


@dataclass(frozen=True, slots=True)
class Keepable:
    """A local name of forward's own: its attribute, and the last line of the statement that binds it."""

    name: str
    attribute: str
    after: int


def keepable(forward: Forward) -> dict[int, Keepable]:
    """Return the local names that are bound once, in a statement of their own, by web."""
    program, node = forward.program, forward.layer.node
    shift = forward.layer.source.shift
    starts = {stmt.lineno + shift: stmt for stmt in _plain_assignments(node)}
    counts = changes(program.body)
    found: dict[int, Keepable] = {}
    for stmt in walk(program.body):
        if not isinstance(stmt, Assign) or stmt.origin is None or counts[stmt.target.web] != 1:
            continue
        written = starts.get(stmt.origin.line)
        name = program.names.get(stmt.target.web)
        if written is None or _target(written) != name or name is None:
            continue
        argument = name in parameters_of(node)
        attribute = f"kept_{name}" if argument else free_attribute(forward, name)
        if attribute in {one.attribute for one in found.values()}:
            continue
        found[stmt.target.web] = Keepable(name, attribute, (written.end_lineno or 0) + shift)
    return found


def _plain_assignments(node: ast.FunctionDef) -> Iterator[ast.Assign]:
    """Yield the assignments to one name that have their lines to themselves."""
    ends = Counter[int]()
    for stmt in node.body:
        ends.update(range(stmt.lineno, (stmt.end_lineno or stmt.lineno) + 1))
    for stmt in node.body:
        alone = all(ends[line] == 1 for line in range(stmt.lineno, (stmt.end_lineno or 0) + 1))
        if isinstance(stmt, ast.Assign) and alone and _target(stmt) is not None:
            yield stmt


def _target(stmt: ast.Assign) -> str | None:
    match stmt.targets:
        case [ast.Name(name)]:
            return name
        case _:
            return None


def changes(block: Block) -> Mapping[int, int]:
    """Count how often each name may be bound or stored into; more than once in a loop."""
    counts: Counter[int] = Counter()
    _count(block, counts, 1)
    return counts


def _count(block: Block, counts: Counter[int], times: int) -> None:
    for stmt in block:
        web = _changed(stmt)
        if web is not None:
            counts[web] += times
        again = 2 if isinstance(stmt, For | ForEach | While) else 1
        for inner in blocks_of(stmt):
            _count(inner, counts, times * again)


def _changed(stmt: Stmt) -> int | None:
    match stmt:
        case Assign(target) | For(target):
            return target.web
        case Store(region):
            return region.base.web
        case _:
            return None


def free_attribute(forward: Forward, name: str) -> str:
    """Return an attribute for a kept value: its own name, where nothing else goes by it."""
    layer, slots = forward.layer, forward.slots
    taken = name in slots.written or name in slots.read or hasattr(layer.cls, name)
    taken = taken or name in layer.taken
    taken = taken or name in {layer.naming.gradient(p.name) for p in forward.wrt}
    return f"kept_{name}" if taken else name
