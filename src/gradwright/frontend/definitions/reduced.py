"""Reductions that begin with a number, or of those entries for which a mask holds."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def prod(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    keepdims: bool = False,
    initial: Any = 1,
    where: Any = True,
) -> Values:
    """Return products of a number and of the entries for which a mask holds."""
    a = np.asarray(a)
    if where is not True:
        a = np.where(where, a, np.ones_like(a))
    return np.prod(a, axis=axis, dtype=dtype, keepdims=keepdims, initial=initial)


def extreme(reduce: Any, choose: Any) -> FunctionType:
    """Return what stands for ``np.max`` or ``np.min``, by the function that chooses between two."""

    def among(
        a: Any, axis: Any = None, keepdims: bool = False, initial: Any = None, where: Any = True
    ) -> Values:
        a = np.asarray(a)
        if where is not True:
            a = np.where(where, a, np.full_like(a, initial))
        return choose(reduce(a, axis=axis, keepdims=keepdims), initial)

    return among


def var(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    ddof: int = 0,
    keepdims: bool = False,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Values:
    """Return variances of the entries for which a mask holds, around a mean that may be given."""
    a = np.asarray(a, dtype=dtype)
    freedom = ddof if correction is None else correction
    if where is True and mean is None:
        return np.var(a, axis=axis, ddof=freedom, keepdims=keepdims)
    counted = np.logical_and(np.ones_like(a, dtype=bool), where)
    count = np.sum(counted, axis=axis, keepdims=True).astype(a.dtype)
    middle = np.sum(a, axis=axis, keepdims=True, where=where) / count if mean is None else mean
    squares = np.sum(np.square(a - middle), axis=axis, keepdims=keepdims, where=where)
    return squares / (count.reshape(squares.shape) - freedom)


def std(
    a: Any,
    axis: Any = None,
    dtype: Any = None,
    ddof: int = 0,
    keepdims: bool = False,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Values:
    """Return deviations of the entries for which a mask holds, around a mean that may be given."""
    if where is True and mean is None:
        return np.std(np.asarray(a, dtype=dtype), axis=axis, ddof=correction, keepdims=keepdims)
    return np.sqrt(var(a, axis, dtype, ddof, keepdims, where, mean, correction))


def any_of(a: Any, axis: Any = None, keepdims: bool = False, where: Any = True) -> Values:
    """Return whether any of the entries for which a mask holds is not 0."""
    return np.any(np.logical_and(a, where), axis=axis, keepdims=keepdims)


def all_of(a: Any, axis: Any = None, keepdims: bool = False, where: Any = True) -> Values:
    """Return whether none of the entries for which a mask holds is 0."""
    return np.all(np.logical_or(a, np.logical_not(where)), axis=axis, keepdims=keepdims)


METHODS: dict[str, FunctionType] = {
    "all": all_of,
    "any": any_of,
    "max": extreme(np.max, np.maximum),
    "min": extreme(np.min, np.minimum),
    "prod": prod,
    "std": std,
    "var": var,
}
DEFINITIONS: dict[object, FunctionType] = {getattr(np, name): f for name, f in METHODS.items()}
