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

from gradwright.classes.attributes import Foreign, Itself, Method, NeedSlot
from gradwright.classes.caches import without_caches
from gradwright.classes.draws import Draws, is_source
from gradwright.classes.functions import Callee, bound_to, is_function
from gradwright.classes.interface import Lookup
from gradwright.classes.layer import Layer, parameters_of, self_name
from gradwright.classes.objective import OBJECTIVE, Objective
from gradwright.classes.parts import TOKEN, Part, is_part
from gradwright.classes.renaming import AttributeNames, DrawCalls
from gradwright.classes.writing import definite, read_first, returning
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
from gradwright.frontend.keys import child_path, parts_of
from gradwright.frontend.source import definition
from gradwright.frontend.values import Opaque
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
    first
        The attributes that forward may read as they were before it.
    """

    function: Rewritten
    arguments: Arguments
    results: tuple[str, ...]
    parts: Mapping[str, Part]
    read: frozenset[str]
    written: frozenset[str]
    itself: Itself
    first: frozenset[str]

    @property
    def changed(self) -> frozenset[str]:
        """The attributes that forward assigns, or a method that it calls."""
        return self.written | self.itself.assigned

    def is_used(self, path: str) -> bool:
        """Whether forward, or a method that it calls, reads what an attribute was, or an argument."""
        if not path.startswith("self."):
            return True
        name = path.removeprefix("self.")
        return "." in name or name in self.first or name in self.itself.fixed


def slots_of(
    layer: Layer,
    interface_of: Lookup,
    static: Iterable[str] = (),
    *,
    units: bool = True,
    more: Mapping[str, object] | None = None,
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
    more
        Attributes of parts that are read, by path.
    """
    return _Slots(layer, interface_of, frozenset(static), units).made(more or {})


class _Slots:
    def __init__(
        self, layer: Layer, interface_of: Lookup, static: frozenset[str], units: bool
    ) -> None:
        self.units = units
        self.layer = layer
        self.interface_of = interface_of
        self.static = static
        self.itself = Itself(type(layer.call.layer), layer.cls)
        self.parts: dict[str, Part] = {}

    def made(self, more: Mapping[str, object]) -> Slots:
        self.names = names = AttributeNames(self_name(self.layer.node), self.itself)
        node = names.visit(copy.deepcopy(self.layer.node))
        assert isinstance(node, ast.FunctionDef)
        node, caches = without_caches(node)
        self.itself.unread = {name.removeprefix("self.") for name in caches.unread}
        names.order += [path.removeprefix("self.") for path in caches.entries]
        results = tuple(sorted(definite(node.body), key=names.order.index))
        draws = DrawCalls(cast("FunctionType", self.layer.forward).__globals__)
        node = draws.visit(node)
        given = [*self._attributes(names.order), *self._arguments(), *draws.parameters()]
        for path, (owner, key) in caches.entries.items():
            held = self.layer.call.attributes.get(owner)
            if isinstance(held, dict) and key in held:
                given += self._slot(path, cast("dict[object, object]", held)[key])
        given += [
            ParameterArgument(text, "positional", None, StaticLeaf(text, method))
            for text, method in names.bases.items()
        ]
        for path, value in more.items():
            given += self._slot(path, value)
        given += self._objective()
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
            frozenset({*names.written, *(p.removeprefix("self.") for p in caches.entries)}),
            self.itself,
            read_first(node.body),
        )

    def _arguments(self) -> list[ParameterArgument]:
        given = self.layer.call.arguments
        found = [self._parameter(name, given[name]) for name in parameters_of(self.layer.node)]
        if self.units:
            return found
        return [replace(one, tree=_without_units(one.tree)) for one in found]

    def _objective(self) -> list[ParameterArgument]:
        scalar = self.layer.objective
        if scalar is None:
            return []
        ends = Objective(scalar, self.itself, parameters_of(self.layer.node))
        return [ParameterArgument(OBJECTIVE, "positional", None, StaticLeaf(OBJECTIVE, ends))]

    def _attributes(self, named: Iterable[str]) -> list[ParameterArgument]:
        own = self_name(self.layer.node)
        found = [ParameterArgument(own, "positional", None, StaticLeaf(own, self.itself))]
        values = self.layer.call.attributes
        for name in dict.fromkeys((*named, *self._of_methods(named))):
            if name in values:
                found += self._slot(f"self.{name}", values[name])
            elif hasattr(self.itself.cls, name):
                found += self._of_class(name)
        return found

    def _of_methods(self, named: Iterable[str]) -> list[str]:
        """Return the attributes that methods may read which forward calls, or hands itself to."""
        own = [inspect.getattr_static(self.itself.cls, name, None) for name in named]
        methods = any(callable(one) or isinstance(one, property | staticmethod) for one in own)
        methods = methods or self.layer.objective is not None
        if not methods and not self.names.alone and not self.names.bases:
            return []
        members = [member for cls in self.itself.cls.__mro__ for member in vars(cls).values()]
        functions = [getattr(m, "__func__", getattr(m, "fget", m)) for m in members]
        codes = [f.__code__ for f in functions if isinstance(f, FunctionType)]
        read = {name for code in codes for name in code.co_names}
        values = self.layer.call.attributes
        return [name for name in values if name in read or self.names.alone]

    def _of_class(self, name: str) -> list[ParameterArgument]:
        path = f"self.{name}"
        try:
            value = self.itself.of_class(name)
        except NeedSlot as need:
            return self._slot(path, need.value)
        assert value is not None
        return [ParameterArgument(path, "positional", None, StaticLeaf(path, value.value))]

    def _slot(self, path: str, value: object) -> list[ParameterArgument]:
        """Return an attribute as a parameter, with one more for each part in it."""
        before = len(self.parts)
        tree = self._tree(path, value)
        tokens = [
            ParameterArgument(f"{TOKEN}{part}", "positional", None, NumberLeaf(part, FLOAT))
            for part in list(self.parts)[before:]
        ]
        return [ParameterArgument(path, "positional", None, tree), *tokens]

    def _tree(self, path: str, value: object) -> ArgumentTree:
        """Return an attribute's tree, with what is no number as what it means to forward."""
        found = parts_of(value)
        if found is not None and found[0] in ("list", "tuple", "dict"):
            kind, keys, items = found
            pairs = zip(keys, items, strict=True)
            children = tuple(self._tree(child_path(path, kind, key), item) for key, item in pairs)
            return Container(kind, keys, children, type(value))
        opened = self._opened(path, value)
        return self._described(path, value) if opened is None else StaticLeaf(path, opened)

    def _opened(self, path: str, value: object) -> Opaque | None:
        """Return what stands for a part, a generator, a method or a function."""
        function = bound_to(value, self.layer.call.layer)
        if is_source(value):
            return Draws(path)
        if is_part(value):
            return self._part(path, value)
        if function is not None:
            return Callee(path, Method(function, self.itself))
        return Callee(path, value) if is_function(value) else None

    def _part(self, path: str, value: object) -> Part:
        """Return a part; one that has two names is one part."""
        for part in self.parts.values():
            if part.layer is value:
                return part
        example = self.layer.call.of(value)
        self.parts[path] = part = Part(path, value, self.interface_of, example, self.itself)
        return part

    def _described(self, path: str, value: object) -> ArgumentTree:
        try:
            return _closed(describe_value(value, path, static=self.static), path, value)
        except GradwrightError:
            return StaticLeaf(path, _foreign(path, value))

    def _parameter(self, path: str, value: object) -> ParameterArgument:
        return ParameterArgument(path, "positional", None, self._described(path, value))


def _foreign(path: str, value: object) -> Foreign:
    return Foreign(path.removeprefix("self."), f"a {type(value).__name__}", value)


def _closed(tree: ArgumentTree, path: str, value: object) -> ArgumentTree:
    """Return a tree whose leaves that are no plain data refuse whatever is done with them."""
    match tree:
        case StaticLeaf(leaf, found) if not isinstance(found, PLAIN):
            return StaticLeaf(leaf, _foreign(path, found))
        case Container(kind, keys, children, cls):
            closed = tuple(_closed(child, path, value) for child in children)
            return Container(kind, keys, closed, cls)
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


def check_method(layer: Layer) -> None:
    """Refuse a forward that is no plain method."""
    node = layer.node
    if node.decorator_list or not (node.args.posonlyargs or node.args.args):
        raise refusal(
            "GW506", layer.source.location(node), name=layer.name,
            reason="its forward is decorated, or takes no instance",
        )  # fmt: skip
