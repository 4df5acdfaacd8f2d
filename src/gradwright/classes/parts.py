"""Layers among the attributes of a layer: their forward is called, their attributes are read.

::

    self.hidden.forward(x)      one node of the program; its backward is called in its place
    self.hidden.output          what the call gave
    self.hidden.weights         a number of the part's: its gradient is added to the part's own
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING

from gradwright.classes.attributes import Itself, NeedSlot
from gradwright.classes.interface import Interface, Lookup, NoInterface, hands_on
from gradwright.classes.layer import methods_of, stored_attributes
from gradwright.classes.names import forward_name
from gradwright.classes.watch import Call, attributes_of
from gradwright.diagnostics import GradwrightError
from gradwright.frontend.arguments import number_type
from gradwright.frontend.keys import parts_of
from gradwright.frontend.source import source_of
from gradwright.frontend.values import Known, Opaque, Value
from gradwright.ir.types import UNIT, Array, Type, UnknownLength, symbol_form
from gradwright.rules.table import apply

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

TOKEN = "the part "


@dataclass(slots=True, eq=False, repr=False)
class Part(Opaque):
    """A layer among the attributes.

    `call` is its example inside of the forward that is read; `read_by` the reading that has come to
    its forward, `value` what that gave; `asked`: whether forward asks for its class.
    """

    path: str
    layer: object
    lookup: Lookup
    example: Call | None
    owner: Itself
    read_by: Reader | None = None
    value: Value | None = None
    asked: bool = False

    @property
    def behind(self) -> object:
        """The layer, whose class is asked for."""
        self.asked = True
        return self.layer

    @property
    def interface(self) -> Interface:
        """How the part is called."""
        return self.lookup(type(self.layer))

    @property
    def forward(self) -> str:
        """The name of its forward."""
        return forward_name(type(self.layer)) or "forward"

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return the forward that is called next, the output of the one that was, or a parameter."""
        if name == self.forward:
            return Known(_Forward(self))
        if self.read_by is reader and name == self._output_name():
            assert self.value is not None
            return self.value
        path = f"{self.path}.{name}"
        found = reader.frames[0].names.get(path)
        if found is not None:
            return found
        if name in _stored(type(self.layer)):
            raise self._refused(reader, node, path, "read from a part beside its output")
        raise NeedSlot(path, self._held(reader, node, path, name))

    def _output_name(self) -> str | None:
        try:
            return self.interface.output
        except NoInterface:
            return None

    def _held(self, reader: Reader, node: ast.AST, path: str, name: str) -> object:
        before = self.example.attributes if self.example else attributes_of(self.layer)
        if name in before:
            return before[name]
        found = inspect.getattr_static(type(self.layer), name, None)
        if found is None or callable(found) or isinstance(found, property | classmethod):
            raise self._refused(reader, node, path, "read from a part beside its output")
        return found

    def _refused(self, reader: Reader, node: ast.AST, path: str, found: str) -> Exception:
        return reader.refuse("GW504", node, attribute=path.removeprefix("self."), found=found)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read a call of the part itself, where that is a call of its forward."""
        if hands_on(inspect.getattr_static(type(self.layer), "__call__", None), self.forward):
            return self.run(reader, node, args, kwargs)
        raise self._refused(reader, node, self.path, "called")

    def run(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read a call of the part's forward."""
        self._check_once(reader, node)
        if reader.branches:
            raise reader.refuse("GW510", node, part=self.path, forward=self.forward)
        try:
            interface = self.interface
        except NoInterface as problem:
            raise reader.refuse("GW511", node, part=self.path, reason=problem.reason) from None
        if self.example is None:
            call = f"{interface.name}(...).{self.forward}({', '.join(interface.arguments)})"
            raise reader.refuse("GW502", node, name=interface.name, forward=self.forward, call=call)
        type_ = output_type(self._output(self.example), self.path)
        if type_ is None:
            raise reader.refuse("GW511", node, part=self.path, reason="its output is no array")
        names = interface.positions(reader, node, args, kwargs)
        token = reader.frames[0].names[f"{TOKEN}{self.path}"]
        operands = [reader.as_number(value, node) for value in (token, *names.values())]
        expr = apply("layer", *operands, path=self.path, names=tuple(names), of=type_, form="np")
        self.read_by = reader
        hint = interface.output or self.path.rpartition(".")[2]
        self.value = reader.assign(f"{self.path}.{hint}", expr, node)
        return self.value if interface.returns else Known(None)

    def _check_once(self, reader: Reader, node: ast.AST) -> None:
        """Refuse a second call of a layer, its own or one by a part that it is a part of."""
        line = reader.at(node).line
        for layer in {id(self.layer), *map(id, _layers_in(self.example))}:
            earlier = self.owner.called.get((reader, layer))
            if earlier is not None:
                raise reader.refuse(
                    "GW509", node, part=self.path, forward=self.forward, first=earlier
                )
            self.owner.called[reader, layer] = line

    def _output(self, example: Call) -> object:
        if self.interface.returns:
            return example.value
        return getattr(example.layer, str(self.interface.output), None)


def _layers_in(call: Call | None) -> Iterator[object]:
    """Yield the layers whose forward runs inside of a call."""
    for inner in call.inner if call is not None else ():
        yield inner.layer
        yield from _layers_in(inner)


@dataclass(slots=True, eq=False, repr=False)
class _Forward(Opaque):
    """The forward of a part, waiting to be called."""

    part: Part

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the call."""
        return self.part.run(reader, node, args, kwargs)


def _stored(cls: type) -> set[str]:
    """Return the attributes that a layer's forward stores, or a method that it may call."""
    found: set[str] = set()
    todo = [forward_name(cls) or "forward"]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for function in methods_of(cls, name):
            found |= _stored_by(function)
            todo += [inner for inner in function.__code__.co_names if inner != "__init__"]
    return found


def _stored_by(function: FunctionType) -> set[str]:
    try:
        node = source_of(function).node
    except GradwrightError:
        return set()
    return set(stored_attributes(node)) if isinstance(node, ast.FunctionDef) else set()


def output_type(value: object, path: str) -> Type | None:
    """Return the type of a part's output, its lengths known to the running program alone."""
    type_ = number_type(value, path)
    if not isinstance(type_, Array):
        return type_
    lengths = tuple(
        length if length is UNIT else symbol_form(UnknownLength(("part", path, axis)))
        for axis, length in enumerate(type_.lengths)
    )
    return Array(type_.dtype, lengths)


def is_part(value: object) -> bool:
    """Whether an attribute is a layer."""
    return forward_name(type(value)) is not None


def parts_in(value: object) -> Iterator[object]:
    """Yield the layers that an attribute holds, in lists and dicts too."""
    found = parts_of(value)
    if is_part(value):
        yield value
    elif found is not None:
        for child in found[2]:
            yield from parts_in(child)
