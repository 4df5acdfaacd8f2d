"""Which names may hold the same memory: by classes for the whole program, by pairs where a store is.

::

    for i in range(n): v = u.copy(); v[0] = 1.0; u = v     one class {u, v}; at the store no pair: v is fresh
    for i in range(n): v[1:] = u[:-1]; u, v = v, u         one class, never a pair: they change places

A class of one, or one that nothing stores into, says nothing that its names do not: it is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gradwright.analysis.flow import names_in
from gradwright.ir.expressions import Apply, Choose, Expr, Region, Var, is_view_path
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    If,
    Permute,
    Pop,
    Program,
    Push,
    Stmt,
    Store,
    While,
    bound_by,
    expressions_of,
    leaves,
    walk,
)
from gradwright.ir.types import Array, List, Outcome, Static, Type
from gradwright.rules.table import RULES

Pair = tuple[int, int]
Pairs = frozenset[Pair]


def shared_with(expr: Expr) -> Iterator[int]:
    """Yield the webs whose memory an expression's value may share."""
    if not _holds_memory(expr.type):
        return
    match expr:
        case Var(web):
            yield web
        case Region(base, path) if is_view_path(path):
            yield base.web
        case Apply(prim, args):
            shares = RULES[prim].shares
            for arg in (arg for k, arg in enumerate(args) if k in shares):
                yield from shared_with(arg)
        case Choose(_, then, orelse):
            yield from (*shared_with(then), *shared_with(orelse))
        case _:
            return


def _holds_memory(type_: Type) -> bool:
    if isinstance(type_, List):
        return isinstance(type_.element, Array)
    return isinstance(type_, Array | Outcome | Static)


def memory_of(body: Block, value: Expr) -> frozenset[int]:
    """Return the webs whose memory a value may share after a block, over all that it may have been."""
    links: dict[int, set[int]] = defaultdict(set)
    for stmt in walk(body):
        pairs = _places(stmt) if isinstance(stmt, Permute) else _links(stmt)
        for first, second in pairs:
            links[first].add(second)
            links[second].add(first)
    found: set[int] = set()
    todo = list(shared_with(value))
    while todo:
        web = todo.pop()
        if web not in found:
            found.add(web)
            todo += links[web]
    return frozenset(found)


def _places(stmt: Permute) -> Iterator[Pair]:
    yield from ((t.web, s.web) for t, s in zip(stmt.targets, stmt.sources, strict=True))


class Memory:
    """Classes of webs that hold the same memory, at one time or another, of those that something stores into.

    `permuted`: webs that change places with others; `shares`: whether any name shares another's memory.
    """

    def __init__(self, body: Block) -> None:
        self._parents: dict[int, int] = {}
        self.permuted: set[int] = set()
        stored: set[int] = set()
        self.shares = False
        for stmt in walk(body):
            self.shares |= self._join(stmt)
            stored |= _stored_by(stmt)
        self._mates: dict[int, frozenset[int]] = {}
        self._gather(stored)

    def _join(self, stmt: Stmt) -> bool:
        """Unite what a statement lets share memory, or change places; whether it lets share."""
        if isinstance(stmt, Permute):
            for target, source in _places(stmt):
                self._unite(target, source)
                self.permuted |= {target, source}
            return False
        links = tuple(_links(stmt))
        for first, second in links:
            self._unite(first, second)
        return bool(links)

    def _find(self, web: int) -> int:
        while (parent := self._parents.get(web)) is not None:
            web = parent
        return web

    def _unite(self, first: int, second: int) -> None:
        a, b = sorted((self._find(first), self._find(second)))
        if a != b:
            self._parents[b] = a

    def _gather(self, stored: set[int]) -> None:
        classes: dict[int, set[int]] = {}
        for web in (*self._parents, *self._parents.values()):
            classes.setdefault(self._find(web), set()).add(web)
        for members in classes.values():
            if members & stored:
                self._mates.update(dict.fromkeys(members, frozenset(members)))

    def mates(self, web: int) -> frozenset[int]:
        """Return the webs that hold a web's memory at some time, itself too; none where it is alone."""
        return self._mates.get(web, frozenset())

    def is_shared(self, web: int) -> bool:
        """Whether a web's memory is another's at some time."""
        return web in self._mates or web in self.permuted

    def with_mates(self, webs: Iterable[int]) -> frozenset[int]:
        """Return the webs, and all that hold their memory at some time."""
        found = set(webs)
        if self._mates:
            for web in tuple(found):
                found |= self.mates(web)
        return frozenset(found)


def _links(stmt: Stmt) -> Iterator[Pair]:
    """Yield the pairs of webs that share memory after a statement."""
    match stmt:
        case Assign(target, value):
            yield from ((target.web, source) for source in shared_with(value))
        case Push(stack, entries) | Pop(entries, stack) | ForEach(entries, stack):
            for entry in entries:
                if isinstance(entry, Var) and isinstance(entry.type, Array | Outcome):
                    yield stack.web, entry.web
        case _:
            pass


def _stored_by(stmt: Stmt) -> set[int]:
    match stmt:
        case Store(region):
            return {region.base.web}
        case Pop(targets):
            return {target.base.web for target in targets if isinstance(target, Region)}
        case _:
            return set()


# at a store ---------------------------------------------------------------------------------------


def partners(body: Block) -> dict[int, frozenset[int]]:
    """Return, by the `id` of each store, what may share the memory that it writes there.

    That is the webs of other names, and ``~web`` where it is memory that this name held before.
    """
    flow = _Flow(leaves_memory=True)
    flow.block(body, frozenset())
    return {stmt: frozenset(found) for stmt, found in flow.partners.items()}


@dataclass(frozen=True, slots=True)
class Clash:
    """A store into memory that another name may hold that is read later.

    other: that name's web; ``~web`` where it is the memory that the caller passed as that parameter.
    """

    store: Store
    other: int


def clashes(program: Program) -> list[Clash]:
    """Return the stores that reach what another name, or the caller, still needs."""
    memory = Memory(program.body)
    given = [leaf.value for p in program.parameters for leaf in leaves(p.tree)]
    given += [captured.web for captured in program.captured]
    outside = {v.web for v in given if isinstance(v, Var) and isinstance(v.type, Array)}
    stores = [s for s in walk(program.body) if isinstance(s, Store)]
    if not any(memory.is_shared(s.region.base.web) or s.region.base.web in outside for s in stores):
        return []
    live = _Live()
    results = {web for leaf in leaves(program.result) for web in names_in(leaf.value)}
    live.block(program.body, frozenset(results))
    flow = _Flow()
    flow.block(program.body, frozenset((web, ~web) for web in outside))
    return [
        Clash(store, other)
        for store in stores
        for other in sorted(flow.partners[id(store)])
        if other < 0 or other in live.after[id(store)]
    ]


class _Live:
    """Which webs are read later than each store."""

    def __init__(self) -> None:
        self.after: dict[int, frozenset[int]] = {}

    def block(self, block: Block, live: frozenset[int]) -> frozenset[int]:
        for stmt in reversed(block):
            live = self._statement(stmt, live)
        return live

    def _statement(self, stmt: Stmt, live: frozenset[int]) -> frozenset[int]:
        if isinstance(stmt, Store):
            self.after[id(stmt)] = self.after.get(id(stmt), frozenset()) | live
        read = frozenset(web for e in expressions_of(stmt) for web in names_in(e))
        match stmt:
            case If(_, then, orelse):
                return self.block(then, live) | self.block(orelse, live) | read
            case For() | While() | ForEach():
                own = read if isinstance(stmt, While) else frozenset[int]()
                head = live | own
                while not (inner := self.block(stmt.body, head)) <= head:
                    head |= inner
                return head | read
            case _:
                return live - {var.web for var in bound_by(stmt)} | read


class _Flow:
    """Follows which pairs of names share memory; `partners` are those of each store's base.

    leaves_memory: what a name held stays known as ``~web`` when it is bound anew.
    """

    def __init__(self, *, leaves_memory: bool = False) -> None:
        self.leaves_memory = leaves_memory
        self.partners: dict[int, set[int]] = {}

    def block(self, block: Block, pairs: Pairs) -> Pairs:
        for stmt in block:
            pairs = self._statement(stmt, pairs)
        return pairs

    def _statement(self, stmt: Stmt, pairs: Pairs) -> Pairs:
        match stmt:
            case If(_, then, orelse):
                return self.block(then, pairs) | self.block(orelse, pairs)
            case For() | While() | ForEach():
                pairs = self._unbound(pairs, {var.web for var in bound_by(stmt)})
                while not (after := self.block(stmt.body, pairs)) <= pairs:
                    pairs |= after
                return pairs
            case Assign(target, value):
                return self._bound(pairs, target.web, set(shared_with(value)))
            case Permute(targets, sources):
                places = {s.web: t.web for s, t in zip(sources, targets, strict=True)}
                return frozenset(_pair(places.get(a, a), places.get(b, b)) for a, b in pairs)
            case Store(region):
                found = self.partners.setdefault(id(stmt), set())
                found |= _others(pairs, region.base.web)
                return pairs
            case _:
                return self._unbound(pairs, {var.web for var in bound_by(stmt)})

    def _unbound(self, pairs: Pairs, webs: set[int]) -> Pairs:
        """Return the pairs that are left where names are bound to something fresh."""
        left = frozenset((a, b) for a, b in pairs if a not in webs and b not in webs)
        if not self.leaves_memory:
            return left
        return left | {
            _pair(other, ~web) for web in webs for other in _others(pairs, web) - webs if other >= 0
        }

    def _bound(self, pairs: Pairs, target: int, sources: set[int]) -> Pairs:
        """Return the pairs after a name was bound to something that shares memory with these names."""
        holders = {other for source in sources for other in _others(pairs, source)} | sources
        left = self._unbound(pairs, {target})
        if self.leaves_memory and target in holders:
            holders.add(~target)
        return left | {_pair(target, other) for other in holders - {target}}


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first > second else (second, first)


def _others(pairs: Pairs, web: int) -> set[int]:
    return {a if b == web else b for a, b in pairs if web in (a, b)}
