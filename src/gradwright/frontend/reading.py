"""From a function and its arguments to a program: read, read again where a decision is added, finish."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gradwright.analysis.layout import contiguous_webs
from gradwright.diagnostics import UnsupportedError, refusal
from gradwright.frontend.aliases import bind, settle_stores
from gradwright.frontend.arguments import Arguments
from gradwright.frontend.callees import with_functions
from gradwright.frontend.canonical import Canonical, canonical
from gradwright.frontend.entry import EntryPoint, Rewritten, enter
from gradwright.frontend.expressions import EXPRESSIONS
from gradwright.frontend.reader import Again, Decisions, Dependency, Reader
from gradwright.frontend.source import FunctionSource
from gradwright.frontend.statements import STATEMENTS
from gradwright.frontend.values import (
    Container,
    Grown,
    Known,
    Num,
    Opaque,
    Value,
    describe,
    static_const,
    tuple_of,
)
from gradwright.frontend.view_steps import without_needless
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Captured, EntryCheck, Leaf, Node, Program, Tree, leaves
from gradwright.ir.types import Array, AxisLength, List, Scalar

Constant = Dependency
LIMIT_READINGS = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A program and what it was specialised on outside of its arguments.

    Attributes
    ----------
    program
        The program.
    constants
        What later calls must find unchanged: ``constant.holds()``.
    stored
        Paths of the arguments' arrays that the function stores into.
    """

    program: Program
    constants: tuple[Constant, ...]
    stored: tuple[str, ...] = ()


def read(fun: Callable[..., object], arguments: Arguments) -> Program:
    """Return the program of a function; see `read_whole`."""
    return read_whole(fun, arguments).program


def read_whole(fun: Callable[..., object] | Rewritten, arguments: Arguments) -> Reading:
    """Read a function for one kind of arguments.

    Parameters
    ----------
    fun
        A Python function, method, lambda, partial or object with ``__call__``, a function of the
        rules' table, or syntax that stands for a function.
    arguments
        What `bind` returned.

    Returns
    -------
    Reading
        The program, and what it depends on outside of its arguments.

    Raises
    ------
    UnsupportedError
        Where the function is outside the language, located in the user's source.
    NeedStatic
        Where an argument's value must be known; bind again with its path.
    """
    decisions = Decisions()
    for _ in range(LIMIT_READINGS):
        decisions.added = False
        reader = Reader(EXPRESSIONS, STATEMENTS, bind, decisions)
        try:
            entry = enter(reader, fun, arguments)
        except Again:
            continue
        except UnsupportedError:
            if decisions.added:
                continue
            raise
        except RecursionError:
            raise _too_deep(reader) from None
        if not decisions.added and not _asks_for_changes(reader, entry):
            reading = finished(reader, entry)
            settle_stores(reader, reading.program)
            if not decisions.added:
                return replace(reading, program=with_functions(reader, reading.program))
    raise AssertionError("the decisions of a reading did not come to an end")


def _too_deep(reader: Reader) -> UnsupportedError:
    frame = reader.frames[0]
    node = frame.statement or frame.source.node
    at = frame.source.location(node)
    return refusal(
        "GW132",
        at,
        function=frame.source.name,
        found="more",
        unit="levels of nesting",
        limit=sys.getrecursionlimit(),
    )


def _asks_for_changes(reader: Reader, entry: EntryPoint) -> bool:
    """Whether a function that returns nothing must be read again, for the arrays that it changes."""
    decisions = reader.decisions
    nothing = entry.result == Known(None) and bool(reader.changed)
    asks = nothing and not decisions.returns_changes
    decisions.returns_changes |= nothing
    return asks


def _returned(reader: Reader, entry: EntryPoint) -> Value:
    """Return the result: of a function that returns nothing, what it changes."""
    if not reader.decisions.returns_changes:
        return entry.result
    return reader.changed[0] if len(reader.changed) == 1 else tuple_of(*reader.changed)


def finished(reader: Reader, entry: EntryPoint) -> Reading:
    """Return what was read as a program: unions and equal lengths applied."""
    node = entry.source.node
    result = _result(reader, node, _returned(reader, entry))
    rewrite = canonical(reader)
    body = rewrite.block([*reader.entry, *reader.out])
    program = Program(
        name=entry.name,
        parameters=entry.parameters,
        body=without_needless(body, contiguous_webs(body)),
        result=rewrite.tree(result),
        names=_names(reader, rewrite),
        paths=dict(reader.paths),
        checks=tuple(_checks(reader, entry, rewrite)),
        imports=dict(reader.imports),
        captured=tuple(
            Captured(c.name, rewrite.var(c.web), c.read) for c in reader.captured.values()
        ),
        docstring=None if isinstance(node, ast.Lambda) else ast.get_docstring(node),
        origin=entry.source.location(_returning(entry.source)),
    )
    dependencies = tuple(reader.dependencies.values())
    stored = tuple(sorted(reader.decisions.copied))
    return Reading(_with_parameters(program, rewrite), dependencies, stored)


def _returning(source: FunctionSource) -> ast.AST:
    """Return the last statement if it is a return, else the definition."""
    return source.body[-1] if isinstance(source.body[-1], ast.Return) else source.node


def _with_parameters(program: Program, rewrite: Canonical) -> Program:
    parameters = tuple(replace(p, tree=rewrite.tree(p.tree)) for p in program.parameters)
    return replace(program, parameters=parameters)


def _names(reader: Reader, rewrite: Canonical) -> dict[int, str]:
    return {web: name for web, name in reader.webs.names.items() if web not in rewrite.classes}


def _result(reader: Reader, node: ast.AST, value: Value) -> Tree:
    match value:
        case Num(expr):
            return Leaf(expr)
        case Grown(expr) if isinstance(expr.type, List) and expr.type.row is None:
            return Leaf(expr)
        case Known(Opaque()):
            raise reader.refuse("GW128", node, found="a generator of random numbers")
        case Known(known):
            return Leaf(static_const(known))
        case Container(kind, keys, items, cls):
            return Node(kind, keys, tuple(_result(reader, node, item) for item in items), cls)
        case _:
            raise reader.refuse("GW128", node, found=describe(value))


def _checks(reader: Reader, entry: EntryPoint, rewrite: Canonical) -> Iterator[EntryCheck]:
    """Yield one check a leaf: its type, and the lengths that were taken as equal to earlier ones."""
    equal: dict[str, list[tuple[int, str, int]]] = {}
    order = [*reader.paths.values(), *(c.name for c in reader.captured.values())]
    for pair in reader.lengths.checks:
        first, second = sorted(pair, key=lambda s: _place(order, s))
        assert isinstance(first, AxisLength)
        assert isinstance(second, AxisLength)
        equal.setdefault(second.leaf, []).append((second.axis, first.leaf, first.axis))
    for parameter in entry.parameters:
        for leaf in leaves(parameter.tree):
            if isinstance(leaf.value, Var) and isinstance(leaf.value.type, Array | Scalar):
                path = reader.paths[leaf.value.web]
                yield EntryCheck(path, rewrite.var(leaf.value), tuple(equal.get(path, ())))
    for captured in reader.captured.values():
        if captured.name in equal:
            var = rewrite.var(captured.web)
            yield EntryCheck(captured.name, var, tuple(equal[captured.name]))


def _place(order: list[str], symbol: object) -> tuple[int, int]:
    assert isinstance(symbol, AxisLength)
    return order.index(symbol.leaf), symbol.axis
