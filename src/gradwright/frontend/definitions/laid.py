"""Arrays read and laid in Fortran's order, sequences that are arrays themselves, least ranks."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def reshape(a: Any, shape: Any, order: Any = "C") -> Values:
    """Return an array in another shape, its entries counted with the first index fastest."""
    if order != "F":
        return np.reshape(a, shape, order=order)
    lengths = (shape,) if np.ndim(shape) == 0 else tuple(shape)
    return np.asarray(a).T.reshape(lengths[::-1]).T


def reshaped(a: Values, *shape: Any, order: Any = "C") -> Values:
    """Return what the method gives: the lengths may be arguments of their own."""
    return reshape(a, shape[0] if len(shape) == 1 else shape, order)


def ravel(a: Any, order: Any = "C") -> Values:
    """Return the flattened array, its entries counted with the first index fastest."""
    return np.asarray(a).T.ravel() if order == "F" else np.ravel(a, order=order)


def flatten(a: Values, order: Any = "C") -> Values:
    """Return the flattened copy, its entries counted with the first index fastest."""
    return a.T.flatten() if order == "F" else a.flatten(order=order)


def asfortranarray(a: Any) -> Values:
    """Return an array laid with the first index fastest."""
    return np.ascontiguousarray(np.asarray(a).T).T


def concatenate(arrays: Values, axis: Any = 0) -> Values:
    """Return the parts of an array end to end along an axis."""
    if axis is None:
        return arrays.flatten()
    place = axis if axis >= 0 else axis + arrays.ndim - 1
    moved = np.moveaxis(arrays, 0, place)
    lengths = moved.shape
    joined = lengths[place] * lengths[place + 1]
    return moved.reshape((*lengths[:place], joined, *lengths[place + 2 :])).copy()


def stack(arrays: Values, axis: int = 0) -> Values:
    """Return the parts of an array one beside the other along a new axis."""
    return np.moveaxis(arrays, 0, axis).copy()


def vstack(tup: Values) -> Values:
    """Return the parts of an array one below the other."""
    if tup.ndim < 3:
        return tup.copy() if tup.ndim == 2 else tup[:, None].copy()
    return concatenate(tup)


def hstack(tup: Values) -> Values:
    """Return the parts of an array side by side."""
    if tup.ndim < 3:
        return tup.flatten()
    return concatenate(tup, 1)


def atleast_1d(*arys: Any) -> tuple[Values, ...]:
    """Return several arrays with one axis or more."""
    return tuple([np.atleast_1d(x) for x in arys])


def atleast_2d(*arys: Any) -> tuple[Values, ...]:
    """Return several arrays with two axes or more."""
    return tuple([np.atleast_2d(x) for x in arys])


DEFINITIONS: dict[object, FunctionType] = {
    np.asfortranarray: asfortranarray,
    np.atleast_1d: atleast_1d,
    np.atleast_2d: atleast_2d,
    np.concatenate: concatenate,
    np.hstack: hstack,
    np.ravel: ravel,
    np.reshape: reshape,
    np.stack: stack,
    np.vstack: vstack,
}
METHODS: dict[str, FunctionType] = {"flatten": flatten, "ravel": ravel, "reshape": reshaped}
