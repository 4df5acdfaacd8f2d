"""What the attributes of a layer stand for while its forward is read.

::

    Part        a layer that the layer is made of: its forward is called, its output is read
    Method      a method of the layer's own, read in place
    Itself      `self` where it stands alone: its attributes are the forward's names
    Foreign     an object that is none of these and no number: whatever is done with it is refused
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, cast

from gradwright.classes.interface import Interface, Lookup, NoInterface, hands_on
from gradwright.classes.watch import Call
from gradwright.frontend.arguments import number_type
from gradwright.frontend.inlining import inline
from gradwright.frontend.values import Known, Num, Opaque, Value
from gradwright.ir.types import UNIT, Array, Type, UnknownLength, symbol_form
from gradwright.rules.table import apply

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

TOKEN = "the part "


@dataclass(slots=True, eq=False, repr=False)
class Part(Opaque):
    """A layer among the attributes.

    `call` is its example inside of the forward that is read; `read_by` the reading that has come to
    its forward, `value` what that gave.
    """

    path: str
    layer: object
    lookup: Lookup
    example: Call | None
    owner: Itself
    read_by: Reader | None = None
    value: Value | None = None

    @property
    def interface(self) -> Interface:
        """How the part is called."""
        return self.lookup(type(self.layer))

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return the forward that is called next, or the output of the one that was."""
        if name == "forward":
            return Known(_Forward(self))
        if self.read_by is reader and name == self.interface.output:
            assert self.value is not None
            return self.value
        raise reader.refuse(
            "GW504", node, attribute=f"{self.path.removeprefix('self.')}.{name}",
            found="read from a part beside its output",
        )  # fmt: skip

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read a call of the part itself, where that is a call of its forward."""
        if hands_on(inspect.getattr_static(type(self.layer), "__call__", None)):
            return self.run(reader, node, args, kwargs)
        name = self.path.removeprefix("self.")
        raise reader.refuse("GW504", node, attribute=name, found="called")

    def run(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read a call of the part's forward."""
        line = reader.at(node).line
        earlier = self.owner.called.get((id(reader), id(self.layer)))
        if earlier is not None:
            raise reader.refuse("GW509", node, part=self.path, first=earlier)
        if reader.branches:
            raise reader.refuse("GW510", node, part=self.path)
        try:
            interface = self.interface
        except NoInterface as problem:
            raise reader.refuse("GW511", node, part=self.path, reason=problem.reason) from None
        if self.example is None:
            raise reader.refuse("GW502", node, name=interface.name)
        type_ = output_type(self._output(self.example), self.path)
        if type_ is None:
            raise reader.refuse("GW511", node, part=self.path, reason="its output is no array")
        names = self.interface.positions(reader, node, args, kwargs)
        token = reader.frames[0].names[f"{TOKEN}{self.path}"]
        operands = [reader.as_number(value, node) for value in (token, *names.values())]
        expr = apply("layer", *operands, path=self.path, names=tuple(names), of=type_, form="np")
        self.read_by = reader
        self.owner.called[id(reader), id(self.layer)] = line
        hint = self.interface.output or self.path.rpartition(".")[2]
        self.value = reader.assign(f"{self.path}.{hint}", expr, node)
        return self.value if self.interface.returns else Known(None)

    def _output(self, example: Call) -> object:
        if self.interface.returns:
            return example.value
        return getattr(example.layer, str(self.interface.output), None)


@dataclass(slots=True, eq=False, repr=False)
class _Forward(Opaque):
    """The forward of a part, waiting to be called."""

    part: Part

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the call."""
        return self.part.run(reader, node, args, kwargs)


@dataclass(slots=True, eq=False, repr=False)
class Itself(Opaque):
    """The instance.

    used: the attributes that other functions read. called: by reading and part, the line of its call.
    """

    cls: type
    used: set[str] = field(default_factory=set[str])
    called: dict[tuple[int, int], int] = field(default_factory=dict["tuple[int, int]", int])

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return what a name of the forward stands for."""
        self.used.add(name)
        found = reader.frames[0].names.get(f"self.{name}")
        if found is None:
            raise reader.refuse("GW121", node, name=name, owner=self.cls.__name__)
        return found

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse: the instance is no function here."""
        raise reader.refuse("GW504", node, attribute="__call__", found="called")

    def assign(self, reader: Reader, node: ast.AST, name: str, value: Value) -> None:
        """Bind a name of the forward, from a method that it calls."""
        if reader.branches or not isinstance(value, Num):
            raise reader.refuse("GW310", node, target=f"`{reader.shown(node)}`")
        bound = reader.name_share(f"self.{name}", value.expr, reader.frame.statement or node)
        reader.frames[0].names[f"self.{name}"] = bound


@dataclass(slots=True, eq=False, repr=False)
class Method(Opaque):
    """A method of the layer's own."""

    function: FunctionType
    owner: Itself

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the method in place."""
        values = [Known(self.owner), *args]
        function = cast("FunctionType", self.function)  # no method: the field holds it as it is
        return inline(reader, node, function, values, kwargs, owner=self.owner.cls)


@dataclass(slots=True, eq=False, repr=False)
class Foreign(Opaque):
    """An object that nothing is known of."""

    name: str
    found: str

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Refuse."""
        raise self._refused(reader, node)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse."""
        raise self._refused(reader, node)

    def _refused(self, reader: Reader, node: ast.AST) -> Exception:
        return reader.refuse("GW504", node, attribute=self.name, found=self.found)


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
    return callable(getattr(type(value), "forward", None))
