"""Functions applied entry by entry or along an axis, and results of several parts."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def vectorized(function: Callable[..., Any], *arrays: Any) -> Values:
    """Return what a function of Python numbers gives for each entry."""
    wide = arrays if len(arrays) == 1 else np.broadcast_arrays(*arrays)
    shape = np.shape(wide[0])
    flat: Any = [np.ravel(x) for x in wide]
    found = [function(*[x[k].item() for x in flat]) for k in range(flat[0].shape[0])]
    return np.array(found).reshape(shape)


def apply_along_axis(
    func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any
) -> Values:
    """Return what a function gives for each vector along an axis of a matrix."""
    arr = np.asarray(arr)
    if arr.ndim == 1:
        return func1d(arr, *args, **kwargs)
    if axis in (1, -1):
        return np.stack([func1d(arr[k], *args, **kwargs) for k in range(arr.shape[0])])
    return np.stack([func1d(arr[:, k], *args, **kwargs) for k in range(arr.shape[1])]).T


def tolist(x: Values) -> Any:
    """Return the entries of a vector as a list of Python numbers."""
    return [entry.item() for entry in x]


def item(x: Values, first: Any, *rest: Any) -> Any:
    """Return one entry as a Python number: by its indices, or by its number."""
    places: Any = first if isinstance(first, tuple) else (first, *rest)
    return x[places].item() if len(places) > 1 else x.ravel()[places[0]].item()


def modf(x: Any) -> tuple[Any, Any]:
    """Return what stands behind the point and the whole number before it."""
    whole = np.trunc(x)
    return x - whole, whole


def divmod_of(x1: Any, x2: Any) -> tuple[Any, Any]:
    """Return quotient and remainder."""
    return np.floor_divide(x1, x2), np.remainder(x1, x2)


def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Values:
    """Return numbers with others in the places of what is not finite."""
    found = np.nan_to_num(x, copy=copy, nan=nan)
    if posinf is not None:
        found = np.where(np.equal(x, np.inf), posinf, found)
    if neginf is not None:
        found = np.where(np.equal(x, -np.inf), neginf, found)
    return found


def isposinf(x: Any) -> Values:
    """Return which numbers are infinite and positive."""
    return np.equal(x, np.inf)


def isneginf(x: Any) -> Values:
    """Return which numbers are infinite and negative."""
    return np.equal(x, -np.inf)


def hfft(a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Values:
    """Return the transform of one half of numbers that are their conjugates, mirrored."""
    return np.fft.irfft(np.conjugate(a), n, axis, SWAPPED[norm])


def ihfft(a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Values:
    """Return one half of the inverse transform of real numbers."""
    return np.conjugate(np.fft.rfft(a, n, axis, SWAPPED[norm]))


SWAPPED: dict[Any, Any] = {
    None: "forward",
    "backward": "forward",
    "ortho": "ortho",
    "forward": "backward",
}
DEFINITIONS: dict[object, FunctionType] = {
    np.apply_along_axis: apply_along_axis,
    np.divmod: divmod_of,
    np.fft.hfft: hfft,
    np.fft.ihfft: ihfft,
    np.isneginf: isneginf,
    np.isposinf: isposinf,
    np.modf: modf,
    np.nan_to_num: nan_to_num,
}
