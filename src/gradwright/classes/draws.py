"""Random draws: constants that forward alone makes, and backward reads from what is kept.

``np.random.rand(*x.shape)``, ``rng.binomial(1, p, size=x.shape)``: an array of the shape that is asked for.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gradwright.frontend.lowering import form_of
from gradwright.frontend.values import Container, Known, Num, Opaque, Value
from gradwright.ir.types import Array, Form, Scalar, Type, rank_of
from gradwright.rules.table import apply

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader

# The position of `size` among the arguments (None: all are lengths), and the dtype.
FUNCTIONS: Mapping[str, tuple[int | None, str]] = {
    "rand": (None, "float64"),
    "randn": (None, "float64"),
    "random": (0, "float64"),
    "random_sample": (0, "float64"),
    "standard_normal": (0, "float64"),
    "uniform": (2, "float64"),
    "normal": (2, "float64"),
    "binomial": (2, "int64"),
    "randint": (2, "int64"),
    "integers": (2, "int64"),
}
SOURCES = (np.random.Generator, np.random.RandomState)


def is_source(value: object) -> bool:
    """Whether an object draws random numbers."""
    return isinstance(value, SOURCES)


def is_draw(function: object) -> bool:
    """Whether a function draws random numbers: a method of a generator, or of `numpy.random`."""
    name = getattr(function, "__name__", "")
    return is_source(getattr(function, "__self__", None)) and name in FUNCTIONS


@dataclass(slots=True, eq=False, repr=False)
class Draws(Opaque):
    """A generator among the attributes."""

    name: str

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return one of its functions."""
        if name not in FUNCTIONS:
            raise reader.refuse("GW120", node, function=f"{self.name}.{name}")
        return Known(Draw(name))

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse."""
        raise reader.refuse("GW120", node, function=self.name)


@dataclass(slots=True, eq=False, repr=False)
class Draw(Opaque):
    """A function that draws."""

    name: str

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the call: a name of its own, of the type that is asked for."""
        position, dtype = FUNCTIONS[self.name]
        if set(kwargs) - {"size", "n", "p", "low", "high", "loc", "scale"}:
            raise reader.refuse("GW120", node, function=f"{self.name}, with these options")
        operands = [v.expr for v in (*args, *kwargs.values()) if isinstance(v, Num)]
        type_: Type = self._type(reader, node, args, kwargs, position, dtype)
        expr = apply("draw", *operands, function=self.name, of=type_, form="np")
        return reader.assign("draw", expr, node)

    def _type(
        self,
        reader: Reader,
        node: ast.AST,
        args: Sequence[Value],
        kwargs: Mapping[str, Value],
        position: int | None,
        dtype: str,
    ) -> Type:
        if position is None:
            sizes: Sequence[Value] = args
        else:
            size = kwargs.get("size", args[position] if len(args) > position else Known(None))
            sizes = self._sizes(reader, node, size)
            others = [v for v in (*args[:position], *kwargs.values()) if isinstance(v, Num)]
            if not sizes and any(rank_of(v.type) for v in others):
                raise reader.refuse("GW120", node, function=f"{self.name} without a size")
        lengths = tuple(_length(reader, node, value) for value in sizes)
        return Array(dtype, lengths) if lengths else Scalar(dtype, self.name in ("rand", "randn"))

    def _sizes(self, reader: Reader, node: ast.AST, size: Value) -> Sequence[Value]:
        match size:
            case Known(None):
                return ()
            case Container("tuple" | "list", _, items):
                return items
            case Num():
                return (size,)
            case _:
                raise reader.refuse("GW120", node, function=f"{self.name}, with this size")


def _length(reader: Reader, node: ast.AST, value: Value) -> Form:
    return form_of(reader, reader.as_number(value, node)) or reader.webs.unknown()
