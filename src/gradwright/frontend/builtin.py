"""Builtins whose result is decided by structure: one row a function.

A row returns None for what is left to the rules' table (`len` of an array, `max` of numbers).
"""

from __future__ import annotations

import ast
import dataclasses
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np

from gradwright.frontend.attributes import attribute_of, shape_of
from gradwright.frontend.conditions import chain, plain, truth_of
from gradwright.frontend.iteration import counted, unrolled
from gradwright.frontend.lowering import UNDECIDED, operate, required, static_value
from gradwright.frontend.reader import Reader
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import (
    Closure,
    Container,
    Counting,
    Known,
    Method,
    Num,
    Value,
    describe,
    list_of,
    literal,
    tuple_of,
    with_items,
)
from gradwright.ir.expressions import Apply, Expr, constant
from gradwright.ir.types import INT, Array, Scalar, Type, lengths_of, rank_of

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
Row = Callable[[Reader, ast.AST, Args, Kwargs], Value | None]


def _needs(reader: Reader, node: ast.AST, name: str, args: Args, counts: Sequence[int]) -> None:
    if len(args) not in counts:
        reason = f"{len(args)} arguments"
        raise reader.refuse("GW129", node, function=name, reason=reason)


def _len(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    _needs(reader, node, "len", args, (1,))
    match args[0]:
        case Container(kind, _, items) if kind != "dataclass":
            return literal(len(items))
        case Known(str() | bytes() as text):
            return literal(len(text))
        case Counting() as counting:
            return Num(_count(reader, node, counting))
        case Num(expr):
            axis = lengths_of(expr.type)[:1]
            known = axis[0].literal if axis else None
            return None if known is None or known == 1 else literal(known)
        case _:
            raise reader.refuse("GW213", node, found=describe(args[0]))


def _count(reader: Reader, node: ast.AST, counting: Counting) -> Expr:
    numbers = counted(reader, counting)
    if numbers is not None:
        return constant(len(numbers), INT)
    plain_range = (static_value(reader, counting.start), static_value(reader, counting.step))
    if (
        plain_range == (0, 1)
        and isinstance(counting.stop, Apply)
        and counting.stop.prim == "length"
    ):
        return counting.stop
    raise reader.refuse("GW208", node, found=reader.shown(node))


def _range(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "range", args, (1, 2, 3))
    bounds = [reader.as_number(value, node) for value in args]
    for bound in bounds:
        if not is_integer(bound.type) or rank_of(bound.type):
            raise reader.refuse(
                "GW212", node, operator="range", first=describe(Num(bound)), second="a whole number"
            )
    one, zero = constant(1, INT), constant(0, INT)
    match bounds:
        case [stop]:
            return Counting(zero, stop, one)
        case [start, stop]:
            return Counting(start, stop, one)
        case _:
            return Counting(bounds[0], bounds[1], bounds[2])


def _reversed(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "reversed", args, (1,))
    match args[0]:
        case Counting(start, stop, step, down):
            return Counting(start, stop, step, not down)
        case value:
            return tuple_of(*_all(reader, node, value)[::-1])


def _all(reader: Reader, node: ast.AST, value: Value) -> tuple[Value, ...]:
    items = unrolled(reader, node, value)
    if items is None:
        raise reader.refuse("GW113", node, name=f"`{reader.shown(node)}`")
    return items


def _enumerate(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    _needs(reader, node, "enumerate", args, (1, 2))
    start = args[1] if len(args) > 1 else kwargs.get("start", literal(0))
    first = required(reader, node, reader.as_number(start, node))
    items = _all(reader, node, args[0])
    assert isinstance(first, int)
    return tuple_of(*(tuple_of(literal(first + k), item) for k, item in enumerate(items)))


def _zip(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    columns = [_all(reader, node, value) for value in args]
    strict = plain(reader, kwargs.get("strict", literal(False)))
    if strict and len({len(column) for column in columns}) > 1:
        raise reader.refuse("GW211", node, first="the iterables", second="each other")
    return tuple_of(*(tuple_of(*row) for row in zip(*columns, strict=False)))


def _tuple(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "tuple", args, (0, 1))
    return tuple_of(*(_all(reader, node, args[0]) if args else ()))


def _list(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "list", args, (0, 1))
    return list_of(*(_all(reader, node, args[0]) if args else ()))


def _dict(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    _needs(reader, node, "dict", args, (0, 1))
    entries: dict[object, Value] = {}
    if args and isinstance(args[0], Container) and args[0].kind == "dict":
        entries.update(zip(args[0].keys, args[0].items, strict=True))
    elif args:
        for pair in _all(reader, node, args[0]):
            key, value = _all(reader, node, pair)[:2]
            entries[_key(reader, node, key)] = value
    entries.update(kwargs)
    return Container("dict", tuple(entries), tuple(entries.values()), dict)


def _key(reader: Reader, node: ast.AST, value: Value) -> object:
    key = plain(reader, value)
    if key is UNDECIDED or isinstance(key, list):
        raise reader.refuse("GW208", node, found="a key")
    return key


def _isinstance(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "isinstance", args, (2,))
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
    _needs(reader, node, "issubclass", args, (2,))
    (cls,) = _classes(reader, node, args[0])
    return literal(issubclass(cls, tuple(_classes(reader, node, args[1]))))


def _is_instance(value: Value, cls: Any) -> bool:
    try:
        match value:
            case Num():
                return issubclass(python_class(value.type), cls)
            case Container():
                return issubclass(value.cls, cls)
            case Known(known):
                return isinstance(known, cls)
            case Counting():
                return issubclass(range, cls)
            case Closure() | Method():
                return issubclass(type(_len), cls)
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
    _needs(reader, node, "type", args, (1,))
    match args[0]:
        case Num() as number:
            return Known(python_class(number.type))
        case Container() as container:
            return Known(container.cls)
        case Known(known):
            return Known(type(known))
        case _:
            raise reader.refuse("GW128", node, found=describe(args[0]))


def _callable(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "callable", args, (1,))
    match args[0]:
        case Known(known):
            return literal(callable(known))
        case Container() as container:
            return literal(hasattr(container.cls, "__call__"))  # noqa: B004
        case Closure() | Method():
            return literal(True)
        case _:
            return literal(False)


def _getattr(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "getattr", args, (2, 3))
    name = plain(reader, args[1])
    if not isinstance(name, str):
        raise reader.refuse("GW208", node, found="the attribute's name")
    if len(args) == 3 and not _has(args[0], name):
        return args[2]
    return attribute_of(reader, node, args[0], name)


def _hasattr(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    _needs(reader, node, "hasattr", args, (2,))
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
        case Known(known):
            return hasattr(known, name)
        case _:
            return False


def _sum(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    _needs(reader, node, "sum", args, (1, 2))
    if isinstance(args[0], Num):
        return None
    start = args[1] if len(args) > 1 else kwargs.get("start")
    items = [*((start,) if start is not None else ()), *_all(reader, node, args[0])]
    if not items:
        return literal(0)
    total = reader.as_number(items[0], node)
    for item in items[1:]:
        total = operate(reader, node, "add", total, reader.as_number(item, node))
    return Num(total)


def _quantified(stop: bool) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
        _needs(reader, node, "any" if stop else "all", args, (1,))
        if isinstance(args[0], Num):
            return None
        parts = [
            lambda item=item: truth_of(reader, node, item) for item in _all(reader, node, args[0])
        ]
        if not parts:
            return literal(not stop)
        found = chain(reader, node, "or" if stop else "and", parts)
        return literal(found) if isinstance(found, bool) else Num(found)

    return row


def _float(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    if not args:
        return literal(0.0)
    match args[0]:
        case Known(str(text)):
            try:
                return literal(float(text))
            except ValueError:
                raise reader.refuse("GW117", node, found=reader.shown(node)) from None
        case Num(expr):
            return _converted(reader, expr, float)
        case _:
            raise reader.refuse("GW213", node, found=describe(args[0]))


def _converted(reader: Reader, expr: Expr, cls: type) -> Value | None:
    value = static_value(reader, expr)
    if value is not UNDECIDED and isinstance(value, int | float):
        return literal(cls(value))
    if isinstance(expr.type, Scalar) and expr.type.python and python_class(expr.type) is cls:
        return Num(expr)
    return None


def _int(reader: Reader, _: ast.AST, args: Args, __: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return _converted(reader, args[0].expr, int)
    return None


def _bool(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    _needs(reader, node, "bool", args, (0, 1))
    found = truth_of(reader, node, args[0]) if args else False
    return literal(found) if isinstance(found, bool) else Num(found)


def _extreme(choose: Callable[..., Any]) -> Row:
    """Return the row of max or min: decided for numbers that are known (lengths of structure)."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
        alone = len(args) == 1 and isinstance(args[0], Container)
        items = _all(reader, node, args[0]) if alone else args
        values = [plain(reader, item) for item in items]
        if kwargs or not values or not all(isinstance(v, int | float) for v in values):
            return None
        return literal(choose(values))

    return row


def _print(reader: Reader, node: ast.AST, _: Args, __: Kwargs) -> Value:
    raise reader.refuse("GW124", node, found="print")


def _replace(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a dataclass with some fields replaced; its fields are all that it is."""
    _needs(reader, node, "replace", args, (1,))
    record = args[0]
    if not isinstance(record, Container) or record.kind != "dataclass":
        raise reader.refuse("GW129", node, function="replace", reason="no dataclass is passed")
    if not set(kwargs) <= set(record.keys) or hasattr(record.cls, "__post_init__"):
        raise reader.refuse("GW129", node, function="replace", reason="a field does not fit")
    entries = dict(zip(record.keys, record.items, strict=True)) | dict(kwargs)
    return with_items(record, tuple(entries.values()))


def _shape(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return shape_of(reader, node, args[0].expr)
    return None


def _ndim(_: Reader, __: ast.AST, args: Args, ___: Kwargs) -> Value | None:
    if len(args) == 1 and isinstance(args[0], Num):
        return literal(rank_of(args[0].type))
    return None


def _constructed(cls: Any) -> Row:
    """Return the row of a class that is called with what is known: ``np.finfo(float)``."""

    def row(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value | None:
        values = [a.value for a in args if isinstance(a, Known)]
        if len(values) != len(args):
            return None
        try:
            return Known(cls(*values))
        except (TypeError, ValueError):
            raise reader.refuse("GW129", node, function=cls.__name__, reason="not known") from None

    return row


BUILTINS: dict[object, Row] = {
    len: _len,
    range: _range,
    reversed: _reversed,
    enumerate: _enumerate,
    zip: _zip,
    tuple: _tuple,
    list: _list,
    dict: _dict,
    isinstance: _isinstance,
    issubclass: _issubclass,
    type: _type,
    callable: _callable,
    getattr: _getattr,
    hasattr: _hasattr,
    sum: _sum,
    any: _quantified(True),
    all: _quantified(False),
    float: _float,
    int: _int,
    bool: _bool,
    max: _extreme(max),
    min: _extreme(min),
    print: _print,
    dataclasses.replace: _replace,
    np.shape: _shape,
    np.ndim: _ndim,
    np.finfo: _constructed(np.finfo),
    np.iinfo: _constructed(np.iinfo),
    np.dtype: _constructed(np.dtype),
}


# methods of containers and text -------------------------------------------------------------------


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
            key = _key(reader, node, args[0])
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
