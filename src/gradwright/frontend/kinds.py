"""Builtins that ask what a value is: `isinstance`, `type`, `callable`, `hasattr`, `getattr`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType
from typing import Any

import numpy as np

from gradwright.frontend.attributes import attribute_of
from gradwright.frontend.comparisons import behind, plain
from gradwright.frontend.known import UNDECIDED, known_number
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Closure,
    Container,
    Counting,
    Known,
    Method,
    Num,
    Value,
    describe,
    literal,
)
from gradwright.ir.types import Array, Scalar, Type

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
Row = Callable[[Reader, ast.AST, Args, Kwargs], Value | None]


def needs(reader: Reader, node: ast.AST, name: str, args: Args, counts: Sequence[int]) -> None:
    """Refuse a call with another number of arguments."""
    if len(args) not in counts:
        reason = f"{len(args)} arguments"
        raise reader.refuse("GW129", node, function=name, reason=reason)


def _isinstance(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "isinstance", args, (2,))
    classes = _classes(reader, node, args[1])
    return literal(any(_is_instance(args[0], cls) for cls in classes))


def _classes(reader: Reader, node: ast.AST, value: Value) -> list[Any]:
    match value:
        case Known(type() as cls):
            return [cls]
        case Container("tuple", _, items):
            return [cls for item in items for cls in _classes(reader, node, item)]
        case Known(known) if hasattr(known, "__args__"):
            return list(getattr(known, "__args__"))  # noqa: B009
        case _:
            raise reader.refuse("GW208", node, found="the class of isinstance")


def _issubclass(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "issubclass", args, (2,))
    (cls,) = _classes(reader, node, args[0])
    return literal(issubclass(cls, tuple(_classes(reader, node, args[1]))))


def _is_instance(value: Value, cls: Any) -> bool:
    try:
        match value:
            case Num():
                return issubclass(python_class(value.type), cls)
            case Container():
                return issubclass(value.cls, cls)
            case Known():
                return isinstance(behind(value), cls)
            case Counting():
                return issubclass(range, cls)
            case Closure() | Method():
                return issubclass(FunctionType, cls)
            case _:
                return False
    except TypeError:
        return False


def python_class(type_: Type) -> type:
    """Return the class of a number or array."""
    if isinstance(type_, Array):
        return np.ndarray
    assert isinstance(type_, Scalar)
    if type_.python:
        return {"b": bool, "i": int, "u": int}.get(np.dtype(type_.dtype).kind, float)
    return np.dtype(type_.dtype).type


def _type(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "type", args, (1,))
    match args[0]:
        case Num() as number:
            return Known(python_class(number.type))
        case Container() as container:
            return Known(container.cls)
        case Known() as known:
            return Known(type(behind(known)))
        case _:
            raise reader.refuse("GW128", node, found=describe(args[0]))


def _callable(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "callable", args, (1,))
    match args[0]:
        case Known() as known:
            return literal(callable(behind(known)))
        case Container() as container:
            return literal(hasattr(container.cls, "__call__"))  # noqa: B004
        case Closure() | Method():
            return literal(True)
        case _:
            return literal(False)


def _getattr(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "getattr", args, (2, 3))
    name = plain(reader, args[1])
    if not isinstance(name, str):
        raise reader.refuse("GW208", node, found="the attribute's name")
    if len(args) == 3 and not _has(args[0], name):
        return args[2]
    return attribute_of(reader, node, args[0], name)


def _hasattr(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    needs(reader, node, "hasattr", args, (2,))
    name = plain(reader, args[1])
    if not isinstance(name, str):
        raise reader.refuse("GW208", node, found="the attribute's name")
    return literal(_has(args[0], name))


def _has(value: Value, name: str) -> bool:
    match value:
        case Num():
            return hasattr(python_class(value.type), name)
        case Container():
            return name in value.keys or hasattr(value.cls, name)
        case Known():
            return hasattr(behind(value), name)
        case _:
            return False


def _str(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    needs(reader, node, "str", args, (1,))
    found = plain(reader, args[0])
    if found is UNDECIDED and isinstance(args[0], Num):
        found = known_number(reader, node, args[0].expr)
    return None if found is UNDECIDED else Known(str(found))


def _slice(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a slice whose bounds are known."""
    bounds = [plain(reader, value) for value in args]
    if kwargs or UNDECIDED in bounds or not 1 <= len(bounds) <= 3:
        return None
    return Known(slice(*bounds))


KINDS: dict[object, Row] = {
    str: _str,
    isinstance: _isinstance,
    issubclass: _issubclass,
    type: _type,
    callable: _callable,
    getattr: _getattr,
    hasattr: _hasattr,
    slice: _slice,
}
