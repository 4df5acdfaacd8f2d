"""Attributes: of arrays, of containers with fields, of modules and objects from outside."""

from __future__ import annotations

import ast
from types import FunctionType

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.inlining import inline
from gradwright.frontend.known import named
from gradwright.frontend.lowering import length
from gradwright.frontend.objects import class_attribute, home_of
from gradwright.frontend.outside import member, outer
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Container,
    Grown,
    Known,
    Method,
    Num,
    Opaque,
    Value,
    describe,
    literal,
    tuple_of,
)
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.types import Array, Scalar, rank_of
from gradwright.rules.lowering import OF_NUMBERS


def attribute(reader: Reader, node: ast.Attribute) -> Value:
    """Evaluate ``receiver.name``."""
    return attribute_of(reader, node, reader.value(node.value), node.attr)


def attribute_of(reader: Reader, node: ast.AST, receiver: Value, name: str) -> Value:
    """Return an attribute of a value; a method waits to be called."""
    match receiver:
        case Num(expr):
            return _of_number(reader, node, expr, name)
        case Container(kind) if kind in ("dataclass", "namedtuple"):
            return _of_record(reader, node, receiver, name)
        case Container() | Grown():
            return Method(receiver, name)
        case Known(str()):
            return Method(receiver, name)
        case Known(Opaque() as owner):
            return owner.attribute(reader, node, name)
        case Known():
            return member(reader, node, receiver, name)
        case _:
            raise reader.refuse("GW121", node, name=name, owner=describe(receiver))


def _of_number(reader: Reader, node: ast.AST, expr: Expr, name: str) -> Value:
    assert isinstance(expr.type, Array | Scalar)
    python = not isinstance(expr.type, Array) and expr.type.python
    match name:
        case _ if python and name not in OF_NUMBERS:
            return Method(Num(expr), name)
        case "shape":
            return shape_of(reader, node, expr)
        case "ndim":
            return literal(rank_of(expr.type))
        case "dtype":
            return Known(np.dtype(expr.type.dtype))
        case _:
            found = lowering.attribute(reader, node, name, expr)
            return Method(Num(expr), name) if found is None else Num(found)


def shape_of(reader: Reader, node: ast.AST, expr: Expr) -> Container:
    """Return the lengths of an array, one a axis."""
    if not isinstance(expr, Var | Region) and rank_of(expr.type):
        expr = named(reader, node, expr)
    axes = range(rank_of(expr.type))
    return tuple_of(*(Num(length(reader, node, expr, axis)) for axis in axes))


def _of_record(reader: Reader, node: ast.AST, receiver: Container, name: str) -> Value:
    if name in receiver.keys:
        return receiver.items[receiver.keys.index(name)]
    match class_attribute(receiver.cls, name):
        case FunctionType():
            return Method(receiver, name)
        case property(fget=getter):
            return _of_property(reader, node, receiver, name, getter)
        case classmethod() | staticmethod():
            return Known(getattr(receiver.cls, name))
        case None:
            raise reader.refuse("GW121", node, name=name, owner=receiver.cls.__name__)
        case found:
            cls = receiver.cls
            label = f"{cls.__name__}.{name}"
            return outer(reader, node, found, label, Place(cls).attribute(name), (id(cls), name))


def _of_property(
    reader: Reader, node: ast.AST, receiver: Container, name: str, getter: object
) -> Value:
    if isinstance(getter, FunctionType):
        return inline(reader, node, getter, [receiver], {}, owner=home_of(receiver.cls, name))
    raise reader.refuse("GW121", node, name=name, owner=receiver.cls.__name__)
