"""Functions that are written apart, as they call themselves: each kind of arguments is one program.

In: a call and the values of its arguments. Out: the value of the call, an expression of the rules'
`called` and `outcome`; the callee's program goes to `Program.functions`.

What a recursive call returns is not known while its own body is read: paths that make one are left out of
the first reading, and what the others return is what it returns in the next.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gradwright.analysis.memory import shared_with
from gradwright.frontend.aliases import settle_stores, store, whole
from gradwright.frontend.callees import Callee, outcome_of, shared_arguments, take_over
from gradwright.frontend.frames import Frame
from gradwright.frontend.known import addressed
from gradwright.frontend.packing import Packed, pack, unpacked
from gradwright.frontend.passed import (
    Described,
    describe_argument,
    free_values,
    parameter_of,
    refused_apart,
)
from gradwright.frontend.reader import Again, Decisions, Reader, Unresolved
from gradwright.frontend.types import joined
from gradwright.frontend.values import (
    Container,
    Known,
    Missing,
    Num,
    Value,
    webs_in,
    with_items,
)
from gradwright.ir.expressions import Expr, Region, Var
from gradwright.ir.statements import (
    Assign,
    EntryCheck,
    Guard,
    Leaf,
    Parameter,
    Program,
    leaves,
)
from gradwright.ir.types import (
    Array,
    AxisLength,
    Form,
    Type,
    UnknownLength,
    is_differentiable,
    symbol_form,
)
from gradwright.rules.table import apply

CALLS = ("called", "derivative")
LIMIT_READINGS = 40
LIMIT_TYPES = 8
LIMIT_KINDS = 12


def call_apart(reader: Reader, node: ast.AST, frame: Frame, values: Mapping[str, Value]) -> Value:
    """Return the value of a call of a function that is written apart."""
    values = {**values, **free_values(reader, frame)}
    described = Described()
    for name, value in values.items():
        describe_argument(reader, node, frame, described, name, value)
    cells = tuple((name, id(cell)) for name, cell in sorted(frame.outside.closure.items()))
    key = (frame.source.place, cells, *described.key)
    callee = reader.decisions.callees.get(key)
    if callee is None:
        if len(reader.decisions.callees) >= LIMIT_KINDS:
            raise refused_apart(reader, node, frame, "its calls have ever new kinds of arguments")
        callee = reader.decisions.callees[key] = Callee(_name(reader, frame))
        _read(reader, node, frame, values, callee)
    take_over(reader, callee)
    if callee.result is None or callee.packed is None:
        raise Unresolved
    args = [expr for _, expr in described.leaves]
    wrt = tuple(k for k, arg in enumerate(args) if is_differentiable(arg.type))
    type_ = _result_here(reader, callee.result, dict(described.leaves))
    made = apply("called", *args, function=callee.name, wrt=wrt)
    outcome = outcome_of(reader, callee, made, type_, dict(described.leaves))
    return _given(reader, node, frame, callee.packed, outcome, dict(described.leaves))


def _given(
    reader: Reader,
    node: ast.AST,
    frame: Frame,
    packed: Packed,
    outcome: Expr,
    args: Mapping[str, Expr],
) -> Value:
    """Return what a call returns, after what it changes was stored where it was taken from."""

    def refused(reason: str) -> Exception:
        return refused_apart(reader, node, frame, reason)

    places = {path: _place(reader, node, frame, path, args) for path in packed.changed}
    value, changed = unpacked(reader, node, outcome, packed, args, refused)
    for path, array in changed.items():
        store(reader, node, places[path], array)
    return value


def _place(
    reader: Reader, node: ast.AST, frame: Frame, path: str, args: Mapping[str, Expr]
) -> Region:
    """Return the part of an array that a call changes; no other argument may share its memory."""
    place = whole(addressed(reader, node, args[path]))
    if place is None:
        raise refused_apart(reader, node, frame, f"it changes {path}, which is a copy here")
    mine = {place.base.web, *reader.webs.aliases(place.base.web)}
    for other, arg in args.items():
        if other != path and isinstance(arg.type, Array) and mine & set(shared_with(arg)):
            raise refused_apart(
                reader, node, frame, f"it changes {path}, which may share memory with {other}"
            )
    return place


def _name(reader: Reader, frame: Frame) -> str:
    taken = {callee.name for callee in reader.decisions.callees.values()}
    name = frame.source.name if frame.source.name.isidentifier() else "function"
    number, candidate = 1, name
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


# the callee's program -----------------------------------------------------------------------------


def _read(
    reader: Reader, node: ast.AST, frame: Frame, values: Mapping[str, Value], callee: Callee
) -> None:
    """Read the function until what it returns stands."""
    for _ in range(LIMIT_TYPES):
        copied, packed = callee.copied, callee.packed
        program = _reading(reader, node, frame, values, callee)
        if callee.copied != copied:
            callee.result = callee.packed = None
            continue
        assert isinstance(program.result, Leaf)
        assert callee.packed is not None
        found, shares = _steady(program.result.value.type), shared_arguments(callee, program)
        same = callee.packed == packed
        if found is callee.result and same and shares <= callee.shares:
            callee.program = program
            return
        callee.shares |= shares
        old = callee.result
        callee.result = found if old is None else joined(old, found, _either)
        if callee.result is None:
            raise refused_apart(reader, node, frame, "it returns values of two types")
    raise refused_apart(reader, node, frame, "what it returns does not settle")


def _either(first: Form, second: Form, axis: int) -> Form:
    return first if first is second else symbol_form(UnknownLength(("result", axis)))


def _steady(type_: Type) -> Type:
    """Return a result's type with lengths that only its own program knows made equal in all readings."""
    if not isinstance(type_, Array):
        return type_
    lengths = tuple(
        length
        if all(isinstance(symbol, AxisLength) for symbol, _ in length.terms)
        else symbol_form(UnknownLength(("result", axis)))
        for axis, length in enumerate(type_.lengths)
    )
    return Array(type_.dtype, lengths)


def _result_here(reader: Reader, type_: Type, args: Mapping[str, Expr]) -> Type:
    """Return the callee's result type in lengths of the caller."""
    if not isinstance(type_, Array):
        return type_
    return Array(type_.dtype, tuple(_length_here(reader, n, args) for n in type_.lengths))


def _length_here(reader: Reader, length: Form, args: Mapping[str, Expr]) -> Form:
    total = Form(length.constant, ())
    for symbol, times in length.terms:
        if not isinstance(symbol, AxisLength) or symbol.leaf not in args:
            return reader.webs.unknown()
        given = args[symbol.leaf].type
        assert isinstance(given, Array)
        total = total.plus(given.lengths[symbol.axis], times)
    return total


def _reading(
    reader: Reader, node: ast.AST, frame: Frame, values: Mapping[str, Value], callee: Callee
) -> Program:
    decisions = Decisions(apart=reader.decisions.apart, callees=reader.decisions.callees)
    decisions.copied |= callee.copied
    for _ in range(LIMIT_READINGS):
        decisions.added = False
        inner = reader.beside(decisions)
        try:
            program = _once(reader, inner, node, frame, values, callee)
        except Again:
            continue
        except Unresolved:
            raise refused_apart(
                reader, node, frame, "every path through it calls it again"
            ) from None
        if decisions.copied > callee.copied:
            callee.copied = frozenset(decisions.copied)
            return program
        if not decisions.added:
            return program
    raise AssertionError("the decisions of a reading did not come to an end")


def _once(
    reader: Reader,
    inner: Reader,
    node: ast.AST,
    frame: Frame,
    values: Mapping[str, Value],
    callee: Callee,
) -> Program:
    from gradwright.frontend.blocks import Returned, run_block
    from gradwright.frontend.entry import EntryPoint
    from gradwright.frontend.reading import finished

    made: dict[str, Var] = {}
    given = {name: parameter_of(name, value, made, inner) for name, value in values.items()}
    inner.frames.append(_own_frame(reader, inner, frame, given))
    changed = {path: _copied(inner, node, frame, made, path) for path in sorted(callee.copied)}
    if changed:
        copies = {made[path]: own for path, own in changed.items()}
        inner.frame.names = {n: _with(v, copies) for n, v in inner.frame.names.items()}
    outcome = run_block(inner, frame.source.body)
    value = outcome.value if isinstance(outcome, Returned) else Known(None)

    def refused(reason: str) -> Exception:
        return refused_apart(inner, node, frame, reason)

    result, packed = pack(inner, node, value, changed, callee.packed, refused)
    parameters = tuple(Parameter(path, Leaf(var)) for path, var in made.items())
    point = EntryPoint(callee.name, frame.source, parameters, Num(result))
    program = finished(inner, point).program
    settle_stores(inner, program)
    callee.packed = packed
    callee.captured, callee.imports = dict(inner.captured), dict(inner.imports)
    callee.dependencies = dict(inner.dependencies)
    guards = tuple(_guards(program.checks, program))
    return replace(program, checks=(), captured=(), body=(*guards, *program.body))


def _copied(inner: Reader, node: ast.AST, frame: Frame, made: Mapping[str, Var], path: str) -> Var:
    """Return a copy of an array among the arguments, which the function changes."""
    if path not in made:
        raise refused_apart(inner, node, frame, f"it changes {path}")
    own = inner.webs.new(path, made[path].type)
    inner.emit(Assign(own, apply("copy", made[path], form="method"), inner.at(node)))
    inner.webs.fixed.add(own.web)
    return own


def _with(value: Value, copies: Mapping[Var, Var]) -> Value:
    match value:
        case Num(Var() as var):
            return Num(copies.get(var, var))
        case Container(items=items):
            return with_items(value, tuple(_with(item, copies) for item in items))
        case _:
            return value


def _own_frame(reader: Reader, inner: Reader, frame: Frame, given: Mapping[str, Value]) -> Frame:
    """Return the callee's frame: of enclosing functions it sees numbers as parameters of its own."""
    own = {a for a in given if a in frame.locals}
    found = Frame(frame.source, frame.outside, (), frame.cells, frame.owner)
    found.names = {name: value for name, value in given.items() if name in own}
    home = frame.cells
    while home is not None:
        seen = Frame(home.source, home.outside, home.path, home.cells, home.owner)
        seen.names = {name: _seen(name, value, given) for name, value in home.names.items()}
        inner.homes[home] = seen
        inner.homes.update({k: seen for k, known in reader.homes.items() if known is home})
        home = home.cells
    found.cells = None if frame.cells is None else inner.homes[frame.cells]
    return found


def _seen(name: str, value: Value, given: Mapping[str, Value]) -> Value:
    if name in given:
        return given[name]
    return Missing("GW122", {"name": name}) if any(True for _ in webs_in(value)) else value


def _guards(checks: Sequence[EntryCheck], program: Program) -> Iterator[Guard]:
    """Yield what the program takes of its arguments' lengths as guards."""
    variables = {
        parameter.name: leaf.value
        for parameter in program.parameters
        for leaf in leaves(parameter.tree)
    }
    variables.update({captured.name: captured.web for captured in program.captured})
    for check in checks:
        for axis, other, place in check.equal:
            pair = (variables[check.leaf], axis), (variables[other], place)
            lengths = [apply("length", var, axis=k, form="shape") for var, k in pair]
            message = f"{check.leaf} and {other}: equal lengths expected"
            yield Guard(apply("eq", *lengths, form="infix"), message, program.origin)
