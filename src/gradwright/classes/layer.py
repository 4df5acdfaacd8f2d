"""A layer: a class with a forward, its source, and the call that is the example of its types."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import cast

from gradwright.classes.kinds import kind_of_call, named_by
from gradwright.classes.naming import USUAL, Naming
from gradwright.classes.watch import Call
from gradwright.frontend import FunctionSource


@dataclass(frozen=True, slots=True)
class Scalar:
    """A method that calls forward, and which of its parameters are which of forward's."""

    plain: FunctionType
    given: Mapping[str, str]

    @property
    def function(self) -> FunctionType:
        """The method."""
        return cast("FunctionType", self.plain)  # no method: the field holds it as it is


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A class whose forward is to be differentiated; `objective`: what its result is made of then."""

    cls: type
    forward: FunctionType
    source: FunctionSource
    call: Call
    naming: Naming = USUAL
    wrt: tuple[str, ...] | None = None
    example: Call | None = None
    objective: Scalar | None = None

    @property
    def name(self) -> str:
        """The class's name."""
        return self.cls.__name__

    @property
    def taken(self) -> set[str]:
        """The attributes that instances have before forward: those of the first example."""
        attributes = (self.example or self.call).attributes
        return {name for name, value in attributes.items() if value is not None}

    @property
    def kind(self) -> Hashable:
        """The kind of its call."""
        cls = type(self.call.layer)
        return cls, kind_of_call(self.call.arguments, self.call.attributes, named_by(cls))

    @property
    def known(self) -> dict[str, object]:
        """What free names of forward mean."""
        function = cast("FunctionType", self.forward)  # no method: the field holds it as it is
        found: dict[str, object] = dict(function.__globals__)
        free = function.__code__.co_freevars
        for name, cell in zip(free, function.__closure__ or (), strict=True):
            try:
                found[name] = cell.cell_contents
            except ValueError:  # the class itself, which is not made yet
                continue
        return found

    @property
    def node(self) -> ast.FunctionDef:
        """The definition of forward."""
        assert isinstance(self.source.node, ast.FunctionDef)
        return self.source.node


def self_name(node: ast.FunctionDef) -> str:
    """Return what a method calls its instance."""
    return [*node.args.posonlyargs, *node.args.args][0].arg


def parameters_of(node: ast.FunctionDef) -> list[str]:
    """Return the names of a method's parameters after the first, in the order of a call."""
    args = node.args
    stars = [args.vararg.arg] if args.vararg else []
    last = [args.kwarg.arg] if args.kwarg else []
    plain = [a.arg for a in (*args.posonlyargs, *args.args)]
    return [*plain[1:], *stars, *(a.arg for a in args.kwonlyargs), *last]


def returns_value(node: ast.FunctionDef) -> bool:
    """Whether a method returns something other than None."""
    return any(
        isinstance(inner, ast.Return)
        and inner.value is not None
        and not (isinstance(inner.value, ast.Constant) and inner.value.value is None)
        for inner in own_nodes(node)
    )


def own_nodes(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a method's body but for those of functions defined inside."""
    todo: list[ast.AST] = list(node.body)
    while todo:
        inner = todo.pop(0)
        yield inner
        if not isinstance(inner, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            todo.extend(ast.iter_child_nodes(inner))


def methods_of(cls: type, name: str) -> list[FunctionType]:
    """Return the functions of this name in a class and those that it inherits from."""
    found = [vars(owner)[name] for owner in cls.__mro__ if name in vars(owner)]
    functions = [getattr(one, "__func__", getattr(one, "fget", one)) for one in found]
    return [inspect.unwrap(one) for one in functions if isinstance(one, FunctionType)]


def stored_attributes(node: ast.FunctionDef) -> list[str]:
    """Return the attributes of its instance that a method assigns, in order."""
    owner = self_name(node)
    found: dict[str, None] = {}
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(ast.Name(name), attribute, ast.Store()) if name == owner:
                found.setdefault(attribute)
            case _:
                pass
    return list(found)
