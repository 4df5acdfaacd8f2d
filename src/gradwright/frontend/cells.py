"""Lists and dicts as objects: all names of one of them see what is changed in it.

A `Container` is what a list or dict holds at one place of the program; its `Cell` says which object it
is. `change` gives every name, operand and container that holds the object its new contents::

    b = a; b.append(1.0)        a and b have one cell: both are a list of one more now
    c = a if p else b           the object is a or b: none of the three may change any more
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from gradwright.frontend.frames import Frame
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.values import (
    Cell,
    Closure,
    Container,
    Grown,
    Method,
    Num,
    Value,
    Visiting,
    with_items,
)

Changeable = Container | Grown


def new_list(reader: Reader, node: ast.AST, items: Iterable[Value], *more: object) -> Changeable:
    """Return a new list of these items; where it was found to grow in a loop, a list of the program's.

    more: what tells it from other lists that are made at this node.
    """
    from gradwright.frontend.growing import grown_list

    site = reader.site(node, "list", *more)
    cell = Cell(site, reader.webs.count)
    held = tuple(items)
    if site in reader.decisions.grown:
        return grown_list(reader, node, held, cell)
    return Container("list", tuple(range(len(held))), held, list, cell)


def grow(reader: Reader, cell: Cell | None) -> None:
    """Read again with a list whose length depends on data from where it is made on."""
    if cell is not None and cell.site is not None and cell.site not in reader.decisions.grown:
        reader.decisions.grown.add(cell.site)
        reader.decisions.added = True
        raise Again


def change(reader: Reader, node: ast.AST, old: Changeable, new: Changeable) -> None:
    """Give everything that holds a list or dict its new contents; refuse where not all of it is known."""
    cell = old.cell
    may_change(reader, node, old)
    assert cell is not None
    if object_in(new, cell, inside=True):
        raise _refused(reader, node)
    change_ = _Change(reader, node, old, new)
    change_.frame(reader.frame, outer=False)
    inner, depth, seen = reader.frame, reader.depth, 0
    for frame in reader.frames[-2::-1]:
        if depth > inner.depth:
            inner.later.append(cell)
            seen = reader.frames.index(inner) + 1
            break
        change_.conditional |= inner.calls_at != frame.branches
        change_.frame(frame, outer=True)
        inner, depth = frame, inner.depth
    for pending in (p for p in reader.pending if p.calls >= seen):
        values = change_.all(pending.values, outer=pending.block is not reader.out)
        pending.values[:] = values


def may_change(reader: Reader, node: ast.AST, owner: Changeable) -> None:
    """Refuse where what a list or dict holds from here on is not known, else note that it changes."""
    conditional = reader.branches != reader.frame.branches
    if owner.cell is None or owner.cell.frozen or conditional:
        raise _refused(reader, node)
    owner.cell.changed = reader.webs.count


def _refused(reader: Reader, node: ast.AST) -> Exception:
    owner = node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
    elif isinstance(node, ast.Subscript):
        owner = node.value
    return reader.refuse("GW307", node, name=reader.shown(owner))


def object_in(value: Value, cell: Cell, *, inside: bool = False) -> Changeable | None:
    """Return an object that a value is or holds, None if it does not; inside: only one that it holds."""
    if isinstance(value, Container | Grown) and value.cell is cell and not inside:
        return value
    parts = (
        value.items
        if isinstance(value, Container)
        else (value.receiver,)
        if isinstance(value, Method)
        else ()
    )
    return next((found for item in parts if (found := object_in(item, cell)) is not None), None)


def names_of(names: Mapping[str, Value], cells: Iterable[Cell]) -> frozenset[str]:
    """Return the names that hold one of these objects."""
    wanted = tuple(cells)
    return frozenset(
        name
        for name, value in names.items()
        if any(object_in(value, cell) is not None for cell in wanted)
    )


def end_call(reader: Reader, node: ast.AST, frame: Frame) -> None:
    """Give the callers' names what a call that ended left in the objects that it changed."""
    for cell in dict.fromkeys(frame.later):
        held = _held(reader, (*reader.frames, *homes_of(frame.cells)), cell)
        if held is None:
            continue
        now = next(_found(frame.names.values(), cell), None)
        if now is None:
            raise reader.refuse("GW307", node, name=reader.shown(node).splitlines()[0])
        if now != held:
            change(reader, node, held, now)


def _held(reader: Reader, frames: Iterable[Frame], cell: Cell) -> Changeable | None:
    values = [value for frame in frames for value in frame.names.values()]
    values += [value for pending in reader.pending for value in pending.values]
    return next(_found(values, cell), None)


def _found(values: Iterable[Value], cell: Cell) -> Iterator[Changeable]:
    return (found for value in values if (found := object_in(value, cell)) is not None)


def check_settled(reader: Reader, node: ast.AST, home: Frame) -> None:
    """Refuse a nested function that sees objects of a call in which these change later."""
    homes = tuple(homes_of(home))
    for k, frame in enumerate(reader.frames):
        inner = reader.frames[k:]
        if any(home not in inner and names_of(home.names, frame.later) for home in homes):
            raise reader.refuse("GW307", node, name=reader.shown(node).splitlines()[0])


def homes_of(home: Frame | None) -> Iterator[Frame]:
    """Yield the calls whose names a nested function sees, the innermost first."""
    while home is not None:
        yield home
        home = home.cells


def objects_seen(frame: Frame) -> dict[str, Value]:
    """Return the lists, dicts and objects of enclosing functions that a nested one sees, by name."""
    found: dict[str, Value] = {}
    for name in sorted(frame.free) if frame.cells is not None else ():
        homes = (home for home in homes_of(frame.cells) if name in home.names)
        value = next((home.names[name] for home in homes), None)
        if isinstance(value, Container | Grown) and value.cell is not None:
            found[name] = value
    return found


class _Change:
    """One change of one object, everywhere."""

    def __init__(self, reader: Reader, node: ast.AST, old: Changeable, new: Changeable) -> None:
        self.reader = reader
        self.node = node
        self.cell = old.cell
        self.old = old
        self.new = new
        self.conditional = False
        self._seen: set[Frame] = set()

    def frame(self, frame: Frame, *, outer: bool) -> None:
        """Change what a call's names hold; `outer`: of another call than the one that is read."""
        if frame in self._seen:
            return
        self._seen.add(frame)
        for name, value in list(frame.names.items()):
            changed = self.value(value)
            if changed is not value:
                self._check(outer=outer)
                frame.names[name] = changed
        if frame.cells is not None and not self._ends_later(frame):
            self.frame(frame.cells, outer=True)

    def _ends_later(self, frame: Frame) -> bool:
        """Whether callers learn of the change when this call ends."""
        return frame is self.reader.frame and self.reader.depth > frame.depth

    def all(self, values: Iterable[Value], *, outer: bool) -> list[Value]:
        """Return operands that wait, changed."""
        held = list(values)
        changed = [self.value(value) for value in held]
        if any(a is not b for a, b in zip(held, changed, strict=True)):
            self._check(outer=outer)
        return changed

    def _check(self, *, outer: bool) -> None:
        """Refuse a change, under a condition or in a loop, of what belongs to who called."""
        deeper = self.reader.depth > self.reader.frame.depth
        if outer and (deeper or self.conditional):
            raise _refused(self.reader, self.node)

    def value(self, value: Value) -> Value:
        """Return a value with the object's new contents."""
        match value:
            case Container() | Grown() if value.cell is self.cell:
                return self.new
            case Container():
                return self._container(value)
            case Visiting(kind, parts):
                visited = tuple(map(self.value, parts))
                same = all(a is b for a, b in zip(visited, parts, strict=True))
                return value if same else Visiting(kind, visited)
            case Method(receiver, name):
                changed = self.value(receiver)
                return value if changed is receiver else Method(changed, name)
            case Closure(_, frame, defaults):
                self.frame(frame, outer=True)
                if any(self.value(default) is not default for default in defaults.values()):
                    raise _refused(self.reader, self.node)
                return value
            case _:
                return value

    def _container(self, value: Container) -> Container:
        if any(cell is self.cell for cell, _ in value.over):
            value = self._over(value)
        items = tuple(map(self.value, value.items))
        same = all(a is b for a, b in zip(items, value.items, strict=True))
        return value if same else with_items(value, items)

    def _over(self, value: Container) -> Container:
        """Return an iteration over the object, or its items, with the entries that it holds now."""
        new, old = self.new, self.old
        if not isinstance(new, Container) or not isinstance(old, Container):
            raise _refused(self.reader, self.node)
        if new.keys != old.keys:
            raise _refused(self.reader, self.node)
        for cell, column in value.over:
            if cell is self.cell and column is not None:
                value = _with_column(value, column, new.items)
        return value


def _with_column(value: Container, column: int, items: tuple[Value, ...]) -> Container:
    """Return an iteration with other entries in one of its columns; -1: the entries themselves."""
    if column < 0:
        return with_items(value, items[: len(value.items)])
    rows = [row for row in value.items if isinstance(row, Container)]
    kept = [
        with_items(row, (*row.items[:column], item, *row.items[column + 1 :]))
        for row, item in zip(rows, items, strict=False)
    ]
    return with_items(value, tuple(kept))


def is_same(first: Value, second: Value) -> bool:
    """Whether two values are one object, where objects may change."""
    if isinstance(first, Container | Grown) and isinstance(second, Container | Grown):
        return first.cell is second.cell
    return True


def freeze(reader: Reader, node: ast.AST, *values: Value) -> Cell | None:
    """Return the cell of what is one of several objects; none of them may change from here on."""
    frozen = None
    for value in values:
        if not isinstance(value, Container | Grown) or value.cell is None:
            continue
        cell = frozen = value.cell
        if any(cell.created < first <= cell.changed for first in reader.loops):
            raise reader.refuse("GW307", node, name=reader.shown(node).splitlines()[0])
        cell.frozen = True
    return None if frozen is None else Cell(None, reader.webs.count, frozen=True)


def grow_if_numbers(reader: Reader, value: Container) -> None:
    """Where an index depends on data, read again with a list of numbers or arrays as one of the program's."""
    if value.kind == "list" and value.items and all(isinstance(i, Num) for i in value.items):
        grow(reader, value.cell)


def grow_named(reader: Reader, node: ast.expr) -> None:
    """Read again with the lists that an expression names as lists whose length depends on data."""
    for inner in ast.walk(node):
        value = reader.frame.names.get(inner.id) if isinstance(inner, ast.Name) else None
        if isinstance(value, Container) and value.kind == "list":
            grow(reader, value.cell)


def grow_where_lists(reader: Reader, first: Value, second: Value) -> None:
    """Where paths leave one list in different lengths, read again with a length that depends on data."""
    if not isinstance(first, Container | Grown) or not isinstance(second, Container | Grown):
        return
    kinds = {value.kind for value in (first, second) if isinstance(value, Container)}
    if kinds <= {"list"}:
        for value in (first, second):
            if isinstance(value, Container):
                grow(reader, value.cell)


def is_unchanged(before: Value, now: Value | None) -> bool:
    """Whether a name still stands for the object that it stood for, with what it held."""
    if not isinstance(before, Container | Grown) or not isinstance(now, Container | Grown):
        return False
    return now.cell is before.cell and now == before


def iterated(value: Value, items: tuple[Value, ...]) -> Container:
    """Return what a loop visits: a list itself, the keys of a dict, or the items."""
    if isinstance(value, Container) and value.kind != "dict":
        return value
    keys = Container("tuple", tuple(range(len(items))), items, tuple)
    if isinstance(value, Container) and value.cell is not None:
        return replace(keys, over=((value.cell, None),))
    return keys


def with_cell(value: Container, cell: Cell | None) -> Container:
    """Return a container as another object."""
    return replace(value, cell=cell)
