"""Keys of calls: what written code depends on, at the cost of a fraction of a microsecond a leaf."""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Hashable, Mapping, Sequence
from types import MethodType
from typing import Any, Literal, cast

import numpy as np

from gradwright.ir.types import BOOL, COMPLEX_NUMBER, FLOAT, INT, Type

ContainerKind = Literal["tuple", "list", "dict", "dataclass", "namedtuple"]

PYTHON_TYPES: dict[type, Type] = {float: FLOAT, int: INT, bool: BOOL, complex: COMPLEX_NUMBER}
ARRAY = np.ndarray
_GENERATORS = (np.random.Generator, np.random.RandomState)


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
    key = tuple(
        [
            (value.dtype.num, value.ndim)
            if type(value) is ARRAY and 1 not in value.shape
            else value_key(value)
            for value in cast("tuple[Any, ...]", args)
        ]
    )
    if kwargs:
        return (key, tuple(sorted((name, value_key(value)) for name, value in kwargs.items())))
    return key


def value_key(value: Any) -> Hashable:
    """Return the key of one value: a number's type, an array's dtype and rank, and so on."""
    kind: Any = type(value)  # pyright: ignore[reportUnknownVariableType]  (no call on the hot path)
    if kind is ARRAY:
        shape = value.shape
        if 1 in shape:
            return (value.dtype.num, tuple([n == 1 for n in shape]))
        return (value.dtype.num, value.ndim)
    if kind in PYTHON_TYPES:
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
    if isinstance(value, float) and not value:
        return ("zero", math.copysign(1.0, value))
    if value is None or isinstance(value, str | bytes | int | float | type | np.dtype | range):
        return cast("Hashable", value)
    if isinstance(value, np.generic):
        return cast("Hashable", value.item())
    if isinstance(value, set | frozenset):
        return ("set", frozenset(cast("frozenset[object]", value)))
    if isinstance(value, dict):
        return ("dict", static_key(tuple(cast("dict[object, object]", value).items())))
    if isinstance(value, tuple | list):
        items = cast("Sequence[object]", value)
        return (type(items), *[(type(item), static_key(item)) for item in items])
    if isinstance(value, MethodType):  # a new object each time that it is read
        return (Identity(value.__func__), Identity(value.__self__))
    return type(value) if isinstance(value, _GENERATORS) else Identity(value)


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


def child_path(path: str, kind: ContainerKind, key: object) -> str:
    """Return how a container's child is printed."""
    if kind in ("dataclass", "namedtuple"):
        return f"{path}.{key}"
    return f"{path}[{key!r}]"
