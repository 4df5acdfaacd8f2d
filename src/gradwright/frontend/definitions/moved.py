"""Entries moved along several axes, diagonals of stacks, numbers of entries and their indices."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def roll(a: Values, shift: Any, axis: Any = None) -> Values:
    """Return an array rolled along an axis, or along several one after the other."""
    if not isinstance(axis, tuple):
        return np.roll(a, shift, axis)
    shifts = shift if isinstance(shift, tuple) else (shift,) * len(axis)
    for k in range(len(axis)):
        a = np.roll(a, shifts[k], axis[k])
    return a


def rollaxis(a: Values, axis: int, start: int = 0) -> Values:
    """Return an array with one axis moved before another."""
    rank = a.ndim
    place = axis if axis >= 0 else axis + rank
    goal = start if start >= 0 else start + rank
    return np.moveaxis(a, place, goal - 1 if place < goal else goal)


def repeat(a: Any, repeats: Any, axis: int | None = None) -> Values:
    """Return an array with each entry as often as its own count says."""
    a = np.asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    counts = np.asarray(repeats)
    if counts.shape[0] == 1:
        return np.repeat(a, counts[0], axis)
    return np.take(a, np.repeat(np.arange(a.shape[axis]), counts), axis=axis)


def diagonal(a: Values, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Values:
    """Return the diagonals of the matrices that two axes span."""
    if a.ndim == 2 and axis1 == 0 and axis2 == 1:
        return np.diagonal(a, offset)
    return entries_on(np.moveaxis(a, (axis1, axis2), (-2, -1)), offset)


def linalg_diagonal(x: Values, offset: int = 0) -> Values:
    """Return the diagonals of matrices."""
    return np.diagonal(x, offset) if x.ndim == 2 else entries_on(x, offset)


def entries_on(t: Values, offset: int) -> Values:
    """Return the diagonals of the matrices in the last two axes."""
    rows, columns = t.shape[-2], t.shape[-1]
    steps = np.arange(min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns))
    if offset >= 0:
        return t[..., steps, steps + offset]
    return t[..., steps - offset, steps]


def trace(a: Values, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Values:
    """Return the sums of diagonals."""
    if a.ndim == 2 and axis1 == 0 and axis2 == 1:
        return np.trace(a, offset)
    return diagonal(a, offset, axis1, axis2).sum(axis=-1)


def linalg_trace(x: Values, offset: int = 0) -> Values:
    """Return the sums of matrices' diagonals."""
    return np.trace(x, offset) if x.ndim == 2 else entries_on(x, offset).sum(axis=-1)


def unravel_index(indices: Any, shape: Any) -> tuple[Any, ...]:
    """Return the indices along each axis of the entry that has a number."""
    lengths = (shape,) if isinstance(shape, int) else shape
    found: Any = ()
    for n in reversed(lengths[1:]):
        found = (indices % n, *found)
        indices = indices // n
    return (indices, *found)


def ravel_multi_index(multi_index: Sequence[Any], dims: Any) -> Any:
    """Return the number of the entry that has these indices."""
    lengths = (dims,) if isinstance(dims, int) else dims
    found = multi_index[0]
    for k in range(1, len(lengths)):
        found = found * lengths[k] + multi_index[k]
    return found


def sliding_window_view(x: Values, window_shape: Any, axis: Any = None) -> Values:
    """Return all windows of a width along one axis, or of a matrix along both."""
    if isinstance(window_shape, tuple) and len(window_shape) == 2:
        rows = windows(x.shape[0], window_shape[0])[:, None, :, None]
        columns = windows(x.shape[1], window_shape[1])[:, None, :]
        return x[rows, columns]
    width = window_shape[0] if isinstance(window_shape, tuple) else window_shape
    place = 0 if axis is None else axis
    moved = np.moveaxis(x, place, -1)
    found = moved[..., windows(moved.shape[-1], width)]
    return np.moveaxis(found, -2, place if place >= 0 else place - 1)


def windows(n: int, width: int) -> Values:
    """Return the indices of each window, a row each."""
    if width > n:
        raise ValueError("window shape cannot be larger than input array shape")
    return np.arange(n - width + 1)[:, None] + np.arange(width)


def trim_zeros(filt: Values, trim: str = "fb") -> Values:
    """Return a vector without the zeros at its ends."""
    places = np.flatnonzero(filt)
    first = places[0] if "f" in trim else 0
    return filt[first : places[-1] + 1] if "b" in trim else filt[first:]


DEFINITIONS: dict[object, FunctionType] = {
    np.diagonal: diagonal,
    np.linalg.diagonal: linalg_diagonal,
    np.linalg.trace: linalg_trace,
    np.ravel_multi_index: ravel_multi_index,
    np.repeat: repeat,
    np.roll: roll,
    np.rollaxis: rollaxis,
    np.lib.stride_tricks.sliding_window_view: sliding_window_view,
    np.trace: trace,
    np.trim_zeros: trim_zeros,
    np.unravel_index: unravel_index,
}
