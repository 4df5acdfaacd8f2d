"""Derivatives inside of functions that are differentiated: `gw.grad` of `gw.grad`, and calls of both.

In: a call of `gw.grad` or `gw.value_and_grad`, or of what they returned. Out: its value, expressions of the
rules' `derivative`; the function itself goes to `Program.functions`, as one that is written apart.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any, cast

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend.apart import call_apart
from gradwright.frontend.frames import Frame
from gradwright.frontend.inlining import bound, defaults_of, outside_of
from gradwright.frontend.outside import depend_on_function
from gradwright.frontend.own import NESTED, is_own
from gradwright.frontend.reader import Reader
from gradwright.frontend.source import source_of
from gradwright.frontend.values import Container, Known, Num, Value, tuple_of, with_items
from gradwright.ir.expressions import Apply, Const, Expr, constant
from gradwright.ir.types import FLOAT, Array, dtype_of, is_differentiable
from gradwright.rules.derivatives import derivative_name
from gradwright.rules.table import apply

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Callee:
    """The function that all is a derivative of: its name, its parameters, the numbers they have here."""

    name: str
    parameters: tuple[str, ...]
    args: tuple[Expr, ...]

    def block(self, given: Sequence[Expr], moves: tuple[int, ...], index: int) -> Expr:
        """Return a derivative; `given` are the directions that move arguments."""
        name = derivative_name(self.name, self.parameters, moves, index)
        attrs = {"function": self.name, "parameters": self.parameters, "name": name}
        return apply("derivative", *given, *self.args, moves=moves, index=index, **attrs)


def call_own(
    reader: Reader, node: ast.AST, known: object, args: Sequence[Value], kwargs: Values
) -> Value:
    """Return the value of a call of a function of gradwright's own, or of what it returned."""
    if isinstance(known, FunctionType):
        return _made_here(reader, node, known, args, kwargs)
    return _call_derivative(reader, node, known, args, kwargs)


def _made_here(
    reader: Reader, node: ast.AST, function: FunctionType, args: Sequence[Value], kwargs: Values
) -> Value:
    """Return what `gw.grad` or `gw.value_and_grad` returns, called while reading."""
    if function.__name__ not in ("grad", "value_and_grad"):
        raise reader.refuse("GW015", node, **NESTED)
    given = [_known(reader, node, value) for value in args]
    named = {name: _known(reader, node, value) for name, value in kwargs.items()}
    if not given or not isinstance(given[0], FunctionType):
        raise reader.refuse("GW015", node, **NESTED)
    return Known(function(*given, **named), None, function.__name__)


def _known(reader: Reader, node: ast.AST, value: Value) -> object:
    match value:
        case Known(known):
            return known
        case Num(Const(known)):
            return known
        case Container(kind="tuple" | "list", items=items):
            return tuple(_known(reader, node, item) for item in items)
        case _:
            raise reader.refuse("GW015", node, **NESTED)


def _call_derivative(
    reader: Reader, node: ast.AST, known: Any, args: Sequence[Value], kwargs: Values
) -> Value:
    """Return the value of a call of what `gw.grad` or `gw.value_and_grad` returned."""
    order = list(_chain(reader, node, known))[::-1]  # the function itself first
    function = order[0][0]
    values = _bound(reader, node, function, args, kwargs)
    named = [name for _, each in order for name in each.wrt]
    values = {name: _floating(v) if name in named else v for name, v in values.items()}
    callee, of = _callee(reader, node, function, values)
    given: list[Expr] = []
    moves: tuple[int, ...] = ()
    result: Value = Num(of)
    for k, (_, each) in enumerate(order):
        if k:
            of, moves, given = _scalar(reader, node, callee, result, given)
        blocks = [_blocks(callee, name, values[name], given, moves) for name in each.wrt]
        result = blocks[0] if each.bare else tuple_of(*blocks)
    return tuple_of(Num(of), result) if type(known).__name__ == "ValueAndGrad" else result


def _chain(reader: Reader, node: ast.AST, known: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the functions that derivatives are of and what is asked for, from the outermost on."""
    outermost = True
    while is_own(known):
        kinds = ("Grad", "ValueAndGrad") if outermost else ("Grad",)
        if type(known).__name__ not in kinds:
            raise reader.refuse("GW015", node, **NESTED)
        function, wanted = known.asked
        if wanted.has_aux or not (isinstance(function, FunctionType) or is_own(function)):
            raise reader.refuse("GW015", node, **NESTED)
        yield function, wanted
        known, outermost = function, False


def _scalar(
    reader: Reader, node: ast.AST, callee: _Callee, value: Value, given: Sequence[Expr]
) -> tuple[Expr, tuple[int, ...], list[Expr]]:
    """Return a derivative that is one number, and what moves where it is differentiated again."""
    if not isinstance(value, Num) or isinstance(value.expr.type, Array):
        found = "an array" if isinstance(value, Num) else "a structure"
        raise reader.refuse("GW001", node, function=f"the gradient of {callee.name}", found=found)
    found = value.expr
    assert isinstance(found, Apply)
    moves = cast("tuple[int, ...]", found.attr("moves"))
    index = cast("int", found.attr("index"))
    return found, (index, *moves), [constant(1.0, FLOAT), *given]


def _bound(
    reader: Reader, node: ast.AST, function: FunctionType, args: Sequence[Value], kwargs: Values
) -> dict[str, Value]:
    depend_on_function(reader, function)
    defaults = defaults_of(reader, node, function)
    return bound(reader, node, source_of(function), defaults, args, kwargs)


def _callee(
    reader: Reader, node: ast.AST, function: FunctionType, values: Values
) -> tuple[_Callee, Expr]:
    """Return the function as one that is written apart, and its value here."""
    path = (*reader.frame.path, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    frame = Frame(source_of(function), outside_of(function), path, None, None)
    try:
        value = call_apart(reader, node, frame, values)
    except UnsupportedError as wrong:
        if wrong.code != "GW123":
            raise
        raise reader.refuse("GW015", node, **NESTED) from None
    assert isinstance(value, Num)
    made = value.expr
    if isinstance(made.type, Array) or not is_differentiable(made.type):
        found = "no number" if not is_differentiable(made.type) else "an array"
        raise reader.refuse("GW001", node, function=function.__name__, found=found)
    assert isinstance(made, Apply)
    (called,) = made.args
    assert isinstance(called, Apply)
    name = str(called.attr("function"))
    (program,) = [
        c.program
        for c in reader.decisions.callees.values()
        if c.name == name and c.program is not None
    ]
    parameters = tuple(parameter.name for parameter in program.parameters)
    return _Callee(name, parameters, called.args), made


def _blocks(
    callee: _Callee, path: str, value: Value, given: Sequence[Expr], moves: tuple[int, ...]
) -> Value:
    """Return the derivatives by each number of an argument, in the argument's structure."""
    match value:
        case Num() if path in callee.parameters:
            index = callee.parameters.index(path)
            if not is_differentiable(callee.args[index].type):
                return value
            return Num(callee.block(given, moves, index))
        case Container(keys=keys, items=items):
            parts = zip(keys, items, strict=True)
            return with_items(
                value, tuple(_blocks(callee, f"{path}_{k}", x, given, moves) for k, x in parts)
            )
        case _:
            return value


def _floating(value: Value) -> Value:
    """Return an argument with its integers as floats."""
    match value:
        case Num(expr) if dtype_of(expr.type).startswith(("int", "uint")):
            if isinstance(expr.type, Array):
                return Num(apply("astype", expr, dtype="float64", form="method"))
            return Num(apply("float", expr, form="builtin"))
        case Container(items=items):
            return with_items(value, tuple(map(_floating, items)))
        case _:
            return value
