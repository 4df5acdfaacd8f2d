"""Calls of Python functions: the body is read in place, with the parameters as names of its own.

In: a function and the values of its arguments. Out: the value that it returns.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any, cast

from gradwright.frontend.apart import call_apart
from gradwright.frontend.blocks import Never, Returned, run_block
from gradwright.frontend.cells import check_settled, end_call, objects_seen
from gradwright.frontend.frames import Frame, Outside
from gradwright.frontend.iteration import under_a_name
from gradwright.frontend.outside import depend_on_function, outer
from gradwright.frontend.own import NESTED, is_own
from gradwright.frontend.places import Place
from gradwright.frontend.reader import LIMIT_DEPTH, Again, Reader
from gradwright.frontend.source import FunctionSource, source_of
from gradwright.frontend.values import (
    Closure,
    Container,
    Known,
    Method,
    Num,
    Value,
    dict_of,
    is_array_view,
    is_atomic,
    literal,
    tuple_of,
    with_items,
)

DEFINITIONS = "gradwright.frontend.definitions."
_GENERATOR = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def inline(
    reader: Reader,
    node: ast.AST,
    function: FunctionType,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
    owner: type | None = None,
) -> Value:
    """Read a call of a Python function."""
    _check_code(reader, node, function.__code__)
    if is_own(function):
        raise reader.refuse("GW015", node, **NESTED)
    source = source_of(function)
    defaults = defaults_of(reader, node, function)
    outside = outside_of(function)
    frame = Frame(source, outside, _path(reader, node), None, owner)
    frame.called_at = reader.at(node) if of_library(function) else None
    return _entered(reader, node, frame, bound(reader, node, source, defaults, args, kwargs))


def inline_entry(
    reader: Reader,
    node: ast.AST,
    function: FunctionType,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> Value:
    """Read the function that is differentiated itself, in the frame that its parameters are in."""
    _check_code(reader, node, function.__code__)
    frame = _entry_frame(reader, outside_of(function))
    defaults = defaults_of(reader, node, function)
    frame.names = bound(reader, node, frame.source, defaults, args, kwargs)
    return _run_entry(reader, node)


def inline_source(reader: Reader, node: ast.AST, outside: Outside, args: Sequence[Value]) -> Value:
    """Read the syntax that the entry frame holds, with free names from `outside`."""
    frame = _entry_frame(reader, outside)
    frame.names = bound(reader, node, frame.source, {}, args, {})
    return _run_entry(reader, node)


def _entry_frame(reader: Reader, outside: Outside) -> Frame:
    frame = Frame(reader.frames.pop().source, outside, ())
    reader.frames.append(frame)
    return frame


def _run_entry(reader: Reader, node: ast.AST) -> Value:
    source = reader.frame.source
    if source.place in reader.decisions.apart:
        return call_apart(reader, node, reader.frame, reader.frame.names)
    match run_block(reader, source.body):
        case Returned(value):
            return value
        case Never():
            raise reader.refuse("GW134", node, function=source.name)
        case None:
            return Known(None)


def inline_closure(
    reader: Reader,
    node: ast.AST,
    closure: Closure,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> Value:
    """Read a call of a function that was defined while reading."""
    home = reader.homes.get(closure.frame, closure.frame)
    frame = Frame(closure.source, home.outside, _path(reader, node), home, home.owner)
    check_settled(reader, node, home)
    values = bound(reader, node, closure.source, closure.defaults, args, kwargs)
    return _entered(reader, node, frame, values)


def of_library(function: FunctionType) -> bool:
    """Whether a function is NumPy's own, or stands for one of NumPy's: no line of it is the user's."""
    module = str(function.__module__)
    return module.partition(".")[0] == "numpy" or module.startswith(DEFINITIONS)


def outside_of(function: FunctionType) -> Outside:
    """Return where a function's free names come from."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    found: Any = function.__globals__.get("__builtins__", {})
    builtins = cast("object", found if isinstance(found, dict) else vars(found))
    return Outside(cells, function.__globals__, cast("Mapping[str, object]", builtins))


def _path(reader: Reader, node: ast.AST) -> tuple[int, ...]:
    return (*reader.frame.path, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


def _check_code(reader: Reader, node: ast.AST, code: CodeType) -> None:
    if code.co_flags & _GENERATOR:
        raise reader.refuse("GW106" if code.co_flags & inspect.CO_GENERATOR else "GW110", node)


def check_plain(reader: Reader, node: ast.FunctionDef) -> None:
    """Refuse a nested function that is a generator."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Yield | ast.YieldFrom):
            raise reader.refuse("GW106", inner)


def _entered(reader: Reader, node: ast.AST, frame: Frame, values: dict[str, Value]) -> Value:
    if frame.source.place in reader.decisions.apart:
        spill(reader, node)
        return call_apart(reader, node, frame, values)
    _check_recursion(reader, node, frame)
    if _changes(frame.source):
        spill(reader, node)
    frame.calls_at, frame.depth = reader.branches, reader.depth
    frame.names = {name: _parameter(reader, node, name, value) for name, value in values.items()}
    frame.names.update(objects_seen(frame))
    reader.frames.append(frame)
    try:
        outcome = run_block(reader, frame.source.body)
    finally:
        reader.frames.pop()
    match outcome:
        case Returned(value):
            with reader.holding(value) as held:
                end_call(reader, node, frame)
            return held[0]
        case Never():
            raise reader.refuse("GW134", node, function=frame.source.name)
        case None:
            end_call(reader, node, frame)
            return Known(None)


def _check_recursion(reader: Reader, node: ast.AST, frame: Frame) -> None:
    name = frame.source.name
    if len(reader.frames) >= LIMIT_DEPTH:
        reason = f"calls are nested more than {LIMIT_DEPTH} deep"
        raise reader.refuse("GW123", node, function=name, reason=reason)
    for other in reader.frames:
        if other.source.place == frame.source.place and reader.depth > other.depth:
            reader.decisions.apart.add(frame.source.place)
            raise Again


def _parameter(reader: Reader, node: ast.AST, name: str, value: Value) -> Value:
    """Return an argument under the parameter's name: what is no name or literal is bound first."""
    if isinstance(value, Num) and not is_atomic(value.expr):
        return reader.name_share(name, value.expr, node)
    return under_a_name(reader, reader.atom(value, name, node))


def _changes(source: FunctionSource) -> bool:
    """Whether a function's statements may change what an operand before the call has read."""
    return any(
        isinstance(inner, ast.AugAssign | ast.For | ast.While)
        or (isinstance(inner, ast.Subscript | ast.Attribute) and isinstance(inner.ctx, ast.Store))
        for stmt in source.body
        for inner in ast.walk(stmt)
    )


def spill(reader: Reader, node: ast.AST) -> None:
    """Bind the operands that were evaluated before a call whose statements may change what they read."""
    for pending in reader.pending:
        out, reader.out = reader.out, pending.block
        try:
            pending.values[:] = [_spilled(reader, node, value) for value in pending.values]
        finally:
            reader.out = out


def _spilled(reader: Reader, node: ast.AST, value: Value) -> Value:
    match value:
        case Num(expr) if not is_atomic(expr) and not is_array_view(expr):
            return reader.assign("value", expr, node)
        case Container():
            return with_items(value, tuple(_spilled(reader, node, item) for item in value.items))
        case Method(receiver, name):
            return Method(_spilled(reader, node, receiver), name)
        case _:
            return value


# parameters ---------------------------------------------------------------------------------------


def defaults_of(reader: Reader, node: ast.AST, function: FunctionType) -> dict[str, Value]:
    """Return the defaults of a function's parameters."""
    depend_on_function(reader, function)
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    values = function.__defaults__ or ()
    found: dict[str, object] = dict(zip(names[len(names) - len(values) :], values, strict=True))
    found.update(function.__kwdefaults__ or {})
    return {name: _default(reader, node, function, name, value) for name, value in found.items()}


def _default(
    reader: Reader, node: ast.AST, function: FunctionType, name: str, value: object
) -> Value:
    if value is None or isinstance(value, bool | int | float | complex | str):
        return literal(value)
    return outer(reader, node, value, name, Place(value), (id(function), name))


def bound(
    reader: Reader,
    node: ast.AST,
    source: FunctionSource,
    defaults: Mapping[str, Value],
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> dict[str, Value]:
    """Return the value of each parameter of a call."""
    spec = source.node.args
    positional = [a.arg for a in (*spec.posonlyargs, *spec.args)]
    only_positional = {a.arg for a in spec.posonlyargs}
    found = dict(zip(positional, args, strict=False))
    rest = list(args[len(positional) :])
    named = {k: v for k, v in kwargs.items() if k not in only_positional}
    extra: dict[str, Value] = {k: v for k, v in kwargs.items() if k in only_positional}
    takes = {*positional, *(a.arg for a in spec.kwonlyargs)} - only_positional
    for name, value in named.items():
        if name in takes and name not in found:
            found[name] = value
        else:
            extra[name] = value
    if (rest and spec.vararg is None) or (extra and spec.kwarg is None):
        raise reader.refuse("GW129", node, function=source.name, reason="too many arguments")
    for name in (*positional, *(a.arg for a in spec.kwonlyargs)):
        if name not in found and name not in defaults:
            raise reader.refuse("GW129", node, function=source.name, reason=f"{name} is missing")
        found.setdefault(name, defaults.get(name, Known(None)))
    if spec.vararg is not None:
        found[spec.vararg.arg] = tuple_of(*rest)
    if spec.kwarg is not None:
        found[spec.kwarg.arg] = dict_of(extra)
    return found
