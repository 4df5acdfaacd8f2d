"""Parameters as structures: lists, tuples, dicts, dataclasses and named tuples, nested.

In: a structure, and others that match it. Out: a structure of the same shape in which every
float (a Python float, a NumPy floating scalar or array) was replaced; everything else, and every
dataclass field marked ``field(metadata={"static": True})``, stands as it was.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator, Sequence
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
        return np.issubdtype(cast("NDArray[np.generic]", leaf).dtype, np.floating)
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
    if is_float_leaf(tree):
        return cast("Tree", _as_kind_of(tree, function(tree, *others)))
    parts = _parts(tree)
    if not parts:
        return tree
    again = cast("Callable[..., object]", map_floats)
    changed = {
        key: again(function, part, *(_part(other, key) for other in others))
        for key, part in parts.items()
    }
    return cast("Tree", _rebuild(tree, changed))


def float_leaves(tree: object) -> Iterator[Leaf]:
    """Every float of `tree`, in the order in which `map_floats` visits them."""
    if is_float_leaf(tree):
        yield cast("Leaf", tree)
    for part in _parts(tree).values():
        yield from float_leaves(part)


def _parts(tree: object) -> dict[object, object]:
    """The children of a container by key, empty for a leaf."""
    if isinstance(tree, dict):
        return cast("dict[object, object]", tree)
    if isinstance(tree, list | tuple):
        return dict(enumerate(cast("Sequence[object]", tree)))
    if dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        return {f.name: getattr(tree, f.name) for f in dataclasses.fields(tree) if _is_live(f)}
    return {}


def _is_live(field: dataclasses.Field[object]) -> bool:
    return field.init and not field.metadata.get("static", False)


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


def _as_kind_of(leaf: object, value: object) -> object:
    new, old = np.asarray(value), np.asarray(leaf)
    if new.shape != old.shape:
        raise error("GW610", found=new.shape, expected=old.shape)
    if isinstance(leaf, np.ndarray):
        return new.astype(old.dtype, copy=False)
    return float(new) if isinstance(leaf, float) and type(leaf) is float else old.dtype.type(new)
