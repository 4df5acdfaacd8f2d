"""The function's own parameters: trees of leaves, copies of what is stored into."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FunctionType, MethodType
from typing import Any, cast

from gradwright.diagnostics import error
from gradwright.frontend import lowering
from gradwright.frontend.arguments import (
    Arguments,
    ArgumentTree,
    NumberLeaf,
    ParameterArgument,
    StaticLeaf,
)
from gradwright.frontend.arguments import Container as ContainerArgument
from gradwright.frontend.calls import call_value
from gradwright.frontend.frames import Frame, Outside
from gradwright.frontend.generators import GENERATORS, Source
from gradwright.frontend.inlining import inline_entry, inline_source
from gradwright.frontend.jitted import check_jitted
from gradwright.frontend.keys import child_path, class_of, parts_of
from gradwright.frontend.outside import depend_on_function, outer
from gradwright.frontend.own import innermost, is_own
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Reader
from gradwright.frontend.signatures import implementation, signature_of
from gradwright.frontend.source import FunctionSource, definition, source_of
from gradwright.frontend.values import Container, Known, Num, Value, literal, static_const
from gradwright.frontend.view_steps import in_order
from gradwright.ir.expressions import Apply, constant
from gradwright.ir.statements import Assign, Guard, Leaf, Node, Parameter, Tree
from gradwright.ir.types import BOOL, COMPLEX_NUMBER, FLOAT, INT, STATIC, Array, Type
from gradwright.rules.table import apply


def enter(
    reader: Reader, fun: Callable[..., object] | Rewritten, arguments: Arguments
) -> EntryPoint:
    """Read the function with the arguments' leaves as its parameters."""
    source = entry_source(implementation(fun))
    check_jitted(fun)
    reader.frames.append(Frame(source, Outside({}, {}, {}), ()))
    parameters: list[Parameter] = []
    values: dict[str, Value] = {}
    for parameter in arguments.parameters:
        tree, value = _tree(reader, source.node, parameter.tree)
        parameters.append(Parameter(parameter.name, tree, parameter.kind, parameter.default))
        values[parameter.name] = value
    passed = arguments.parameters
    if callable(fun) and lowering.is_listed(fun):
        passed = _without_defaults(fun, passed)
    args, kwargs = _as_passed(passed, values)
    result = _called(reader, source.node, fun, args, kwargs)
    return EntryPoint(_program_name(fun), source, tuple(parameters), result)


@dataclass(frozen=True, slots=True, eq=False)
class Rewritten:
    """Stands for a function whose syntax was rewritten: all its parameters are passed by position."""

    source: FunctionSource
    outside: Outside


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """What was read: the source, the parameters, the value that is returned."""

    name: str
    source: FunctionSource
    parameters: tuple[Parameter, ...]
    result: Value


def _without_defaults(
    fun: Callable[..., object], parameters: tuple[ParameterArgument, ...]
) -> tuple[ParameterArgument, ...]:
    """Leave out options that are what they are anyway, but for those before one passed by place."""
    kept: list[ParameterArgument] = []
    holds_place = False
    for parameter in reversed(parameters):
        by_place = parameter.kind in ("positional_only", "positional")
        if not _is_default(fun, parameter) or (by_place and holds_place):
            kept.append(parameter)
            holds_place = holds_place or by_place
    return tuple(reversed(kept))


def _is_default(fun: Callable[..., object], parameter: ParameterArgument) -> bool:
    """Whether an option of a function of the table was left at what it is anyway."""
    tree = parameter.tree
    if not isinstance(tree, StaticLeaf):
        return False
    return tree.value is signature_of(fun).parameters[parameter.name].default


def _called(
    reader: Reader,
    node: ast.AST,
    fun: Any,
    args: list[Value],
    kwargs: dict[str, Value],
) -> Value:
    if not lowering.is_listed(fun):
        fun = implementation(fun)
    match fun:
        case FunctionType():
            return inline_entry(reader, node, fun, args, kwargs)
        case Rewritten(outside=outside):
            return inline_source(reader, node, outside, args)
        case MethodType(__func__=FunctionType() as function):
            owner = fun.__self__
            self_ = outer(reader, node, owner, "self", Place(owner), id(owner))
            return inline_entry(reader, node, function, [self_, *args], kwargs)
        case functools.partial():
            place = id(cast("object", fun))
            depend_on_function(reader, cast("object", fun))
            given = [
                outer(reader, node, value, f"argument_{k}", Place(value), (place, k))
                for k, value in enumerate(fun.args)
            ]
            return _called(reader, node, fun.func, [*given, *args], kwargs)
        case _:
            return call_value(reader, node, Known(fun, None, _name(fun)), args, kwargs)


def _name(fun: object) -> str:
    return str(getattr(fun, "__name__", type(fun).__name__))


def _program_name(fun: Any) -> str:
    """Return the function's name: a partial's is the wrapped one's, a lambda's is ``function``."""
    while isinstance(fun, functools.partial):
        fun = fun.func
    name = _name(fun)
    return name if name.isidentifier() else "function"


def entry_source(fun: Any) -> FunctionSource:
    """Return the source of what is differentiated; what is not Python stands for itself."""
    match fun:
        case _ if is_own(fun):
            return source_of(innermost(fun))
        case FunctionType():
            return source_of(fun)
        case Rewritten(source=source):
            return source
        case MethodType(__func__=FunctionType() as function):
            return source_of(function)
        case functools.partial():
            return entry_source(fun.func)
        case _ if isinstance(method := getattr(class_of(fun), "__call__", None), FunctionType):  # noqa: B004
            return source_of(method)
        case _ if callable(fun):
            name = _name(fun)
            text = f"def {name if name.isidentifier() else 'function'}(): ..."
            made = ast.parse(text).body[0]
            assert isinstance(made, ast.FunctionDef)
            return definition(made, f"<{name}>", (), 0)
        case _:
            raise error("GW009", found=repr(fun))


def _as_passed(
    parameters: tuple[ParameterArgument, ...], values: Mapping[str, Value]
) -> tuple[list[Value], dict[str, Value]]:
    args: list[Value] = []
    kwargs: dict[str, Value] = {}
    for parameter in parameters:
        value = values[parameter.name]
        match parameter.kind:
            case "positional_only" | "positional":
                args.append(value)
            case "keyword_only":
                kwargs[parameter.name] = value
            case "variadic":
                assert isinstance(value, Container)
                args += value.items
            case "keywords":
                assert isinstance(value, Container)
                kwargs.update(zip(cast("tuple[str, ...]", value.keys), value.items, strict=True))
    return args, kwargs


def _tree(reader: Reader, node: ast.AST, tree: ArgumentTree) -> tuple[Tree, Value]:
    match tree:
        case NumberLeaf():
            return _number(reader, node, tree)
        case StaticLeaf(path, value):
            return _static(reader, node, path, value)
        case ContainerArgument(kind, keys, children, cls):
            pairs = [_tree(reader, node, child) for child in children]
            trees, values = tuple(t for t, _ in pairs), tuple(v for _, v in pairs)
            return Node(kind, keys, trees, cls), Container(kind, keys, values, cls)


def _number(reader: Reader, node: ast.AST, leaf: NumberLeaf) -> tuple[Tree, Value]:
    var = reader.webs.new(_hint(leaf.path), leaf.type)
    reader.paths[var.web] = leaf.path
    if not leaf.path.isidentifier():
        reader.webs.fixed.add(var.web)
    if leaf.path not in reader.decisions.copied or not isinstance(leaf.type, Array):
        return Leaf(var), Num(var)
    if reader.decisions.reshaped:
        message = f"{leaf.path} is no array in C's order"
        reader.entry.append(Guard(in_order(var), message, reader.at(node), "GW319"))
    own = reader.webs.new(_hint(leaf.path), leaf.type)
    copied: Apply = apply("copy", var, form="method")
    reader.emit(Assign(own, copied, reader.at(node)))
    reader.changed.append(Num(own))
    if reader.decisions.returns_changes:
        reader.webs.fixed.add(own.web)
    return Leaf(var), Num(own)


def _hint(path: str) -> str:
    plain = "".join(c if c.isalnum() or c == "_" else "_" for c in path)
    return "_".join(part for part in plain.split("_") if part) or "x"


_TYPES: dict[type, Type] = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX_NUMBER}


def _static(reader: Reader, node: ast.AST, path: str, value: object) -> tuple[Tree, Value]:
    if type(value) in _TYPES:
        return Leaf(constant(value, _TYPES[type(value)])), literal(value)
    if isinstance(value, GENERATORS):
        return _generator(reader, path, value)
    return Leaf(static_const(value)), _known(value, path)


def _generator(reader: Reader, path: str, value: object) -> tuple[Tree, Value]:
    """Return a generator of random numbers, which any other of its class may stand for."""
    var = reader.webs.new(_hint(path), STATIC)
    reader.paths[var.web] = path
    reader.webs.fixed.add(var.web)
    return Leaf(var), Known(Source(var, class_of(value)))


def _known(value: object, path: str) -> Value:
    """Return a static value, containers of plain data taken apart."""
    if type(value) in _TYPES:
        return literal(value)
    parts = parts_of(value) if class_of(value) in (list, tuple, dict) else None
    if parts is None:
        return Known(value, None, path)
    kind, keys, children = parts
    items = tuple(
        _known(child, child_path(path, kind, key))
        for key, child in zip(keys, children, strict=True)
    )
    return Container(kind, keys, items, class_of(value))
