"""Random numbers: generators as values, and draws as statements of their own, in order.

In: ``rng.normal(size=3)``, ``np.random.rand(n)``, ``np.random.default_rng(0)``. Out: a name for what was
drawn; generators are hidden numbers' like (`generators`).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradwright.frontend.effects import Template
from gradwright.frontend.generators import Source
from gradwright.frontend.kinds import Args, Kwargs, Row
from gradwright.frontend.lowering import form_of
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Container, Known, Num, Opaque, Value
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Effect
from gradwright.ir.types import STATIC, Array, Form, Scalar, Type, dtype_of, lengths_of, rank_of
from gradwright.rules.broadcast import broadcast_lengths
from gradwright.rules.table import apply


@dataclass(frozen=True, slots=True)
class Kind:
    """What a function draws: its parameters in order, the dtype, whether one number is Python's own."""

    parameters: str
    dtype: str = "float64"
    python: bool = True


FUNCTIONS: Mapping[str, Kind] = {
    "rand": Kind("*"),
    "randn": Kind("*"),
    "random": Kind("size"),
    "random_sample": Kind("size"),
    "standard_normal": Kind("size"),
    "standard_exponential": Kind("size"),
    "normal": Kind("loc scale size"),
    "uniform": Kind("low high size"),
    "exponential": Kind("scale size"),
    "laplace": Kind("loc scale size"),
    "gumbel": Kind("loc scale size"),
    "logistic": Kind("loc scale size"),
    "lognormal": Kind("mean sigma size"),
    "poisson": Kind("lam size", "int64"),
    "binomial": Kind("n p size", "int64"),
    "randint": Kind("low high size", "int64"),
    "integers": Kind("low high size", "int64", python=False),
    "permutation": Kind("x"),
    "choice": Kind("a size replace p", "int64"),
}
OF_WHOLE = frozenset({"permutation", "choice"})


@dataclass(slots=True, eq=False, repr=False)
class Draw(Opaque):
    """A function that draws; `source` None stands for `numpy.random`."""

    name: str
    source: Var | None = None

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Refuse."""
        raise reader.refuse("GW121", node, name=name, owner=self.name)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the call: a name of its own, of the type that is asked for."""
        kind = FUNCTIONS[self.name]
        given = _given(kind, args, kwargs)
        names = {*kind.parameters.split()}
        if given is None or "out" in given or not (set(given) <= names or names == {"*"}):
            raise reader.refuse("GW120", node, function=f"{self.name}, with these options")
        type_ = self._type(reader, node, kind, args, given)
        return drawn(reader, node, self.name, self.source, args, kwargs, type_)

    def _type(
        self,
        reader: Reader,
        node: ast.AST,
        kind: Kind,
        args: Sequence[Value],
        given: Mapping[str, Value],
    ) -> Type:
        if kind.parameters == "*":
            return _shaped(kind, kind.dtype, _lengths(reader, node, args))
        if self.name == "permutation":
            return _permuted(reader, node, given.get("x"))
        size = given.get("size", Known(None))
        if self.name == "choice":
            return self._chosen(reader, node, kind, given.get("a"), size)
        if size != Known(None):
            return _shaped(kind, kind.dtype, _lengths(reader, node, _sizes(reader, node, size)))
        others = [value.type for value in given.values() if isinstance(value, Num)]
        if len(others) < len([name for name in given if name != "size"]):
            raise reader.refuse("GW120", node, function=f"{self.name} without a size")
        return _shaped(kind, kind.dtype, broadcast_lengths(others) if others else ())

    def _chosen(
        self, reader: Reader, node: ast.AST, kind: Kind, a: Value | None, size: Value
    ) -> Type:
        """Return the type of choices among the first numbers, or among the entries of a vector."""
        if not isinstance(a, Num) or rank_of(a.type) > 1 or size == Known(None):
            raise reader.refuse("GW120", node, function="choice, of these")
        dtype = dtype_of(a.type) if rank_of(a.type) else kind.dtype
        return _shaped(kind, dtype, _lengths(reader, node, _sizes(reader, node, size)))


def _given(kind: Kind, args: Args, kwargs: Kwargs) -> dict[str, Value] | None:
    """Return arguments by name, None for too many of them."""
    names = kind.parameters.split()
    if names == ["*"]:
        return None if kwargs else {str(k): value for k, value in enumerate(args)}
    if len(args) > len(names):
        return None
    return dict(zip(names, args, strict=False)) | dict(kwargs)


def _shaped(kind: Kind, dtype: str, lengths: tuple[Form, ...]) -> Type:
    return Array(dtype, lengths) if lengths else Scalar(dtype, kind.python)


def _permuted(reader: Reader, node: ast.AST, x: Value | None) -> Type:
    if not isinstance(x, Num):
        raise reader.refuse("GW120", node, function="permutation, of these")
    if rank_of(x.type):
        return Array(dtype_of(x.type), lengths_of(x.type))
    if not dtype_of(x.type).startswith("int"):
        raise reader.refuse("GW120", node, function="permutation, of these")
    return Array("int64", _lengths(reader, node, (x,)))


def _sizes(reader: Reader, node: ast.AST, size: Value) -> Sequence[Value]:
    match size:
        case Container("tuple" | "list", _, items) if items:
            return items
        case Num(expr) if not rank_of(expr.type):
            return (size,)
        case _:
            raise reader.refuse("GW120", node, function="a draw, with this size")


def _lengths(reader: Reader, node: ast.AST, sizes: Sequence[Value]) -> tuple[Form, ...]:
    numbers = [reader.as_number(value, node) for value in sizes]
    return tuple(form_of(reader, number) or reader.webs.unknown() for number in numbers)


def drawn(
    reader: Reader,
    node: ast.AST,
    name: str,
    source: Var | None,
    args: Args,
    kwargs: Kwargs,
    type_: Type,
) -> Num:
    """Return a name for what a call gives, in a statement of its own that is never repeated."""
    text, operands = _text(reader, node, name, source, args, kwargs)
    number = reader.count_draw()
    expr = apply("random", *operands, call=text, function=name, number=number, of=type_, form="np")
    return reader.assign("drawn" if type_ is not STATIC else "rng", expr, node)


def _text(
    reader: Reader, node: ast.AST, name: str, source: Var | None, args: Args, kwargs: Kwargs
) -> tuple[str, tuple[Any, ...]]:
    """Return a call as a template over its operands; the generator is the first."""
    template = Template(reader)
    assert isinstance(node, ast.expr)
    owner: ast.expr = ast.parse("np.random", mode="eval").body
    if source is not None:
        owner = template.written(node, Num(source))
    positional = [template.written(node, value) for value in args]
    named = [ast.keyword(key, template.written(node, value)) for key, value in kwargs.items()]
    call = ast.Call(ast.Attribute(owner, name, ast.Load()), positional, named)
    return template.filled(call)


def _made(cls: type, function: str) -> Row:
    """Return the row of a function that makes a generator: from a seed, or from one that there is."""

    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
        match args:
            case [Known(Source() as source)] if issubclass(source.kind, np.random.Generator):
                return args[0]
            case [] | [Num()] | [Known(None)] if not kwargs:
                made = drawn(reader, node, function, None, args, kwargs, STATIC)
                assert isinstance(made.expr, Var)
                return Known(Source(made.expr, cls))
            case _:
                raise reader.refuse("GW120", node, function=f"{function}, with these options")

    return row


def _seed(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
    text, operands = _text(reader, node, "seed", None, args, kwargs)
    reader.emit(Effect(text, operands, reader.at(node)))
    return Known(None)


def _legacy(name: str) -> Row:
    def row(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
        return Draw(name).call(reader, node, args, kwargs)

    return row


DRAWS: dict[object, Row] = {
    **{getattr(np.random, name): _legacy(name) for name in FUNCTIONS if hasattr(np.random, name)},
    np.random.seed: _seed,
    np.random.default_rng: _made(np.random.Generator, "default_rng"),
    np.random.RandomState: _made(np.random.RandomState, "RandomState"),
}
