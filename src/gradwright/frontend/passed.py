"""Arguments of functions that are written apart: their kinds, and the callee's parameters."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass, field

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend.frames import Frame
from gradwright.frontend.reader import Reader
from gradwright.frontend.source import FunctionSource
from gradwright.frontend.values import (
    Closure,
    Container,
    Known,
    Num,
    Opaque,
    Value,
    webs_in,
    with_items,
)
from gradwright.ir.expressions import Const, Expr, Var
from gradwright.ir.types import (
    BOOL,
    UNIT,
    Array,
    AxisLength,
    Scalar,
    Type,
    is_differentiable,
    symbol_form,
)


def refused_apart(reader: Reader, node: ast.AST, frame: Frame, reason: str) -> UnsupportedError:
    """Return the refusal of a call of a function that cannot be written apart."""
    return reader.refuse("GW123", node, function=frame.source.name, reason=reason)


@dataclass(slots=True)
class Described:
    """The arguments of a call: what of them the program is for, and the numbers that are passed."""

    key: list[Hashable] = field(default_factory=list[Hashable])
    leaves: list[tuple[str, Expr]] = field(default_factory=list[tuple[str, Expr]])


def describe_argument(
    reader: Reader, node: ast.AST, frame: Frame, found: Described, path: str, value: Value
) -> None:
    """Add an argument: what of it the callee is for, and the numbers that are passed."""
    match value:
        case Num(Const(value=constant, type=type_)) if type_ is BOOL:
            found.key.append((path, constant))
        case Num(expr) if isinstance(expr.type, Array | Scalar):
            found.key.append((path, _kind(expr.type)))
            found.leaves.append((path, expr))
        case Container(kind, keys, items, cls):
            found.key.append((path, kind, keys, cls))
            for key, item in zip(keys, items, strict=True):
                describe_argument(reader, node, frame, found, f"{path}_{key}", item)
        case Known(Opaque()):
            raise refused_apart(reader, node, frame, f"{path} is a generator of random numbers")
        case Known(known):
            found.key.append((path, id(known)))
        case Closure(source) if not _reads_numbers_elsewhere(reader, frame, value):
            found.key.append((path, source.place))
        case _:
            reason = f"{path} is no number, nor a function that reads no numbers around it"
            raise refused_apart(reader, node, frame, reason)


def _reads_numbers_elsewhere(reader: Reader, frame: Frame, function: Closure) -> bool:
    """Whether a function reads numbers of functions that are not around the callee."""
    around = reader.homes.get(function.frame, function.frame)
    home = frame.cells
    while home is not None:
        if reader.homes.get(home, home) is around:
            return False
        home = home.cells
    values = (_free_value(reader, around, name) for name in _read_in(function.source))
    return any(True for value in values if value is not None for _ in webs_in(value))


def _kind(type_: Array | Scalar) -> Hashable:
    if isinstance(type_, Scalar):
        return _either_float(type_)
    return type_.dtype, tuple(length is UNIT for length in type_.lengths)


def free_values(reader: Reader, frame: Frame) -> dict[str, Value]:
    """Return what a nested function reads of the functions around it: arguments, too."""
    found: dict[str, Value] = {}
    sources, done = [frame.source], set[Hashable]()
    while sources:
        source = sources.pop()
        done.add(source.place)
        for name in _read_in(source) - frame.locals - found.keys():
            value = _free_value(reader, frame.cells, name)
            if isinstance(value, Closure) and value.source.place not in done:
                sources.append(value.source)
            if value is not None:
                found[name] = value
    return dict(sorted(found.items()))


def _read_in(source: FunctionSource) -> set[str]:
    nodes = (node for stmt in source.body for node in ast.walk(stmt))
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _free_value(reader: Reader, home: Frame | None, name: str) -> Value | None:
    while home is not None:
        seen = reader.homes.get(home, home)
        if name in seen.names:
            return seen.names[name]
        home = home.cells
    return None


def parameter_of(path: str, value: Value, made: dict[str, Var], reader: Reader) -> Value:
    """Return a value with each number that is passed as a parameter of the callee."""
    match value:
        case Num(Const(type=type_)) if type_ is BOOL:
            return value
        case Num(expr):
            var = made[path] = reader.webs.new(path, _type_of_parameter(path, expr.type))
            reader.paths[var.web] = path
            return Num(var)
        case Container(keys=keys, items=items):
            parts = zip(keys, items, strict=True)
            return with_items(
                value, tuple(parameter_of(f"{path}_{k}", item, made, reader) for k, item in parts)
            )
        case _:
            return value


def _either_float(type_: Type) -> Type:
    """Return a number's type, a float's as that of Python's and NumPy's floats alike."""
    if isinstance(type_, Scalar) and is_differentiable(type_):
        return Scalar(type_.dtype, False)
    return type_


def _type_of_parameter(path: str, type_: Type) -> Type:
    if not isinstance(type_, Array):
        return _either_float(type_)
    lengths = tuple(
        UNIT if length is UNIT else symbol_form(AxisLength(path, axis))
        for axis, length in enumerate(type_.lengths)
    )
    return Array(type_.dtype, lengths)
