"""Entries of lists and dicts: read, and set for all names of the object.

In: a list, tuple or dict, whose structure is known or not, and the parts of a subscript.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend.cells import change, grow_if_numbers
from gradwright.frontend.growing import grown_entry, set_grown_entry
from gradwright.frontend.known import known_number
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import Part, entry
from gradwright.frontend.values import Container, Grown, Known, Num, Value


def entry_of(reader: Reader, node: ast.AST, owner: Value, parts: Sequence[Part]) -> Value:
    """Return an entry of a list, tuple or dict."""
    if isinstance(owner, Grown):
        return grown_entry(reader, node, owner, parts)
    assert isinstance(owner, Container)
    return entry(reader, node, owner, parts)


def set_entry(
    reader: Reader, target: ast.Subscript, owner: Value, parts: Sequence[Part], value: Value
) -> None:
    """Set an entry of a list or dict."""
    if isinstance(owner, Grown):
        set_grown_entry(reader, target, owner, parts, value)
        return
    assert isinstance(owner, Container)
    if owner.kind == "dict":
        key = _key(reader, target, parts)
    elif owner.kind == "list":
        try:
            key = _index(reader, target, owner, parts)
        except UnsupportedError:
            if len(parts) == 1 and isinstance(parts[0], Num):
                grow_if_numbers(reader, owner)
            raise
    else:
        raise reader.refuse("GW307", target, name=reader.shown(target.value))
    change(reader, target, owner, with_entry(reader, target, owner, key, value))


def _key(reader: Reader, target: ast.Subscript, parts: Sequence[Part]) -> object:
    match parts:
        case [Known(key)]:
            return key
        case [Num(expr)]:
            return known_number(reader, target, expr)
        case _:
            raise reader.refuse("GW407", target, found=reader.shown(target))


def _index(
    reader: Reader, target: ast.Subscript, owner: Container, parts: Sequence[Part]
) -> object:
    at = _key(reader, target, parts)
    count = len(owner.items)
    if not isinstance(at, int):
        raise reader.refuse("GW407", target, found=reader.shown(target))
    if not -count <= at < count:
        entries = f"0 to {count - 1}" if count else "none"
        raise reader.refuse(
            "GW210", target, name=reader.shown(target.value), key=at, entries=entries
        )
    return int(at) % count


def with_entry(
    reader: Reader, node: ast.AST, receiver: Container, key: object, value: Value
) -> Container:
    """Return the same list or dict with one entry set."""
    entries = dict(zip(receiver.keys, receiver.items, strict=True))
    entries[key] = reader.atom(value, hint_of(key), node)
    return replace(receiver, keys=tuple(entries), items=tuple(entries.values()))


def hint_of(key: object) -> str:
    """Return how the variable of an entry is called."""
    return key if isinstance(key, str) and key.isidentifier() else "entry"
