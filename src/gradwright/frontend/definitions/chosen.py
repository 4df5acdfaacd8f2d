"""Entries put in, taken out and chosen: `np.insert`, `np.delete`, `np.take_along_axis`, `np.piecewise`.

What goes where is decided on whole numbers, by NumPy's own function of the name where it has one.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def delete(arr: Any, obj: Any, axis: int | None = None) -> Values:
    """Return an array without the entries at some places."""
    arr = np.asarray(arr)
    if axis is None:
        arr, axis = arr.ravel(), 0
    return np.take(arr, np.delete(np.arange(arr.shape[axis]), obj), axis=axis)


def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Values:
    """Return an array with values put in before some places, in the array's dtype."""
    arr = np.asarray(arr)
    values = np.asarray(values, dtype=arr.dtype)
    if axis is None:
        arr, values, axis = arr.ravel(), np.ravel(values), 0
    if arr.ndim > 1:
        return inserted_rows(arr, obj, values, axis)
    if np.ndim(obj) == 0:
        return np.concatenate((arr[:obj], np.atleast_1d(values), arr[obj:]))
    obj = np.asarray(obj)
    count, n = obj.shape[0], arr.shape[0]
    order: Any = np.insert(np.arange(n), obj, n + np.arange(count))
    return np.concatenate((arr, np.broadcast_to(values, (count,))))[order]


def inserted_rows(arr: Values, obj: int, values: Values, axis: int) -> Values:
    """Return a matrix with one more row or column, or with several rows."""
    if axis == 0:
        row = np.full_like(arr[0], values) if values.ndim == 0 else values
        rows = row if row.ndim == arr.ndim else row[None]
        return np.concatenate((arr[:obj], rows, arr[obj:]), axis=0)
    column = np.full_like(arr[:, 0], values) if values.ndim == 0 else values
    return np.concatenate((arr[:, :obj], column[:, None], arr[:, obj:]), axis=1)


def take_along_axis(arr: Values, indices: Values, axis: int | None = -1) -> Values:
    """Return the entries that indices along one axis name."""
    if axis is None:
        return arr.ravel()[indices]
    return arr[places_along(arr, indices, axis)]


def put_along_axis(arr: Values, indices: Values, values: Any, axis: int) -> None:
    """Store where indices along one axis name the places."""
    arr[places_along(arr, indices, axis)] = values


def places_along(arr: Values, indices: Values, axis: int) -> tuple[Values, ...]:
    """Return one array of indices for each axis."""
    rank = arr.ndim
    along = axis if axis >= 0 else axis + rank
    places: Any = [
        indices
        if k == along
        else np.arange(arr.shape[k]).reshape((1,) * k + (-1,) + (1,) * (rank - k - 1))
        for k in range(rank)
    ]
    return tuple(places)


def compress(condition: Values, a: Any, axis: int | None = None) -> Values:
    """Return the entries along an axis whose condition holds."""
    a = np.asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    return np.take(a, np.flatnonzero(np.asarray(condition)), axis=axis)


def compressed(a: Any, condition: Values, axis: int | None = None) -> Values:
    """Return the method's result: the array comes first."""
    return compress(condition, a, axis)


def extract(condition: Values, arr: Any) -> Values:
    """Return the entries for which the condition holds, as a vector."""
    return np.take(np.ravel(arr), np.flatnonzero(condition))


def piecewise(
    x: Values, condlist: Sequence[Values], funclist: Sequence[Any], *args: Any, **kw: Any
) -> Values:
    """Return what one of several functions gives for each entry: where its condition holds."""
    y = np.zeros_like(x)
    conditions: Any = [condlist] if isinstance(condlist, np.ndarray) else condlist
    if len(funclist) == len(conditions) + 1:
        otherwise = np.logical_not(conditions[0])
        for cond in conditions[1:]:
            otherwise = np.logical_and(otherwise, np.logical_not(cond))
        conditions = [*conditions, otherwise]
    for k in range(len(conditions)):
        function = funclist[k]
        if isinstance(function, Callable):
            y[conditions[k]] = function(x[conditions[k]], *args, **kw)
        else:
            y[conditions[k]] = function
    return y


def choose(a: Any, choices: Sequence[Any], mode: str = "raise") -> Values:
    """Return for each entry of `a` that one of the choices which it numbers."""
    count = len(choices)
    a = within(np.asarray(a), count, mode)
    if np.any(np.logical_or(a < 0, a >= count)):
        raise ValueError("invalid entry in choice array")
    found: Any = choices[count - 1]
    for k in reversed(range(count - 1)):
        found = np.where(a == k, choices[k], found)
    return found


def within(places: Values, n: int, mode: str) -> Values:
    """Return places among the first n: those beyond them counted on from the start, or the nearest."""
    if mode == "wrap":
        return places % n
    return np.clip(places, 0, n - 1) if mode == "clip" else places


def take(a: Any, indices: Any, axis: int | None = None, mode: str = "raise") -> Values:
    """Return entries at places that may lie beyond the last one."""
    a = np.asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    return np.take(a, within(np.asarray(indices), a.shape[axis], mode), axis=axis)


DEFINITIONS: dict[object, FunctionType] = {
    np.choose: choose,
    np.compress: compress,
    np.delete: delete,
    np.extract: extract,
    np.insert: insert,
    np.piecewise: piecewise,
    np.put_along_axis: put_along_axis,
    np.take: take,
    np.take_along_axis: take_along_axis,
}
