"""The numbers that an object holds, by path: ``self.weights``, ``self.params['W']``, ``self.W.grad``."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from gradwright.checked.snapshot import OPAQUE, Array
from gradwright.classes.watch import attributes_of

DEPTH = 5
MANY = 400

Step = tuple[str, object]
Holder = Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """An array or a number inside of an object.

    Attributes
    ----------
    root
        What the path begins with: ``self``, the name of an argument, ``returned``.
    steps
        The way to it: ``("attribute", name)`` or ``("item", key)``.
    value
        The array, number, or list of numbers.
    holder
        What holds it: an object, a dict, a list; the last step says where.
    source
        Where `value` is a copy: what it is a copy of.
    """

    root: str
    steps: tuple[Step, ...]
    value: object
    holder: Holder = None
    source: object = None

    @property
    def path(self) -> str:
        """How Python reaches it."""
        return self.root + "".join(
            f".{key}" if kind == "attribute" else f"[{key!r}]" for kind, key in self.steps
        )

    @property
    def array(self) -> Array:
        """Its numbers, as an array of their own."""
        return np.array(self.value)

    def put(self, value: object) -> bool:
        """Put another value in its place; False where nothing can."""
        if not self.steps or self.holder is None:
            return False
        kind, key = self.steps[-1]
        if kind == "attribute":
            setattr(self.holder, str(key), value)
        elif isinstance(self.holder, dict | list):
            cast("dict[object, object]", self.holder)[key] = value
        else:
            return False
        return True


def leaves_of(
    value: object, root: str, through: Callable[[object], bool] = lambda _: True
) -> list[Leaf]:
    """Return the numbers in an object, arrays and rectangular lists of numbers whole.

    Parameters
    ----------
    value
        The object.
    root
        How its paths begin.
    through
        Whether the attributes of an object inside are looked at.
    """
    found: list[Leaf] = []
    for leaf in _walk(Leaf(root, (), value), through, set(), DEPTH):
        found.append(leaf)
        if len(found) == MANY:
            break
    return found


def kept_leaves(
    value: object, root: str, through: Callable[[object], bool] = lambda _: True
) -> list[Leaf]:
    """Return the numbers in an object, copied."""
    found = leaves_of(value, root, through)
    return [replace(leaf, value=_copied(leaf.value), source=leaf.value) for leaf in found]


def _copied(value: object) -> object:
    if isinstance(value, np.ndarray):
        return cast("Array", value).copy()
    return copy.deepcopy(value)


def _walk(
    at: Leaf, through: Callable[[object], bool], seen: set[int], depth: int
) -> Iterator[Leaf]:
    if is_numeric(at.value):
        yield at
        return
    if isinstance(at.value, OPAQUE) or id(at.value) in seen or depth == 0:
        return
    seen.add(id(at.value))
    for step, value in _children(at, through):
        yield from _walk(
            Leaf(at.root, (*at.steps, step), value, at.value), through, seen, depth - 1
        )


def _children(at: Leaf, through: Callable[[object], bool]) -> list[tuple[Step, object]]:
    value = at.value
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return [(("item", key), item) for key, item in items]
    if isinstance(value, list | tuple):
        several = cast("list[object]", value)
        if hasattr(several, "_fields"):
            names = cast("Collection[str]", cast("Any", value)._fields)
            return [(("attribute", n), v) for n, v in zip(names, several, strict=True)]
        return [(("item", k), item) for k, item in enumerate(several)]
    if value is None or isinstance(value, np.generic | np.ndarray) or not through(value):
        return []
    return [(("attribute", name), item) for name, item in attributes_of(value).items()]


def is_numeric(value: object) -> bool:
    """Whether a value is a number, an array of numbers, or a rectangular list of numbers."""
    if isinstance(value, bool | np.bool):
        return False
    if isinstance(value, int | float | np.floating | np.integer):
        return True
    if isinstance(value, np.ndarray):
        return cast("Array", value).dtype.kind in "biuf"
    if isinstance(value, list) and value and _is_plain(cast("list[object]", value)):
        try:
            array = cast("Array", np.asarray(cast("Any", value)))
        except ValueError:
            return False
        return array.dtype.kind in "iuf"
    return False


def _is_plain(value: object) -> bool:
    """Whether a list holds Python numbers alone, at any depth."""
    if isinstance(value, list):
        return all(map(_is_plain, cast("list[object]", value)))
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_float(value: object) -> bool:
    """Whether a numeric value can carry a derivative as it is."""
    if isinstance(value, np.ndarray | np.generic):
        return cast("Array", value).dtype.kind == "f"
    if isinstance(value, list):
        return True
    return isinstance(value, float)
