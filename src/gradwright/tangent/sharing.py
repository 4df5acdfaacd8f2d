"""Which webs may hold arrays that a store reaches, and whose tangents may be infinite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gradwright.analysis.activity import differentiated
from gradwright.analysis.flow import names_in
from gradwright.analysis.ownership import is_fresh
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.statements import Assign, Block, ForEach, Permute, Pop, Push, Stmt, Store, walk
from gradwright.ir.types import Array
from gradwright.tangent.expressions import may_be_infinite


class _Groups:
    """Webs that may share memory, each group under its first."""

    def __init__(self) -> None:
        self._leader: dict[int, int] = {}

    def first(self, web: int) -> int:
        while web in self._leader:
            web = self._leader[web]
        return web

    def join(self, webs: Iterable[int]) -> None:
        first, *rest = {self.first(web) for web in webs} or {0}
        self._leader.update(dict.fromkeys(rest, first))


def stored_webs(body: Block) -> frozenset[int]:
    """Return the webs whose array some store may reach, under whatever name."""
    groups = _Groups()
    known: set[int] = set()
    stored: set[int] = set()
    for stmt in walk(body):
        together = set(_sharing(stmt))
        known |= together
        groups.join(together)
        stored |= set(_written(stmt))
    reached = {groups.first(web) for web in stored}
    return frozenset(web for web in known | stored if groups.first(web) in reached)


def _sharing(stmt: Stmt) -> Iterator[int]:
    """Yield the webs that may share memory after a statement."""
    match stmt:
        case Assign(target, value) if isinstance(target.type, Array) and not is_fresh(value):
            yield target.web
            yield from names_in(value)
        case Permute(targets, sources):
            yield from (var.web for var in (*targets, *sources))
        case Push(stack, values):
            yield stack.web
            yield from (web for value in values if not is_fresh(value) for web in names_in(value))
        case Pop(targets, stack) | ForEach(targets, stack):
            yield stack.web
            yield from (t.web for t in targets if isinstance(t, Var))
        case _:
            pass


def _written(stmt: Stmt) -> Iterator[int]:
    """Yield the webs whose arrays a statement changes in place."""
    match stmt:
        case Store(region):
            yield region.base.web
        case Pop(targets):
            yield from (t.base.web for t in targets if isinstance(t, Region))
        case _:
            pass


def infinite_webs(body: Block) -> frozenset[int]:
    """Return the webs whose tangents may be infinite or undefined where their values are finite."""
    flows = [(target, value) for stmt in walk(body) for target, value in _flows(stmt)]
    found: frozenset[int] = frozenset()
    while True:
        more = found | {target for target, value in flows if may_be_infinite(value, found)}
        if more == found:
            return found
        found = more


def _flows(stmt: Stmt) -> Iterator[tuple[int, Expr]]:
    """Yield the webs that a statement gives values to; a stack stands for all of its slots."""
    match stmt:
        case Assign(target):
            yield target.web, differentiated(stmt)
        case Store(region, value):
            yield region.base.web, value
        case Permute(targets, sources):
            yield from ((t.web, s) for t, s in zip(targets, sources, strict=True))
        case Push(stack, values):
            yield from ((stack.web, value) for value in values)
        case Pop(targets, stack) | ForEach(targets, stack):
            for target in targets:
                yield (target if isinstance(target, Var) else target.base).web, stack
        case _:
            pass
