"""Methods of containers and text: decided by structure; those that change a container are refused."""

from __future__ import annotations

import ast
import operator
from collections.abc import Mapping, Sequence
from typing import cast

from gradwright.frontend.builtin import key_of_entry
from gradwright.frontend.conditions import plain
from gradwright.frontend.known import UNDECIDED
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Container,
    Known,
    Value,
    describe,
    list_of,
    literal,
    tuple_of,
)

Args = Sequence[Value]
Kwargs = Mapping[str, Value]


def dict_method(
    reader: Reader, node: ast.AST, receiver: Container, name: str, args: Args, kwargs: Kwargs
) -> Value:
    """Return a call of a method of a list, tuple or dict; those that change it are refused."""
    match receiver.kind, name, len(args):
        case "dict", "items", 0:
            pairs = zip(receiver.keys, receiver.items, strict=True)
            return tuple_of(*(tuple_of(literal(key), item) for key, item in pairs))
        case "dict", "keys", 0:
            return tuple_of(*(literal(key) for key in receiver.keys))
        case "dict", "values", 0:
            return tuple_of(*receiver.items)
        case "dict", "get", 1 | 2:
            key = key_of_entry(reader, node, args[0])
            if key in receiver.keys:
                return receiver.items[receiver.keys.index(key)]
            return args[1] if len(args) == 2 else Known(None)
        case "dict" | "list", "copy", 0:
            return receiver
        case _:
            return _refused_method(reader, node, receiver, name)


_CHANGING = frozenset(
    {"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"}
    | {"update", "setdefault", "popitem"}
)


def _refused_method(reader: Reader, node: ast.AST, receiver: Container, name: str) -> Value:
    if name in _CHANGING:
        owner = (
            node.func.value
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            else node
        )
        raise reader.refuse("GW307", node, name=reader.shown(owner))
    raise reader.refuse("GW121", node, name=name, owner=describe(receiver))


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
