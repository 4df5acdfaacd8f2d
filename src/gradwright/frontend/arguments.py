"""The arguments of one call: trees of leaves, the key of their kind, and leaves that are static.

In: a function and the arguments of a call. Out: `Arguments`, one tree of described leaves a
parameter; `key_of`, a hashable that is equal for calls that the same written code serves.
"""

from __future__ import annotations

import ast
import inspect
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np

from gradwright.diagnostics import error
from gradwright.frontend.keys import (
    PYTHON_TYPES,
    ContainerKind,
    child_path,
    parts_of,
    static_fields,
    static_key,
)
from gradwright.frontend.signatures import signature_of
from gradwright.ir.types import UNIT, Array, AxisLength, Form, Scalar, Type, symbol_form

ParameterKind = Literal["positional_only", "positional", "keyword_only", "variadic", "keywords"]

_DTYPES = "biufc"


class NeedStatic(Exception):  # noqa: N818  (a request to the caller, not an error)
    """Reading needs the *value* of an argument's leaf: bind again with it among `static`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class NumberLeaf:
    """A number or array of the arguments, printed ``path``."""

    path: str
    type: Type


@dataclass(frozen=True, slots=True)
class StaticLeaf:
    """A value that is known while reading: no number, or one that the caller made static."""

    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Container:
    """A list, tuple, dict, dataclass or named tuple; keys as in ir.statements.Node."""

    kind: ContainerKind
    keys: tuple[object, ...]
    children: tuple[ArgumentTree, ...]
    cls: type


ArgumentTree = NumberLeaf | StaticLeaf | Container


@dataclass(frozen=True, slots=True)
class ParameterArgument:
    """One parameter of the function and what was passed for it."""

    name: str
    kind: ParameterKind
    default: str | None
    tree: ArgumentTree


@dataclass(frozen=True, slots=True)
class Arguments:
    """A bound call: each parameter with its tree of leaves.

    Attributes
    ----------
    parameters
        In the order of the signature.
    wrt
        Names of the parameters whose integer leaves were described as float64.
    static
        Paths of the leaves that were made static.
    """

    parameters: tuple[ParameterArgument, ...]
    wrt: frozenset[str]
    static: frozenset[str]


def number_type(value: object, path: str, *, as_float: bool = False) -> Type | None:
    """Return the type of a number or array with the lengths that `path` names, else None."""
    found = _number_type(value, path)
    if found is None or not as_float:
        return found
    assert isinstance(found, Scalar | Array)
    if np.dtype(found.dtype).kind not in "iu":
        return found
    return (
        Scalar("float64", found.python)
        if isinstance(found, Scalar)
        else Array("float64", found.lengths)
    )


def _number_type(value: object, path: str) -> Type | None:
    if type(value) in PYTHON_TYPES:
        return PYTHON_TYPES[type(value)]
    if isinstance(value, np.generic):
        dtype = cast("np.dtype[Any]", cast("Any", value).dtype)
        return Scalar(_dtype_name(dtype), False) if _is_read(dtype) else None
    if type(value) is np.ndarray:
        array = cast("np.ndarray[Any, np.dtype[Any]]", value)
        if _is_read(array.dtype):
            lengths = tuple(
                UNIT if n == 1 else symbol_form(AxisLength(path, axis))
                for axis, n in enumerate(array.shape)
            )
            return Array(_dtype_name(array.dtype), lengths)
    return None


def _is_read(dtype: np.dtype[Any]) -> bool:
    return dtype.kind in _DTYPES and dtype.isnative and dtype.char not in "gG"


def _dtype_name(dtype: np.dtype[Any]) -> str:
    return str(dtype)


def bind(
    fun: Callable[..., object],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    *,
    wrt: Iterable[str] = (),
    static: Collection[str] = (),
) -> Arguments:
    """Describe a call's arguments.

    Parameters
    ----------
    fun, args, kwargs
        The call, as the caller wrote it.
    wrt
        Names of parameters; their integer leaves are described as float64.
    static
        Paths of leaves whose values `read` may use, and of arrays' shapes (`shape_path`).

    Raises
    ------
    GradwrightError
        GW007 if Python would not call `fun` with these, GW010 for an argument of a kind that is
        not read (arrays of objects, array subclasses, sets), GW009 if `fun` is
        no function.
    """
    signature = signature_of(fun)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as wrong:
        raise error("GW007", function=_name_of(fun), reason=str(wrong)) from None
    bound.apply_defaults()
    describe = _Describe(frozenset(wrt), frozenset(static))
    parameters = tuple(
        ParameterArgument(
            name, _kind(p), _default(p), describe.tree(bound.arguments[name], name, name)
        )
        for name, p in signature.parameters.items()
    )
    return Arguments(parameters, describe.wrt, describe.static)


def _name_of(fun: object) -> str:
    return str(getattr(fun, "__name__", fun))


_KINDS: dict[Any, ParameterKind] = {
    inspect.Parameter.POSITIONAL_ONLY: "positional_only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword_only",
    inspect.Parameter.VAR_POSITIONAL: "variadic",
    inspect.Parameter.VAR_KEYWORD: "keywords",
}


def _kind(parameter: inspect.Parameter) -> ParameterKind:
    return _KINDS[parameter.kind]


def _default(parameter: inspect.Parameter) -> str | None:
    """Return a default as text; one that is no literal stands in no written code, and is None."""
    value = parameter.default
    if value is inspect.Parameter.empty:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return "None"
    return text


def describe_value(value: object, path: str, *, static: Collection[str] = ()) -> ArgumentTree:
    """Return the tree of one value's leaves, the root printed `path`."""
    return _Describe(frozenset(), frozenset(static)).tree(value, path, path)


@dataclass(frozen=True, slots=True)
class _Describe:
    wrt: frozenset[str]
    static: frozenset[str]

    def tree(self, value: object, path: str, parameter: str) -> ArgumentTree:
        if path in self.static:
            return StaticLeaf(path, value)
        type_ = number_type(value, path, as_float=parameter in self.wrt)
        if isinstance(type_, Array) and shape_path(path) in self.static:
            type_ = Array(type_.dtype, tuple(Form(n, ()) for n in np.shape(cast("Any", value))))
        if type_ is not None:
            return NumberLeaf(path, type_)
        parts = parts_of(value)
        if parts is not None:
            return self.container(parts, value, path, parameter)
        if _is_outside(value):
            raise error("GW010", argument=path, found=_found(value))
        return StaticLeaf(path, value)

    def container(
        self,
        parts: tuple[ContainerKind, tuple[object, ...], tuple[object, ...]],
        value: object,
        path: str,
        parameter: str,
    ) -> Container:
        kind, keys, values = parts
        static = static_fields(type(value))
        children = tuple(
            StaticLeaf(child_path(path, kind, key), child)
            if key in static
            else self.tree(child, child_path(path, kind, key), parameter)
            for key, child in zip(keys, values, strict=True)
        )
        return Container(kind, keys, children, type(value))


def _is_outside(value: object) -> bool:
    numbers = (complex, np.generic, np.ndarray, bytearray, dict, list)
    return isinstance(value, numbers)


def _found(value: object) -> str:
    if isinstance(value, np.ndarray):
        dtype = cast("Any", value).dtype
        return f"a {type(cast('object', value)).__name__} of dtype {dtype}"
    return f"a {type(value).__name__}"


def shape_path(path: str) -> str:
    """Return the path among `static` that stands for the lengths of an array."""
    return f"{path}.shape"


def static_reader(
    fun: Callable[..., object], paths: Iterable[str]
) -> Callable[..., tuple[Hashable, ...]]:
    """Return a function of the call's arguments that gives the static leaves' types and values."""
    return _reader(fun, "".join(f"(type({path}), _key({path}))," for path in paths))


def leaf_reader(
    fun: Callable[..., object], paths: Iterable[str]
) -> Callable[..., tuple[object, ...]]:
    """Return a function of the call's arguments that gives the leaves at these paths."""
    return _reader(fun, "".join(f"{path}," for path in paths))


def _reader(fun: Callable[..., object], body: str) -> Callable[..., tuple[Any, ...]]:
    """Return a function with the signature of `fun` whose result is a tuple of the `body`."""
    signature = signature_of(fun)
    defaults = {
        f"_default_{name}": p.default
        for name, p in signature.parameters.items()
        if p.default is not inspect.Parameter.empty
    }
    head = str(
        signature.replace(
            parameters=[
                p.replace(
                    annotation=inspect.Parameter.empty,
                    default=_Text(f"_default_{p.name}")
                    if p.default is not inspect.Parameter.empty
                    else inspect.Parameter.empty,
                )
                for p in signature.parameters.values()
            ],
            return_annotation=inspect.Signature.empty,
        )
    )
    names: dict[str, object] = {**defaults, "_key": static_key, "type": type}
    reader = eval(f"lambda {head[1:-1]}: ({body})", names)
    return cast("Callable[..., tuple[Any, ...]]", reader)


class _Text:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text
