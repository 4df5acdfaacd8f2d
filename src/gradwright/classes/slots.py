"""A layer's forward as a function: its attributes are names, the written ones are results.

::

    def forward(self, inputs):                          def forward(self.weights, inputs):
        self.output = np.dot(inputs, self.weights)  →       self.output = np.dot(inputs, self.weights)
                                                            return None, (self.output,)

A name may be any text in a syntax tree, so ``self.output`` is one: the compiler sees names alone.
"""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import FunctionType
from typing import cast

from gradwright.classes.attributes import TOKEN, Foreign, Itself, Method, Part, is_part
from gradwright.classes.draws import Draw, Draws, is_draw, is_source
from gradwright.classes.interface import Lookup
from gradwright.classes.layer import Layer, parameters_of, self_name
from gradwright.diagnostics import GradwrightError, refusal
from gradwright.frontend import Arguments, describe_value
from gradwright.frontend.arguments import (
    ArgumentTree,
    Container,
    NumberLeaf,
    ParameterArgument,
    StaticLeaf,
)
from gradwright.frontend.entry import Rewritten
from gradwright.frontend.inlining import outside_of
from gradwright.frontend.source import definition
from gradwright.ir.types import FLOAT, UNIT, Array, AxisLength, symbol_form

PLAIN = (str, bytes, bool, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Slots:
    """A forward whose attributes are names.

    Attributes
    ----------
    function, arguments
        What the frontend reads.
    results
        The attributes that every path writes, in the order of the second result.
    parts
        The layers among the attributes, by path.
    read, written
        The attributes that forward itself reads, and those that it assigns on some path.
    itself
        Notes what methods that forward calls read.
    """

    function: Rewritten
    arguments: Arguments
    results: tuple[str, ...]
    parts: Mapping[str, Part]
    read: frozenset[str]
    written: frozenset[str]
    itself: Itself

    def is_used(self, path: str) -> bool:
        """Whether forward, or a method that it calls, reads an attribute or argument."""
        if not path.startswith("self."):
            return True
        name = path.removeprefix("self.")
        return name in self.read or name in self.itself.used


def slots_of(
    layer: Layer, interface_of: Lookup, static: Iterable[str] = (), *, units: bool = True
) -> Slots:
    """Return a layer's forward as a function of its attributes and arguments.

    Parameters
    ----------
    layer
        The class.
    interface_of
        Says how a part is called; raises NoInterface where it cannot be.
    static
        Paths of numbers whose values are needed.
    units
        Whether an argument's axis of length 1 always has that length.
    """
    return _Slots(layer, interface_of, frozenset(static), units).made()


class _Slots:
    def __init__(
        self, layer: Layer, interface_of: Lookup, static: frozenset[str], units: bool
    ) -> None:
        self.units = units
        self.layer = layer
        self.interface_of = interface_of
        self.static = static
        self.itself = Itself(layer.cls)
        self.parts: dict[str, Part] = {}

    def made(self) -> Slots:
        self.names = names = _Names(self_name(self.layer.node))
        node = names.visit(copy.deepcopy(self.layer.node))
        assert isinstance(node, ast.FunctionDef)
        results = tuple(sorted(definite(node.body), key=names.order.index))
        draws = _DrawCalls(cast("FunctionType", self.layer.forward).__globals__)
        node = draws.visit(node)
        given = [*self._attributes(names.order), *self._arguments(), *draws.parameters()]
        node.args = ast.arguments([], [ast.arg(p.name) for p in given], None, [], [], None, [])
        node.body = returning(node.body, results)
        node.decorator_list = []
        source = self.layer.source
        function = Rewritten(
            definition(node, source.filename, source.lines, source.shift),
            outside_of(cast("FunctionType", self.layer.forward)),
        )
        arguments = Arguments(tuple(given), frozenset(), self.static)
        return Slots(
            function,
            arguments,
            results,
            self.parts,
            frozenset(names.read),
            frozenset(names.written),
            self.itself,
        )

    def _arguments(self) -> list[ParameterArgument]:
        given = self.layer.call.arguments
        found = [
            self._parameter(name, given[name], name) for name in parameters_of(self.layer.node)
        ]
        if self.units:
            return found
        return [replace(one, tree=_without_units(one.tree)) for one in found]

    def _attributes(self, named: Iterable[str]) -> list[ParameterArgument]:
        own = self_name(self.layer.node)
        found = [ParameterArgument(own, "positional", None, StaticLeaf(own, self.itself))]
        values = self.layer.call.attributes
        for name in dict.fromkeys((*named, *self._of_methods(named))):
            if name in values:
                found += self._attribute(name, values[name])
            elif hasattr(self.layer.cls, name):
                found += self._of_class(name)
        return found

    def _of_methods(self, named: Iterable[str]) -> list[str]:
        """Return the attributes that methods may read which forward calls, or hands itself to."""
        if not self.names.alone and not any(
            callable(getattr(self.layer.cls, n, None)) for n in named
        ):
            return []
        members = [member for cls in self.layer.cls.__mro__ for member in vars(cls).values()]
        functions = [getattr(member, "__func__", member) for member in members]
        codes = [f.__code__ for f in functions if isinstance(f, FunctionType)]
        read = {name for code in codes for name in code.co_names}
        values = self.layer.call.attributes
        return [name for name in values if name in read or self.names.alone]

    def _attribute(self, name: str, value: object) -> list[ParameterArgument]:
        path = f"self.{name}"
        if is_source(value):
            return [ParameterArgument(path, "positional", None, StaticLeaf(path, Draws(path)))]
        if not is_part(value):
            return [self._parameter(path, value, name)]
        example = self.layer.call.of(value)
        self.parts[path] = part = Part(path, value, self.interface_of, example, self.itself)
        token = ParameterArgument(f"{TOKEN}{path}", "positional", None, NumberLeaf(path, FLOAT))
        return [ParameterArgument(path, "positional", None, StaticLeaf(path, part)), token]

    def _of_class(self, name: str) -> list[ParameterArgument]:
        found = inspect.getattr_static(self.layer.cls, name)
        path = f"self.{name}"
        match found:
            case FunctionType() | staticmethod() if self._is_overridden(name):
                value: object = Foreign(name, "a method that a subclass has another of")
            case FunctionType():
                value = Method(found, self.itself)
            case staticmethod():
                value = found.__func__
            case property() | classmethod():
                value = Foreign(name, f"a {type(cast('object', found)).__name__}")
            case _:
                return [self._parameter(path, found, name)]
        return [ParameterArgument(path, "positional", None, StaticLeaf(path, value))]

    def _is_overridden(self, name: str) -> bool:
        """Whether backward could meet an instance whose method is another one."""
        todo = list(self.layer.cls.__subclasses__())
        while todo:
            cls = todo.pop()
            if name in vars(cls):
                return True
            todo += cls.__subclasses__()
        return False

    def _parameter(self, path: str, value: object, name: str) -> ParameterArgument:
        try:
            tree = _closed(describe_value(value, path, static=self.static), name)
        except GradwrightError:
            tree = StaticLeaf(path, Foreign(name, f"a {type(value).__name__}"))
        return ParameterArgument(path, "positional", None, tree)


def _closed(tree: ArgumentTree, name: str) -> ArgumentTree:
    """Return a tree whose leaves that are no plain data refuse whatever is done with them."""
    match tree:
        case StaticLeaf(path, value) if not isinstance(value, PLAIN):
            return StaticLeaf(path, Foreign(name, f"a {type(value).__name__}"))
        case Container(kind, keys, children, cls):
            return Container(kind, keys, tuple(_closed(child, name) for child in children), cls)
        case _:
            return tree


def _without_units(tree: ArgumentTree) -> ArgumentTree:
    """Return a tree whose arrays have an axis of any length where the example's is 1."""
    match tree:
        case NumberLeaf(path, Array(dtype, lengths)):
            free = tuple(
                symbol_form(AxisLength(path, axis)) if length is UNIT else length
                for axis, length in enumerate(lengths)
            )
            return NumberLeaf(path, Array(dtype, free))
        case Container(kind, keys, children, cls):
            return Container(kind, keys, tuple(map(_without_units, children)), cls)
        case _:
            return tree


def unit_axes(tree: ArgumentTree) -> set[tuple[str, int]]:
    """Return the axes of length 1 in a tree, by path."""
    match tree:
        case NumberLeaf(path, Array(_, lengths)):
            return {(path, axis) for axis, length in enumerate(lengths) if length is UNIT}
        case Container(_, _, children):
            return {axis for child in children for axis in unit_axes(child)}
        case _:
            return set()


class _Names(ast.NodeTransformer):
    """Makes names of the instance's attributes, which `order` lists as they occur.

    alone: whether the instance itself is handed on.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.order: list[str] = []
        self.read: set[str] = set()
        self.written: set[str] = set()
        self.alone = False

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Note that the instance stands alone."""
        self.alone = self.alone or node.id == self.owner
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return ``self.name`` as one name."""
        if not (isinstance(node.value, ast.Name) and node.value.id == self.owner):
            return self.generic_visit(node)
        if node.attr not in self.order:
            self.order.append(node.attr)
        kind = self.read if isinstance(node.ctx, ast.Load) else self.written
        kind.add(node.attr)
        return ast.copy_location(ast.Name(f"self.{node.attr}", node.ctx), node)


class _DrawCalls(ast.NodeTransformer):
    """Makes names of functions of modules that draw random numbers: ``np.random.rand``."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self.known = known
        self.found: dict[str, str] = {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return the function's name."""
        text = ast.unparse(node)
        if not is_draw(self._value(node)):
            return self.generic_visit(node)
        self.found[text] = node.attr
        return ast.copy_location(ast.Name(text, ast.Load()), node)

    def _value(self, node: ast.expr) -> object:
        match node:
            case ast.Attribute(owner, name):
                return getattr(self._value(owner), name, None)
            case ast.Name(name):
                return self.known.get(name)
            case _:
                return None

    def parameters(self) -> list[ParameterArgument]:
        """Return the functions as arguments."""
        return [
            ParameterArgument(text, "positional", None, StaticLeaf(text, Draw(name)))
            for text, name in self.found.items()
        ]


# what is written on every path --------------------------------------------------------------------


def definite(body: list[ast.stmt]) -> frozenset[str]:
    """Return the attributes that every path to an exit of the function writes."""
    exits: list[frozenset[str]] = []
    end = _written(body, frozenset(), exits)
    if end is not None:
        exits.append(end)
    return exits[0].intersection(*exits) if exits else frozenset()


def _written(
    body: list[ast.stmt], before: frozenset[str], exits: list[frozenset[str]]
) -> frozenset[str] | None:
    """Return what is written where control falls through; None where it does not."""
    written: frozenset[str] | None = before
    for stmt in body:
        if written is None:
            return None
        match stmt:
            case ast.Return():
                exits.append(written)
                return None
            case ast.Raise():
                return None
            case ast.If(_, then, orelse):
                arms = [_written(arm, written, exits) for arm in (then, orelse)]
                alive = [arm for arm in arms if arm is not None]
                written = alive[0].intersection(*alive) if alive else None
            case ast.For() | ast.While():
                _written(stmt.body, written, exits)
            case _:
                written |= _targets(stmt)
    return written


def _targets(stmt: ast.stmt) -> frozenset[str]:
    return frozenset(
        node.id.removeprefix("self.")
        for node in ast.walk(stmt)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and node.id.startswith("self.")
    )


def returning(body: list[ast.stmt], slots: tuple[str, ...]) -> list[ast.stmt]:
    """Return the body with the written attributes as a second result of every return."""
    made = [_Returns(slots).visit(stmt) for stmt in body]
    last = made[-1]
    end = ast.copy_location(ast.Return(None), last)
    end.lineno = end.end_lineno = last.end_lineno or last.lineno
    return [*made, _Returns(slots).visit(end)]


class _Returns(ast.NodeTransformer):
    def __init__(self, slots: tuple[str, ...]) -> None:
        self.slots = slots

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave functions defined inside as they are."""
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Return the node with the slots beside its value."""
        names: list[ast.expr] = [ast.Name(f"self.{slot}", ast.Load()) for slot in self.slots]
        value = node.value or ast.Constant(None)
        node.value = ast.Tuple([value, ast.Tuple(names, ast.Load())], ast.Load())
        for inner in (node.value, node.value.elts[1], *names, value):
            if not hasattr(inner, "lineno"):
                ast.copy_location(inner, node)
        return node


def check_method(layer: Layer) -> None:
    """Refuse a forward that is no plain method."""
    node = layer.node
    if node.decorator_list or not (node.args.posonlyargs or node.args.args):
        raise refusal(
            "GW506", layer.source.location(node), name=layer.name,
            reason="its forward is decorated, or takes no instance",
        )  # fmt: skip
