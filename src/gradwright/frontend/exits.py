"""Loops that end early: the jump itself, what a return inside of a loop gives, unrolled loops that end.

A name that a return binds in a loop, and one that a loop which surely runs leaves, gets a value before the
loop, which nothing reads: so every path to its readers binds it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import numpy as np

from gradwright.frontend import lowering
from gradwright.frontend.blocks import Outcome, run_unless
from gradwright.frontend.early import Last, Result, flags_of, results_of
from gradwright.frontend.known import constant_of, static_value
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.targets import assign
from gradwright.frontend.values import Container, Known, Num, Value, literal, tuple_of, with_items
from gradwright.ir.expressions import Both, Expr, Var
from gradwright.ir.statements import Leave
from gradwright.ir.types import BOOL, Array, Scalar, Type
from gradwright.rules.table import apply


def leave(reader: Reader, node: Last) -> None:
    """Let the loop end with this iteration; an unrolled one asks its flags."""
    if not reader.frame.unrolled[-1]:
        reader.emit(Leave(reader.at(node)))


# the results of returns ---------------------------------------------------------------------------


def keep_result(reader: Reader, node: Result) -> None:
    """Bind what a return inside of a loop gives; at first sight, read again with a value before the loop."""
    (target,) = node.targets
    assert isinstance(target, ast.Name)
    value = reader.value(node.value)
    if target.id not in reader.frame.names:
        if not _is_plain(value):
            raise reader.refuse("GW103", node)
        reader.decisions.results[reader.frame.path, target.id] = value
        reader.decisions.added = True
        raise Again
    assign(reader, target, value, node)


def begin_results(reader: Reader, node: ast.For | ast.While) -> None:
    """Bind the names of what the returns inside of a loop give."""
    for name in results_of(node):
        found = reader.decisions.results.get((reader.frame.path, name))
        if found is not None:
            reader.frame.names[name] = _unread(reader, node, name, found)


def end_results(reader: Reader, node: ast.For | ast.While) -> None:
    """After a loop, its returns that are never reached have not been taken."""
    for name, flag in results_of(node).items():
        if (reader.frame.path, name) not in reader.decisions.results:
            reader.frame.names[flag] = literal(False)


def _unread(reader: Reader, node: ast.AST, name: str, value: object) -> Value:
    """Return a value of the same kind, which nothing reads."""
    match value:
        case Num():
            return Num(_bound(reader, node, name, unread(reader, node, value.type)))
        case Known():
            return value
        case Container():
            items = tuple(_unread(reader, node, name, item) for item in value.items)
            return with_items(value, items)
        case _:
            raise AssertionError(value)


def _is_plain(value: Value) -> bool:
    """Whether a value is made of numbers, arrays and what is known."""
    if isinstance(value, Container):
        return all(map(_is_plain, value.items))
    return isinstance(value, Known) or (
        isinstance(value, Num) and isinstance(value.type, Scalar | Array)
    )


def _bound(reader: Reader, node: ast.AST, name: str, expr: Expr) -> Expr:
    return expr if isinstance(expr.type, Scalar) else reader.assign(name, expr, node).expr


def unread(reader: Reader, node: ast.AST, type_: Type) -> Expr:
    """Return a value of a type: of an array's shape where an array with that is at hand."""
    if isinstance(type_, Scalar):
        zero = {"b": False, "f": 0.0, "c": 0j}.get(np.dtype(type_.dtype).kind, 0)
        return constant_of(zero)
    assert isinstance(type_, Array), type_
    for value in reader.frame.names.values():
        if isinstance(value, Num) and isinstance(value.expr, Var) and value.expr.type is type_:
            return apply("zeros_like", value.expr, form="np")
    shape = tuple_of(*(literal(0) for _ in range(type_.rank)))
    given: Mapping[str, Value] = {}
    if type_.dtype != "float64":
        given = {"dtype": Known(np.dtype(type_.dtype).type)}
    made = lowering.call(reader, node, np.zeros, [shape], given)
    assert made is not None
    return made


# unrolled loops -----------------------------------------------------------------------------------


def iterate(reader: Reader, node: ast.For | ast.While, once: Callable[[], Outcome]) -> Outcome:
    """Read one iteration of an unrolled loop, in a branch where the loop may have been left before it."""
    left = left_by(reader, node)
    reader.frame.unrolled.append(True)
    try:
        if not isinstance(left, bool):
            return run_unless(reader, node, left, once)
        return None if left else once()
    finally:
        reader.frame.unrolled.pop()


def left_by(reader: Reader, node: ast.For | ast.While) -> Expr | bool:
    """Return whether a loop was left, or the expression that says so."""
    found: Expr | None = None
    for flag in flags_of(node):
        value = reader.frame.names[flag]
        assert isinstance(value, Num)
        known = static_value(reader, value.expr)
        if known is True:
            return True
        if known is not False:
            found = value.expr if found is None else Both("or", found, value.expr, BOOL)
    return False if found is None else found
