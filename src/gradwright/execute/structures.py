"""The numbers in arguments: lists, tuples, dicts, dataclasses and named tuples, rebuilt or walked.

A field of a dataclass that is marked ``metadata={"static": True}`` is no number of the structure.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Visit = Callable[[object, str], object]


def map_numbers(value: Any, visit: Visit, path: str = "") -> Any:
    """Return the structure with `visit(number or array, path)` in each place."""
    if isinstance(value, bool | np.bool):
        return cast("object", value)
    if isinstance(value, int | float | np.generic | np.ndarray):
        return visit(cast("object", value), path)
    parts = _parts(value)
    if parts is None:
        return value
    return _rebuilt(value, {key: map_numbers(part, visit, at) for key, part, at in parts(path)})


def numbers_in(value: object, path: str) -> Iterator[tuple[str, Any]]:
    """Yield each number or array with its path."""
    found: list[tuple[str, object]] = []

    def visit(number: object, at: str) -> object:
        found.append((at, number))
        return number

    map_numbers(value, visit, path)
    yield from found


def as_float(value: Any) -> Any:
    """Return the structure with integers as float64, all else as it is."""
    return map_numbers(value, lambda number, _: _float_of(number))


def has_integers(value: object) -> bool:
    """Whether any number of the structure is an integer."""
    return any(_is_integer(number) for _, number in numbers_in(value, ""))


def _is_integer(number: Any) -> bool:
    if isinstance(number, np.ndarray | np.generic):
        return cast("np.dtype[Any]", number.dtype).kind in "iu"
    return isinstance(number, int)


def _float_of(number: Any) -> object:
    if not _is_integer(number):
        return number
    if isinstance(number, np.ndarray):
        return cast("NDArray[Any]", number).astype(np.float64)
    return np.float64(cast("Any", number)) if isinstance(number, np.generic) else float(number)


def _is_namedtuple(value: object) -> bool:
    return isinstance(value, tuple) and hasattr(cast("object", value), "_fields")


def _parts(value: Any) -> Callable[[str], list[tuple[Any, Any, str]]] | None:
    """Return a function of the path that lists (key, part, the part's path)."""
    if _is_namedtuple(value):
        names = cast("tuple[str, ...]", value._fields)
        return lambda path: [(k, getattr(value, k), f"{path}.{k}") for k in names]
    if isinstance(value, list | tuple):
        items = cast("list[object]", value)
        return lambda path: [(k, part, f"{path}[{k}]") for k, part in enumerate(items)]
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value)
        return lambda path: [(k, part, f"{path}[{k!r}]") for k, part in pairs.items()]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [f.name for f in dataclasses.fields(value) if not f.metadata.get("static")]
        return lambda path: [(k, getattr(value, k), f"{path}.{k}") for k in fields]
    return None


def _rebuilt(value: Any, parts: dict[Any, Any]) -> Any:
    if isinstance(value, dict):
        return parts
    if _is_namedtuple(value):
        return value._replace(**parts)
    if isinstance(value, list | tuple):
        return type(cast("list[object]", value))(parts.values())
    return dataclasses.replace(value, **parts)
