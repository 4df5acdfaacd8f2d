"""Lists and dicts as objects: all names of one of them see what is changed in it.

A `Container` is what a list or dict holds at one place of the program; its `Cell` says which object it
is. `change` gives every name, operand and container that holds the object its new contents::

    b = a; b.append(1.0)        a and b have one cell: both are a list of one more now
    c = a if p else b           the object is a or b: none of the three may change any more
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
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


def new_list(reader: Reader, node: ast.AST, items: Iterable[Value]) -> Changeable:
    """Return a new list of these items; where it was found to grow in a loop, a list of the program's."""
    from gradwright.frontend.growing import grown_list

    site = reader.site(node, "list")
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
    if _holds(new, cell):
        raise _refused(reader, node)
    change_ = _Change(reader, node, old, new)
    change_.frame(reader.frame, outer=False)
    inner = reader.frame
    for frame in reader.frames[-2::-1]:
        change_.conditional |= inner.calls_at != frame.branches
        change_.frame(frame, outer=True)
        inner = frame
    for pending in reader.pending:
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


def _holds(value: Value, cell: Cell) -> bool:
    """Whether an object is inside of what it holds itself."""
    if not isinstance(value, Container):
        return False
    return any(
        (isinstance(item, Container | Grown) and item.cell is cell) or _holds(item, cell)
        for item in value.items
    )


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
        if frame.cells is not None:
            self.frame(frame.cells, outer=True)

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
