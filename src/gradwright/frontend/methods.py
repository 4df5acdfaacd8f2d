"""Methods of containers and text: decided by structure; those that change an object change all its names."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from gradwright.frontend.builtin import key_of_entry
from gradwright.frontend.cells import change, grow, new_list
from gradwright.frontend.comparisons import plain
from gradwright.frontend.entries import with_entry
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.known import UNDECIDED, known_number
from gradwright.frontend.list_methods import grown_method
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Container,
    Grown,
    Known,
    Value,
    describe,
    dict_of,
    list_of,
    literal,
    tuple_of,
    with_items,
)

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
Changed = tuple[Container, Value]
NOTHING = Known(None)


def container_method(
    reader: Reader,
    node: ast.AST,
    receiver: Container | Grown,
    name: str,
    args: Args,
    kwargs: Kwargs,
) -> Value:
    """Return a call of a method of a list, tuple or dict."""
    if isinstance(receiver, Grown):
        return grown_method(reader, node, receiver, name, args, kwargs)
    return _method(reader, node, receiver, name, args, kwargs)


def _method(
    reader: Reader, node: ast.AST, receiver: Container, name: str, args: Args, kwargs: Kwargs
) -> Value:
    over = ((receiver.cell, 1),) if receiver.cell is not None else ()
    match receiver.kind, name, len(args):
        case "dict", "items", 0:
            pairs = zip(receiver.keys, receiver.items, strict=True)
            rows = tuple_of(*(tuple_of(literal(key), item) for key, item in pairs))
            return replace(rows, over=over)
        case "dict", "keys", 0:
            keys = tuple_of(*(literal(key) for key in receiver.keys))
            return replace(keys, over=tuple((cell, None) for cell, _ in over))
        case "dict", "values", 0:
            return replace(tuple_of(*receiver.items), over=tuple((cell, -1) for cell, _ in over))
        case "dict", "get", 1 | 2:
            key = key_of_entry(reader, node, args[0])
            if key in receiver.keys:
                return receiver.items[receiver.keys.index(key)]
            return args[1] if len(args) == 2 else NOTHING
        case "dict", "copy", 0:
            return dict_of(dict(zip(receiver.keys, receiver.items, strict=True)))
        case "list", "copy", 0:
            return new_list(reader, node, receiver.items)
        case _:
            return _changed(reader, node, receiver, name, args, kwargs)


# methods that change the object -------------------------------------------------------------------


def _changed(
    reader: Reader, node: ast.AST, receiver: Container, name: str, args: Args, kwargs: Kwargs
) -> Value:
    rows = {"list": _LIST_METHODS, "dict": _DICT_METHODS}.get(receiver.kind, {})
    if name not in rows:
        if name in _UNORDERED:
            raise reader.refuse("GW307", node, name=_owner(reader, node))
        raise reader.refuse("GW121", node, name=name, owner=describe(receiver))
    least, most, row = rows[name]
    if not least <= len(args) <= most or (kwargs and name != "update"):
        raise reader.refuse("GW129", node, function=name, reason="the arguments do not fit")
    new, result = row(reader, node, receiver, args, kwargs)
    change(reader, node, receiver, new)
    return result


_UNORDERED = frozenset({"sort", "remove"})


def _owner(reader: Reader, node: ast.AST) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return reader.shown(called.value if isinstance(called, ast.Attribute) else called)


def with_entries(receiver: Container, items: Sequence[Value]) -> Container:
    """Return the same list with other items."""
    return replace(receiver, keys=tuple(range(len(items))), items=tuple(items))


def _items(reader: Reader, node: ast.AST, value: Value) -> tuple[Value, ...]:
    found = unrolled(reader, node, value)
    if found is None:
        raise reader.refuse("GW307", node, name=_owner(reader, node))
    return tuple(reader.atom(item, "entry", node) for item in found)


def _append(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    item = reader.atom(args[0], "entry", node)
    return with_entries(old, (*old.items, item)), NOTHING


def _extend(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    if isinstance(args[0], Grown):
        grow(reader, old.cell)
    return with_entries(old, (*old.items, *_items(reader, node, args[0]))), NOTHING


def _insert(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    items = list(old.items)
    items.insert(_place(reader, node, args[0]), reader.atom(args[1], "entry", node))
    return with_entries(old, items), NOTHING


def _place(reader: Reader, node: ast.AST, value: Value) -> int:
    found = known_number(reader, node, reader.as_number(value, node))
    if not isinstance(found, int):
        raise reader.refuse("GW407", node, found=reader.shown(node))
    return found


def _pop(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    items = list(old.items)
    at = _place(reader, node, args[0]) if args else -1
    if not -len(items) <= at < len(items):
        entries = f"0 to {len(items) - 1}" if items else "none"
        raise reader.refuse("GW210", node, name=_owner(reader, node), key=at, entries=entries)
    taken = items.pop(at)
    return with_entries(old, items), taken


def _clear(_: Reader, __: ast.AST, old: Container, ___: Args, ____: Kwargs) -> Changed:
    return replace(old, keys=(), items=()), NOTHING


def _reverse(_: Reader, __: ast.AST, old: Container, ___: Args, ____: Kwargs) -> Changed:
    return with_items(old, old.items[::-1]), NOTHING


def _append_left(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    return _insert(reader, node, old, [literal(0), *args], {})


def _pop_left(reader: Reader, node: ast.AST, old: Container, _: Args, __: Kwargs) -> Changed:
    return _pop(reader, node, old, [literal(0)], {})


def _rotate(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    by = _place(reader, node, args[0]) if args else 1
    at = -by % max(len(old.items), 1)
    return with_items(old, (*old.items[at:], *old.items[:at])), NOTHING


def _update(reader: Reader, node: ast.AST, old: Container, args: Args, kwargs: Kwargs) -> Changed:
    entries: dict[object, Value] = {}
    match args:
        case [Container("dict") as other]:
            entries.update(zip(other.keys, other.items, strict=True))
        case [rows]:
            for row in _items(reader, node, rows):
                key, value = _items(reader, node, row)[:2]
                entries[key_of_entry(reader, node, key)] = value
        case _:
            pass
    for key, value in (*entries.items(), *kwargs.items()):
        old = with_entry(reader, node, old, key, value)
    return old, NOTHING


def _setdefault(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    key = key_of_entry(reader, node, args[0])
    if key not in old.keys:
        old = with_entry(reader, node, old, key, args[1] if len(args) > 1 else NOTHING)
    return old, old.items[old.keys.index(key)]


def _take(reader: Reader, node: ast.AST, old: Container, args: Args, _: Kwargs) -> Changed:
    entries = dict(zip(old.keys, old.items, strict=True))
    key = key_of_entry(reader, node, args[0])
    if key not in entries:
        if len(args) > 1:
            return old, args[1]
        shown = ", ".join(map(repr, old.keys))
        raise reader.refuse("GW210", node, name=_owner(reader, node), key=key, entries=shown)
    taken = entries.pop(key)
    return replace(old, keys=tuple(entries), items=tuple(entries.values())), taken


def _take_last(reader: Reader, node: ast.AST, old: Container, _: Args, __: Kwargs) -> Changed:
    if not old.keys:
        raise reader.refuse("GW210", node, name=_owner(reader, node), key="popitem", entries="none")
    pair = tuple_of(literal(old.keys[-1]), old.items[-1])
    return replace(old, keys=old.keys[:-1], items=old.items[:-1]), pair


Row = Callable[[Reader, ast.AST, Container, Args, Kwargs], Changed]
Rows = Mapping[str, tuple[int, int, Row]]
_LIST_METHODS: Rows = {
    "append": (1, 1, _append),
    "extend": (1, 1, _extend),
    "insert": (2, 2, _insert),
    "pop": (0, 1, _pop),
    "clear": (0, 0, _clear),
    "reverse": (0, 0, _reverse),
    "appendleft": (1, 1, _append_left),
    "popleft": (0, 0, _pop_left),
    "rotate": (0, 1, _rotate),
}
_DICT_METHODS: Rows = {
    "update": (0, 1, _update),
    "setdefault": (1, 2, _setdefault),
    "pop": (1, 2, _take),
    "popitem": (0, 0, _take_last),
    "clear": (0, 0, _clear),
}


# text ---------------------------------------------------------------------------------------------


def text_method(
    reader: Reader, node: ast.AST, text: str, name: str, args: Args, kwargs: Kwargs
) -> Value:
    """Return a call of a method of a known text with known arguments."""
    values = [plain(reader, value) for value in args]
    known = {key: plain(reader, value) for key, value in kwargs.items()}
    if UNDECIDED in values or UNDECIDED in known.values():
        raise reader.refuse("GW117", node, found=f"`{reader.shown(node)}`")
    try:
        found = operator.methodcaller(name, *values, **known)(text)
    except (AttributeError, TypeError, ValueError, LookupError):
        raise reader.refuse("GW121", node, name=name, owner="text") from None
    if isinstance(found, list):
        return list_of(*(literal(item) for item in cast("list[object]", found)))
    return literal(found)
