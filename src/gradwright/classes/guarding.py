"""Arrays that are read-only from forward to backward, which reads them."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterable, Iterator
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.frontend.keys import parts_of


class Guard:
    """What is closed, by instance: the arrays that were writeable before."""

    def __init__(self) -> None:
        self.closed: dict[int, list[weakref.ref[np.ndarray[Any, Any]]]] = {}

    def close(self, layer: object, paths: Iterable[str]) -> None:
        """Make the arrays at these paths read-only."""
        arrays = [a for path in paths for a in _arrays(_at(layer, path)) if a.flags.writeable]
        for array in arrays:
            array.flags.writeable = False
        self.closed[id(layer)] = [weakref.ref(array) for array in arrays]

    def release(self, layer: object) -> None:
        """Make what was closed for an instance writeable."""
        for one in self.closed.pop(id(layer), ()):
            array = one()
            if array is not None:
                array.flags.writeable = True

    def opened_by(self, backward: FunctionType) -> Callable[..., object]:
        """Return a backward that opens what its forward closed."""

        @functools.wraps(backward)
        def wrapper(layer: object, *args: Any, **kwargs: Any) -> object:
            try:
                return backward(layer, *args, **kwargs)
            finally:
                self.release(layer)

        return wrapper


def _at(layer: object, path: str) -> object:
    """Return what a path of attributes and keys leads to; None where it leads nowhere."""
    try:
        return eval(path, {}, {"self": layer})  # a path of the written code
    except (AttributeError, LookupError, TypeError):
        return None


def _arrays(value: object) -> Iterator[np.ndarray[Any, Any]]:
    if isinstance(value, np.ndarray):
        yield cast("np.ndarray[Any, Any]", value)
    else:
        found = parts_of(value)
        for child in found[2] if found else ():
            yield from _arrays(child)
