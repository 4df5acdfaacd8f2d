"""The arguments of one call: trees of leaves, the key of their kind, and leaves that are static.

In: a function and the arguments of a call. Out: `Arguments`, one tree of described leaves a
parameter; `key_of`, a hashable that is equal for calls that the same written code serves.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MethodType
from typing import Any, Literal, cast

import numpy as np

from gradwright.diagnostics import error
from gradwright.frontend.signatures import signature_of
from gradwright.ir.types import BOOL, FLOAT, INT, UNIT, Array, AxisLength, Scalar, Type, symbol_form

ContainerKind = Literal["tuple", "list", "dict", "dataclass", "namedtuple"]
ParameterKind = Literal["positional_only", "positional", "keyword_only", "variadic", "keywords"]

_PYTHON_TYPES: dict[type, Type] = {float: FLOAT, int: INT, bool: BOOL}
_DTYPES = "biuf"
_ARRAY = np.ndarray


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


class Identity:
    """Equal to itself and to another of the same object: a key for what is not hashable."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def key_of(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Hashable:
    """Return what the written code of a call depends on, but for `static` leaves.

    Two calls of one function with equal keys have the same structure, types, dtypes, ranks and
    unit axes. Costs about 0.2 µs a leaf.
    """
    key = tuple([value_key(value) for value in args])
    if kwargs:
        return (key, tuple(sorted((name, value_key(value)) for name, value in kwargs.items())))
    return key


def value_key(value: Any) -> Hashable:
    """Return the key of one value: a number's type, an array's dtype and rank, and so on."""
    kind: Any = type(value)  # pyright: ignore[reportUnknownVariableType]  (no call on the hot path)
    if kind is _ARRAY:
        shape = value.shape
        if 1 in shape:
            return (value.dtype.num, tuple([n == 1 for n in shape]))
        return (value.dtype.num, len(shape))
    if kind in _PYTHON_TYPES:
        return kind
    return _rare_key(kind, value)


def class_of(value: object) -> Any:
    """Return an object's class."""
    return cast("Any", type(value))


def _rare_key(kind: Any, value: Any) -> Hashable:
    if np.generic in kind.__mro__:
        return cast("Hashable", kind)
    parts = parts_of(value)
    if parts is not None:
        _, keys, children = parts
        static = static_fields(kind)
        if static:
            return (kind, tuple([_field_key(*field, static) for field in zip(keys, children)]))  # noqa: B905
        return (kind, keys, tuple([value_key(child) for child in children]))
    return (kind, static_key(value))


def _field_key(name: object, value: object, static: frozenset[str]) -> Hashable:
    """Return the key of a dataclass's field: a static one counts by its value."""
    return (type(value), static_key(value)) if name in static else value_key(value)


def static_key(value: object) -> Hashable:
    """Return a hashable for a value that is no number: itself where it is plain data."""
    if value is None or isinstance(value, str | bytes | int | float | type | np.dtype):
        return cast("Hashable", value)
    if isinstance(value, set | frozenset):
        return ("set", frozenset(cast("frozenset[object]", value)))
    if isinstance(value, dict):
        return ("dict", static_key(tuple(cast("dict[object, object]", value).items())))
    if isinstance(value, tuple | list):
        items = cast("Sequence[object]", value)
        return (type(items), *[(type(item), static_key(item)) for item in items])
    if isinstance(value, MethodType):  # a new object each time that it is read
        return (Identity(value.__func__), Identity(value.__self__))
    return Identity(value)


def parts_of(
    value: Any,
) -> tuple[ContainerKind, tuple[object, ...], tuple[object, ...]] | None:
    """Return a container's kind, keys and children, or None for what is no container."""
    kind = class_of(value)
    if kind is list or kind is tuple:
        return ("list" if kind is list else "tuple", tuple(range(len(value))), tuple(value))
    if kind is dict:
        return ("dict", tuple(value), tuple(value.values()))
    if tuple in kind.__mro__ and hasattr(kind, "_fields"):
        return ("namedtuple", tuple(kind._fields), tuple(value))
    if dataclasses.is_dataclass(kind):
        names = tuple(f.name for f in dataclasses.fields(kind))
        if all(hasattr(value, name) for name in names):
            return ("dataclass", names, tuple(getattr(value, name) for name in names))
    return None


@functools.lru_cache(maxsize=512)
def static_fields(cls: type) -> frozenset[str]:
    """Return the dataclass's fields that are marked ``metadata={"static": True}``."""
    if not dataclasses.is_dataclass(cls):
        return frozenset()
    return frozenset(f.name for f in dataclasses.fields(cls) if f.metadata.get("static", False))


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
    if type(value) in _PYTHON_TYPES:
        return _PYTHON_TYPES[type(value)]
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
    return dtype.kind in _DTYPES and dtype.isnative and dtype.char != "g"


def _dtype_name(dtype: np.dtype[Any]) -> str:
    return str(dtype)


def child_path(path: str, kind: ContainerKind, key: object) -> str:
    """Return how a container's child is printed."""
    if kind in ("dataclass", "namedtuple"):
        return f"{path}.{key}"
    return f"{path}[{key!r}]"


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
        Paths of leaves whose values `read` may use.

    Raises
    ------
    GradwrightError
        GW007 if Python would not call `fun` with these, GW010 for an argument of a kind that is
        not read (complex numbers, arrays of objects, array subclasses, sets), GW009 if `fun` is
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
