"""Zeros that nothing reads are not stored; what an element of zeros first receives is assigned.

::

    for i in range(n - 1):                       for i in range(n - 1):
        dd[i] += dx[i] / b[i]                        dd[i] = dx[i] / b[i]       dd was zeros
        dx[i + 1] -= …                    →          dx[i + 1] -= …
        dx[i] = 0.0                                                             no later iteration reads it

In: a written program. Only its reverse part changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gradwright.analysis.flow import names_in, overwritten, read_nodes
from gradwright.analysis.memory import Memory
from gradwright.analysis.subscripts import (
    Bounds,
    are_other_numbers,
    first_items,
    offset_from,
    split,
    step_of,
)
from gradwright.ir.expressions import Apply, At, Const, Expr, Item, Region, Var, operands_of_path
from gradwright.ir.rewriting import dropped, replaced
from gradwright.ir.statements import (
    Assign,
    Block,
    For,
    ForEach,
    Program,
    Stmt,
    Store,
    While,
    blocks_of,
    bound_by,
    expressions_of,
    leaves,
    walk,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A statement of the reverse part: its number in the text, and the loops around it, outermost first."""

    stmt: Stmt
    number: int
    loops: tuple[For | ForEach | While, ...]

    @property
    def bounds(self) -> Bounds:
        """What indices can be here."""
        return Bounds(tuple(loop for each in self.loops if (loop := _counted(each)) is not None))


def simplify_stores(program: Program) -> Program:
    """Return the program without stores of zeros that nothing reads, first contributions assigned."""
    if program.reverse_from is None:
        return program
    forward, backward = (
        program.body[: program.reverse_from],
        program.body[program.reverse_from :],
    )
    if any(isinstance(stmt, Store) for stmt in walk(backward)):
        unread = {id(stmt) for stmt in _Unread(program, backward).stores()}
        backward = dropped(backward, lambda stmt: id(stmt) in unread)
        first = {id(stmt) for stmt in _first_contributions(backward)}
        backward = replaced(backward, lambda s: _assigned(s) if id(s) in first else s)
    return replace(program, body=(*forward, *backward))


def _assigned(stmt: Stmt) -> Stmt:
    assert isinstance(stmt, Store)
    return replace(stmt, mode="assign")


def _counted(stmt: For | ForEach | While) -> For | None:
    """Return the loop that counts, also beside entries, if nothing else binds its variable."""
    loop = stmt.counter if isinstance(stmt, ForEach) else stmt
    if not isinstance(loop, For) or step_of(loop) == 0:
        return None
    return None if loop.var.web in overwritten(stmt.body) else loop


def _places(block: Block) -> Iterator[Place]:
    counter = iter(range(10**9))

    def visit(block: Block, loops: tuple[For | ForEach | While, ...]) -> Iterator[Place]:
        for stmt in block:
            yield Place(stmt, next(counter), loops)
            inside = (*loops, stmt) if isinstance(stmt, For | ForEach | While) else loops
            for inner in blocks_of(stmt):
                yield from visit(inner, inside)

    return visit(block, ())


# zeros that nothing reads


class _Unread:
    """Finds the stores of zeros into arrays of the reverse part that nothing reads afterwards."""

    def __init__(self, program: Program, backward: Block) -> None:
        self.places = list(_places(backward))
        self.readings: dict[int, list[tuple[Place, Var | Region]]] = defaultdict(list)
        self.returned = {web for leaf in leaves(program.result) for web in names_in(leaf.value)}
        self.binders = Counter(v.web for stmt in walk(program.body) for v in bound_by(stmt))
        self.memory = Memory(program.body)
        for place in self.places:
            for node in _readings(place.stmt):
                base = node.base if isinstance(node, Region) else node
                self.readings[base.web].append((place, node))

    def stores(self) -> Iterator[Stmt]:
        """Yield them."""
        made: set[int] = set()
        for place in self.places:
            match place.stmt:
                case Assign(target, Apply()) if not place.loops:
                    made.add(target.web)
                case Store(region, Const(), "assign") if region.base.web in made:
                    if not self._is_read(place, region):
                        yield place.stmt
                case _:
                    pass

    def _is_read(self, store: Place, region: Region) -> bool:
        web = region.base.web
        if web in self.returned or web in self.memory.permuted or self.memory.mates(web):
            return True
        return not all(self._is_apart(store, region, *each) for each in self.readings[web])

    def _is_apart(self, store: Place, region: Region, reading: Place, node: Var | Region) -> bool:
        """Whether a reading that runs after a store reads other elements."""
        common = [a for a, b in zip(store.loops, reading.loops, strict=False) if a is b]
        if not common and reading.number <= store.number:
            return True
        if not isinstance(node, Region):
            return False
        items = zip(first_items(region), first_items(node), strict=False)
        pairs = [(mine.index, theirs) for mine, theirs in items if isinstance(mine, At)]
        at, there = store.bounds, reading.bounds
        if any(self._differ(mine, at, theirs, there) for mine, theirs in pairs):
            return True
        for loop in common:
            gap = max((_gap(*pair, loop, at, there) for pair in pairs), default=-1)
            if gap != 0:
                return gap > 0
        return reading.number <= store.number

    def _differ(self, index: Expr, at: Bounds, item: Item, there: Bounds) -> bool:
        """Whether two indices are never equal: other numbers, or one is below what the other is."""
        if not isinstance(item, At):
            return False
        if are_other_numbers(index, item.index):
            return True
        lower = self._is_below(index, at, item.index, there)
        return lower or self._is_below(item.index, there, index, at)

    def _is_below(self, low: Expr, at: Bounds, high: Expr, there: Bounds) -> bool:
        """Whether an index is not negative, and always less than another."""
        most, least = at.most(low), there.least(high)
        if not at.is_natural(low):
            return False
        if most is not None and least is not None and most < least:
            return True
        name, constant = split(high)
        if name is None or self.binders[name.web] > 1:
            return False
        limit = at.limit(low, name, upper=True)
        return limit is not None and limit < constant


def _gap(index: Expr, item: Item, loop: For | ForEach | While, at: Bounds, there: Bounds) -> int:
    """Return how far the elements that are read are ahead of the one that is stored.

    0: the reading of later iterations is ahead, 1: that of the same one, too; -1: this is not known.
    """
    counted = _counted(loop)
    if counted is None or not at.is_natural(index):
        return -1
    up = step_of(counted) > 0
    offset, bound = offset_from(index, counted.var), there.bound(item, counted.var, upper=not up)
    if offset is None or bound is None:
        return -1
    gap = bound - offset if up else offset - bound
    return max(-1, min(1, gap))


def _readings(stmt: Stmt) -> Iterator[Var | Region]:
    match stmt:
        case Store(region, value, "assign"):
            exprs: tuple[Expr, ...] = (*operands_of_path(region.path), value)
        case _:
            exprs = expressions_of(stmt)
    for expr in exprs:
        yield from read_nodes(expr)


# first contributions


def _first_contributions(block: Block) -> Iterator[Stmt]:
    """Yield the stores that add to elements of fresh zeros, each to another one."""
    for k, stmt in enumerate(block):
        for inner in blocks_of(stmt):
            yield from _first_contributions(inner)
        match stmt:
            case Assign(target, Apply("zeros_like")):
                later = (s for s in block[k + 1 :] if _mentions(s, target.web))
                found = _only_store(next(later, None), target)
                if found is not None:
                    yield found
            case _:
                pass


def _mentions(stmt: Stmt, web: int) -> int:
    """Return how many statements in this one, itself too, mention a web."""
    return sum(
        any(web in names_in(e) for e in expressions_of(each))
        or any(var.web == web for var in bound_by(each))
        for each in walk((stmt,))
    )


def _only_store(stmt: Stmt | None, target: Var) -> Stmt | None:
    """Return the one statement that mentions an array, if each run of it adds to another element."""
    if stmt is None or _mentions(stmt, target.web) != 1:
        return None
    for place in _places((stmt,)):
        match place.stmt:
            case Store(Region(base) as region, value, "add", False) if base == target:
                apart = target.web not in names_in(value) and _is_another_each_time(place, region)
                return place.stmt if apart else None
            case _:
                pass
    return None


def _is_another_each_time(place: Place, region: Region) -> bool:
    """Whether each run of a store, in all loops around, stores into another element."""
    bounds = place.bounds
    if len(bounds.loops) != len(place.loops):
        return False
    indices = [item.index for item in first_items(region) if isinstance(item, At)]
    found = [
        next((i for i in indices if offset_from(i, loop.var) is not None), None)
        for loop in bounds.loops
    ]
    return all(index is not None and bounds.is_natural(index) for index in found)
