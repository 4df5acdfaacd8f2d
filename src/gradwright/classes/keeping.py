"""Which names of a forward can be kept by one added line, and how the line reads."""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from gradwright.classes.forward import Forward
from gradwright.classes.layer import parameters_of
from gradwright.frontend.scopes import own
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    Stmt,
    Store,
    While,
    blocks_of,
)


@dataclass(frozen=True, slots=True)
class Keepable:
    """A local name of forward's own: its attribute, and the last line of the statement that binds it."""

    name: str
    attribute: str
    after: int


def keepable(forward: Forward) -> dict[int, Keepable]:
    """Return the local names that a line after a statement of forward's own can keep, by web."""
    program, node = forward.program, forward.layer.node
    counts = changes(program.body)
    found: dict[int, Keepable] = {}
    used: set[str] = set()
    for stmt, bound in _bound_by(forward).items():
        for name, web in bound.items():
            if counts[web] != 1 or web in found:
                continue
            argument = name in parameters_of(node)
            attribute = f"kept_{name}" if argument else free_attribute(forward, name)
            attribute = _numbered(attribute, used)
            used.add(attribute)
            end = (stmt.end_lineno or 0) + forward.layer.source.shift
            found[web] = Keepable(name, attribute, end)
    return found


def _numbered(attribute: str, used: Collection[str]) -> str:
    """Return an attribute that is not used yet."""
    numbered = (f"{attribute}_{k}" for k in itertools.count(2))
    return next(n for n in itertools.chain((attribute,), numbered) if n not in used)


def _bound_by(forward: Forward) -> dict[ast.stmt, dict[str, int]]:
    """Return the names that each statement with lines of its own leaves, and their webs."""
    found = _Bound(forward)
    found.block(forward.program.body, frozenset())
    return found.names


class _Bound:
    def __init__(self, forward: Forward) -> None:
        self.forward = forward
        alone = list(_with_own_lines(forward.layer.node))
        self.targets = {stmt: _targets(stmt) for stmt in alone}
        self.names: dict[ast.stmt, dict[str, int]] = {stmt: {} for stmt in alone}

    def block(self, block: Block, around: frozenset[ast.stmt | None]) -> None:
        """Note what statements bind; `around`: the statements that they are a part of."""
        for stmt in block:
            home = self._home(stmt)
            web = _changed(stmt)
            name = self.forward.program.names.get(-1 if web is None else web, "")
            if home is not None and web is not None:
                self.names[home].pop(name, None)
                if isinstance(stmt, Assign) and name in self.targets[home] and home not in around:
                    self.names[home][name] = web
            for inner in blocks_of(stmt):
                self.block(inner, around | {home})

    def _home(self, stmt: Stmt) -> ast.stmt | None:
        """Return the statement of forward's own that a statement belongs to."""
        source = self.forward.layer.source
        if stmt.origin is None or stmt.origin.filename != source.filename:
            return None
        line = stmt.origin.line - source.shift
        return next((s for s in self.names if s.lineno <= line <= (s.end_lineno or 0)), None)


def _with_own_lines(node: ast.FunctionDef) -> Iterator[ast.stmt]:
    """Yield the statements of a forward that have their lines to themselves."""
    ends = Counter[int]()
    for stmt in node.body:
        ends.update(range(stmt.lineno, (stmt.end_lineno or stmt.lineno) + 1))
    for stmt in node.body:
        if all(ends[line] == 1 for line in range(stmt.lineno, (stmt.end_lineno or 0) + 1)):
            yield stmt


def _targets(stmt: ast.stmt) -> set[str]:
    """Return the names that a statement binds; those of a function in it are its own."""
    return {n.id for n in own((stmt,)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


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
