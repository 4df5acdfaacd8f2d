"""Methods of NumPy's binary functions that no row takes: `reduce`, `accumulate`, `at`, by a loop."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def reducing(function: Any) -> FunctionType:
    """Return what stands for a function's ``reduce``."""

    def reduce(array: Any, axis: Any = 0, keepdims: bool = False) -> Values:
        if axis is None or isinstance(axis, tuple):
            raise ValueError("one axis is reduced")
        rows = np.moveaxis(np.asarray(array), axis, 0)
        total = rows[0]
        for k in range(1, rows.shape[0]):
            total = function(total, rows[k])
        return np.expand_dims(total, axis) if keepdims else total

    return reduce


def accumulating(function: Any) -> FunctionType:
    """Return what stands for a function's ``accumulate``."""

    def accumulate(array: Any, axis: int = 0) -> Values:
        rows = np.moveaxis(np.asarray(array), axis, 0)
        found = rows.copy()
        for k in range(1, rows.shape[0]):
            found[k] = function(found[k - 1], rows[k])
        return np.moveaxis(found, 0, axis)

    return accumulate


def changing(function: Any) -> FunctionType:
    """Return what stands for a function's ``at``: places may repeat."""

    def at(a: Values, indices: Any, b: Any) -> None:
        if isinstance(indices, tuple) or np.ndim(indices) != 1 or np.ndim(b) not in (0, a.ndim):
            raise ValueError("places along the first axis, a value each or one for all")
        places = np.asarray(indices)
        values = np.broadcast_to(b, (places.shape[0], *a.shape[1:]))
        for k in range(places.shape[0]):
            a[places[k]] = function(a[places[k]], values[k])

    return at


FOLDED = (
    np.subtract,
    np.divide,
    np.power,
    np.hypot,
    np.logaddexp,
    np.logaddexp2,
    np.fmax,
    np.fmin,
    np.add,
    np.multiply,
    np.maximum,
    np.minimum,
)
DEFINITIONS: dict[object, FunctionType] = {
    **{function.reduce: reducing(function) for function in FOLDED},
    **{function.accumulate: accumulating(function) for function in FOLDED},
    **{function.at: changing(function) for function in FOLDED},
}
