"""Parameters as structures: lists, tuples, dicts, dataclasses and named tuples, nested.

In: a structure, and others that match it. Out: a structure of the same shape in which every
float (a Python float, a NumPy floating scalar or array) was replaced; everything else, and every
dataclass field marked ``field(metadata={"static": True})``, stands as it was.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import error

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Tree = TypeVar("Tree")
Leaf = NDArray[np.floating]  # or a float, or a NumPy floating scalar: the arithmetic is the same


def is_float_leaf(leaf: object) -> bool:
    """Whether `leaf` is what an optimizer changes: a float or an array of floats."""
    if isinstance(leaf, np.ndarray):
        return cast("NDArray[np.generic]", leaf).dtype.kind == "f"
    return isinstance(leaf, float | np.floating)


@overload
def map_floats(function: Callable[[Leaf], Leaf], tree: Tree, /) -> Tree: ...
@overload
def map_floats(function: Callable[[Leaf, Leaf], Leaf], tree: Tree, other: object, /) -> Tree: ...
@overload
def map_floats(function: Callable[..., Leaf], tree: Tree, /, *others: object) -> Tree: ...
def map_floats(function: Callable[..., Leaf], tree: Tree, *others: object) -> Tree:
    """Replace every float of `tree` by `function` of it and of its counterparts.

    Parameters
    ----------
    function
        Called with one leaf of `tree` and the leaf in the same place of each of `others`.
    tree
        Any structure; it alone decides which leaves are floats.
    others
        Structures that match `tree` at its floats.

    Returns
    -------
    structure
        A new structure like `tree`. Each new leaf has the kind and the dtype of the old one.
    """
    columns = [floats_at(tree, other) for other in others]
    own = float_leaves(tree)
    return with_floats(tree, map(function, own, *columns))


def with_floats(tree: Tree, values: Iterable[object]) -> Tree:
    """Replace the floats of `tree`, in the order of `float_leaves`, by other values of their kinds."""
    return cast("Tree", _rebuilt(tree, iter(values)))


def _rebuilt(tree: object, values: Iterator[object]) -> object:
    if is_float_leaf(tree):
        return as_kind_of(tree, next(values))
    parts = _parts(tree)
    if not parts:
        return tree
    return _rebuild(tree, {key: _rebuilt(part, values) for key, part in parts.items()})


def floats_at(tree: object, other: object) -> list[Leaf]:
    """Return what stands in another structure at the places of the floats of `tree`."""
    found: list[Leaf] = []
    _collect(tree, other, found)
    return found


def _collect(tree: object, other: object, found: list[Leaf]) -> None:
    if is_float_leaf(tree):
        found.append(cast("Leaf", other))
        return
    for key, part in _parts(tree).items():
        _collect(part, _part(other, key), found)


def float_leaves(tree: object) -> list[Leaf]:
    """Return every float of `tree`, in the order in which `map_floats` visits them."""
    return floats_at(tree, tree)


def _parts(tree: object) -> dict[object, object]:
    """The children of a container by key, empty for a leaf."""
    if isinstance(tree, dict):
        return cast("dict[object, object]", tree)
    if isinstance(tree, list | tuple):
        return dict(enumerate(cast("Sequence[object]", tree)))
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return {name: getattr(tree, name) for name in _live_fields(type(tree))}
    return {}


@functools.lru_cache(maxsize=256)
def _live_fields(cls: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the names of a dataclass's fields that hold parameters, or what holds them."""
    fields = dataclasses.fields(cls)
    return tuple(f.name for f in fields if f.init and not f.metadata.get("static", False))


def _part(tree: object, key: object) -> object:
    if isinstance(tree, dict | list | tuple):
        return cast("dict[object, object]", tree)[key]
    return getattr(tree, cast("str", key))


def _rebuild(tree: object, changed: dict[object, object]) -> object:
    if isinstance(tree, dict):
        fresh = copy.copy(cast("dict[object, object]", tree))
        fresh.update(changed)
        return fresh
    kind = cast("Callable[..., object]", type(tree))
    if hasattr(tree, "_fields"):
        return kind(*changed.values())
    if isinstance(tree, list | tuple):
        return kind(changed.values())
    values = cast("dict[str, object]", changed)
    return dataclasses.replace(cast("DataclassInstance", tree), **values)


def as_kind_of(leaf: object, value: object) -> object:
    """Return a value in the kind and dtype of a leaf, whose shape it must have."""
    if type(value) is np.ndarray and type(leaf) is np.ndarray:
        was, now = cast("Leaf", leaf), cast("Leaf", value)
        if was.dtype == now.dtype and was.shape == now.shape:
            return now
    new, old = np.asarray(value), np.asarray(leaf)
    if new.shape != old.shape:
        raise error("GW610", found=new.shape, expected=old.shape)
    if isinstance(leaf, np.ndarray):
        return new.astype(old.dtype, copy=False)
    return float(new) if isinstance(leaf, float) and type(leaf) is float else old.dtype.type(new)
