"""Calls: of the table's functions, of Python functions (inlined), of what is known while reading."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, MethodType
from typing import cast

import numpy as np

from gradwright.diagnostics import UnsupportedError
from gradwright.frontend import lowering
from gradwright.frontend.attributes import attribute_of
from gradwright.frontend.builtin import BUILTINS
from gradwright.frontend.definitions import DEFINITIONS, METHODS, iterated
from gradwright.frontend.definitions.mapped import item
from gradwright.frontend.folds import fold
from gradwright.frontend.growing import grown_length
from gradwright.frontend.in_place import call_in_place, method_in_place
from gradwright.frontend.inlining import inline, inline_closure, of_library
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.jitted import check_jitted
from gradwright.frontend.list_calls import list_call
from gradwright.frontend.methods import container_method, text_method
from gradwright.frontend.nested import call_own
from gradwright.frontend.objects import call_of_record, construct
from gradwright.frontend.outside import depend_on_function, outer
from gradwright.frontend.own import is_own
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Reader
from gradwright.frontend.signatures import implementation
from gradwright.frontend.values import (
    Closure,
    Container,
    Grown,
    Known,
    Method,
    Num,
    Opaque,
    Value,
    describe,
    literal,
)
from gradwright.frontend.vectorized import vectorized_of
from gradwright.ir.expressions import constant
from gradwright.ir.statements import Guard
from gradwright.ir.types import INT, List, Scalar, Type, rank_of

Args = Sequence[Value]
Kwargs = Mapping[str, Value]


def call(reader: Reader, node: ast.Call) -> Value:
    """Evaluate a call."""
    function = reader.value(node.func)
    folded = fold(reader, node, function)
    if folded is not None:
        return folded
    spread = _spread(reader, node, function)
    if spread is not None:
        return spread
    with reader.holding(function) as held:
        args, kwargs = _arguments(reader, node)
    return call_value(reader, node, held[0], args, kwargs)


def _spread(reader: Reader, node: ast.Call, function: Value) -> Value | None:
    """Return ``zip(*rows)``, ``max(*values)`` of as many as data say; None of other calls."""
    match node.args, function:
        case [ast.Starred(inner)], Known(called) if called in (zip, max, min) and not node.keywords:
            with reader.branch():
                known = unrolled(reader, inner, reader.value(inner))
            return _of_many(reader, node, function, reader.value(inner)) if known is None else None
        case _:
            return None


def _of_many(reader: Reader, node: ast.Call, function: Known, value: Value) -> Value:
    match value:
        case Num(expr) if function.value is zip and rank_of(expr.type) == 2:
            found = lowering.attribute(reader, node, "T", expr)
            assert found is not None
            return Num(found)
        case Grown(expr) if function.value is zip and (count := _width(expr.type)):
            _at_least(reader, node, value, 1)
            return inline(reader, node, iterated.columns, [value, literal(count)], {})
        case Grown() if function.value is not zip:
            _at_least(reader, node, value, 2)
            return call_value(reader, node, function, [value], {})
        case _:
            raise reader.refuse("GW112", node.args[0], found=reader.shown(node.args[0]))


def _at_least(reader: Reader, node: ast.AST, value: Grown, least: int) -> None:
    """Check that a list has this many entries: of fewer Python would make another call."""
    cond = lowering.operate(
        reader, node, "ge", grown_length(reader, node, value), constant(least, INT)
    )
    message = f"line {reader.at(node).line}: fewer than {least} entries in {reader.shown(node)}"
    reader.emit(Guard(cond, message, reader.at(node)))


def _width(type_: Type) -> int | None:
    """Return how many values each entry of a list has, where the entries are tuples of as many."""
    return type_.row[1] if isinstance(type_, List) and type_.row is not None else None


def _arguments(reader: Reader, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
    nodes = [a.value if isinstance(a, ast.Starred) else a for a in node.args]
    values = reader.values([*nodes, *(k.value for k in node.keywords)])
    args: list[Value] = []
    for argument, value in zip(node.args, values, strict=False):
        if isinstance(argument, ast.Starred):
            items = unrolled(reader, argument, value)
            if items is None:
                raise reader.refuse("GW112", argument, found=reader.shown(argument))
            args += items
        else:
            args.append(value)
    kwargs: dict[str, Value] = {}
    for keyword, value in zip(node.keywords, values[len(nodes) :], strict=True):
        _add_keyword(reader, keyword, value, kwargs)
    return args, kwargs


def _add_keyword(
    reader: Reader, keyword: ast.keyword, value: Value, kwargs: dict[str, Value]
) -> None:
    if keyword.arg is not None:
        kwargs[keyword.arg] = value
    elif isinstance(value, Container) and all(isinstance(key, str) for key in value.keys):
        kwargs.update(zip(cast("tuple[str, ...]", value.keys), value.items, strict=True))
    else:
        raise reader.refuse("GW112", keyword.value, found=reader.shown(keyword.value))


def call_value(reader: Reader, node: ast.AST, function: Value, args: Args, kwargs: Kwargs) -> Value:
    """Return a call of a value."""
    match function:
        case Method(receiver, name):
            return _method(reader, node, receiver, name, args, kwargs)
        case Closure():
            return inline_closure(reader, node, function, args, kwargs)
        case Container("dataclass"):
            return call_value(
                reader, node, attribute_of(reader, node, function, "__call__"), args, kwargs
            )
        case Known(Opaque() as known):
            return known.call(reader, node, args, kwargs)
        case Known(known):
            return _known(reader, node, known, function, args, kwargs)
        case _:
            raise reader.refuse("GW120", node, function=describe(function))


def _method(
    reader: Reader, node: ast.AST, receiver: Value, name: str, args: Args, kwargs: Kwargs
) -> Value:
    match receiver:
        case Num():
            found = _array_method(reader, node, receiver, name, args, kwargs)
            if found is not None:
                return found
        case Container("dataclass" | "namedtuple") if hasattr(receiver.cls, name):
            called = call_of_record(reader, node, receiver, name, args, kwargs)
            if called is not None:
                return called
        case Container() | Grown():
            return container_method(reader, node, receiver, name, args, kwargs)
        case Known(str(text)):
            return text_method(reader, node, text, name, args, kwargs)
        case _:
            pass
    raise reader.refuse("GW121", node, name=name, owner=describe(receiver))


def _array_method(
    reader: Reader, node: ast.AST, receiver: Num, name: str, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a method's call of a number or array, None where it is not known."""
    written = method_in_place(reader, node, receiver.expr, name, args, kwargs)
    if written is not None:
        return written
    if name == "item" and args:
        return inline(reader, node, item, [receiver, *args], kwargs)
    if name == "nonzero":
        return call_value(reader, node, Known(np.nonzero), [receiver, *args], kwargs)

    def lowered() -> Value | None:
        found = lowering.method(reader, node, name, receiver.expr, args, kwargs)
        return None if found is None else Num(found)

    is_python = isinstance(receiver.type, Scalar) and receiver.type.python
    definition = None if is_python else _unless_inside(reader, METHODS.get(name))
    return _or_defined(reader, node, lowered, definition, [receiver, *args], kwargs)


def _known(
    reader: Reader, node: ast.AST, known: object, function: Known, args: Args, kwargs: Kwargs
) -> Value:
    listed = _listed(reader, node, known, args, kwargs)
    if listed is not None:
        return listed
    match known:
        case _ if is_own(known):
            return call_own(reader, node, known, args, kwargs)
        case FunctionType():
            return _library(reader, node, known, args, kwargs)
        case MethodType():
            return _bound_method(reader, node, known, function, args, kwargs)
        case functools.partial():
            return _partial(reader, node, cast("functools.partial[object]", known), args, kwargs)
        case type():
            return construct(reader, node, known, args, kwargs)
        case _ if isinstance(behind := implementation(known), FunctionType):
            check_jitted(known)
            return _library(reader, node, behind, args, kwargs)
        case _:
            return _instance(reader, node, known, function, args, kwargs)


def _defined(reader: Reader, known: object) -> FunctionType | None:
    """Return the plain Python that stands for a function of NumPy's; inside of it, it is NumPy's."""
    definition = DEFINITIONS.get(known) if _is_hashable(known) else None
    return _unless_inside(reader, definition)


def _unless_inside(reader: Reader, definition: FunctionType | None) -> FunctionType | None:
    if definition is None or reader.frame.source.filename == definition.__code__.co_filename:
        return None
    return definition


def _listed(
    reader: Reader, node: ast.AST, known: object, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call that the frontend or the rules know, or plain Python stands for; None for others."""

    def tabled() -> Value | None:
        return _tabled(reader, node, known, args, kwargs)

    return _or_defined(reader, node, tabled, _defined(reader, known), args, kwargs)


def _or_defined(
    reader: Reader,
    node: ast.AST,
    tabled: Callable[[], Value | None],
    definition: FunctionType | None,
    args: Args,
    kwargs: Kwargs,
) -> Value | None:
    """Return what a row makes of a call; where it refuses, the definition's body is read."""
    if definition is None:
        return tabled()
    refused: UnsupportedError | None = None
    try:
        with reader.block() as block:
            found = tabled()
        if found is not None:
            reader.out += block
            return found
    except UnsupportedError as refusal:
        refused = refusal
    try:
        return inline(reader, node, definition, args, kwargs)
    except UnsupportedError:
        if refused is None:
            raise
        raise refused from None


def _tabled(
    reader: Reader, node: ast.AST, known: object, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call that the frontend's tables or the rules' know, None for others."""
    if _is_hashable(known) and (made := list_call(reader, node, known, args, kwargs)) is not None:
        return made
    if _is_hashable(known):
        written = call_in_place(reader, node, known, args, kwargs)
        if written is not None:
            return written
    row = BUILTINS.get(known) if _is_hashable(known) else None
    found = row(reader, node, args, kwargs) if row is not None else None
    if found is not None:
        return found
    lowered = lowering.call(reader, node, known, args, kwargs)
    return None if lowered is None else Num(lowered)


def _library(
    reader: Reader, node: ast.AST, function: FunctionType, args: Args, kwargs: Kwargs
) -> Value:
    """Read the function behind a dispatcher; a refusal inside of one of NumPy's is one of the call."""
    if not of_library(function) or reader.frame.source.filename == function.__code__.co_filename:
        return inline(reader, node, function, args, kwargs)
    try:
        return inline(reader, node, function, args, kwargs)
    except UnsupportedError:
        called = node.func if isinstance(node, ast.Call) else node
        raise reader.refuse("GW120", node, function=reader.shown(called)) from None


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _bound_method(
    reader: Reader, node: ast.AST, known: MethodType, function: Known, args: Args, kwargs: Kwargs
) -> Value:
    owner = known.__self__
    name = function.name.rpartition(".")[0] or "self"
    value = outer(reader, node, owner, name, Place(owner), id(owner))
    if isinstance(known.__func__, FunctionType):
        return inline(reader, node, known.__func__, [value, *args], kwargs)
    raise reader.refuse("GW120", node, function=reader.shown(node))


def _partial(
    reader: Reader,
    node: ast.AST,
    known: functools.partial[object],
    args: Args,
    kwargs: Kwargs,
) -> Value:
    def given(value: object, place: object) -> Value:
        return outer(reader, node, value, "argument", Place(value), (id(known), place))

    depend_on_function(reader, known)
    first = [given(value, k) for k, value in enumerate(known.args)]
    named = {name: given(value, name) for name, value in known.keywords.items()}
    inner = given(known.func, "func")
    return call_value(reader, node, inner, [*first, *args], {**named, **kwargs})


def _instance(
    reader: Reader, node: ast.AST, known: object, function: Known, args: Args, kwargs: Kwargs
) -> Value:
    if isinstance(known, np.vectorize):
        return vectorized_of(reader, node, known).call(reader, node, args, kwargs)
    method = getattr(type(known), "__call__", None)  # noqa: B004
    if isinstance(method, FunctionType):
        return inline(reader, node, method, [function, *args], kwargs)
    wrapped: object = getattr(known, "__wrapped__", None)
    if hasattr(known, "cache_parameters") and isinstance(wrapped, FunctionType):
        return inline(reader, node, wrapped, args, kwargs)
    if isinstance(wrapped, FunctionType) and wrapped.__module__.partition(".")[0] != "numpy":
        raise reader.refuse("GW127", node, function=wrapped.__name__)
    name = getattr(known, "__name__", None) or reader.shown(node)
    raise reader.refuse("GW120", node, function=name)
