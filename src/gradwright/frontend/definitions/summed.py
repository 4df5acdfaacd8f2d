"""Norms, means by weights, products of stacks, quantiles over several axes."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def norm(x: Values, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Values:  # noqa: A002
    """Return norms of vectors and matrices."""
    of_matrix = (axis is None and ord is not None and x.ndim == 2) or (
        isinstance(axis, tuple) and len(axis) == 2
    )
    if ord is None or ord == "fro" or (ord == 2 and not of_matrix):
        return np.linalg.norm(x, ord, axis, keepdims)
    if of_matrix:
        return norm_of_matrix(x, ord, (0, 1) if axis is None else axis, keepdims)
    if ord in (1, np.inf, -np.inf):
        return np.linalg.norm(x, ord, axis, keepdims)
    if ord == 0:
        return np.sum((x != 0).astype(x.dtype), axis=axis, keepdims=keepdims)
    return np.sum(np.abs(x) ** ord, axis=axis, keepdims=keepdims) ** (1 / ord)


def norm_of_matrix(x: Values, ord: Any, axis: Sequence[int], keepdims: bool) -> Values:  # noqa: A002
    """Return the norm of a matrix by its sums of rows, of columns, or by its singular values."""
    if ord in (2, -2, "nuc"):
        values = np.linalg.svd(np.moveaxis(x, axis, (-2, -1)), compute_uv=False)
        found = values.max(-1) if ord == 2 else values.min(-1) if ord == -2 else values.sum(-1)
        return np.expand_dims(found, tuple([k % x.ndim for k in axis])) if keepdims else found
    along, other = (axis[0], axis[1]) if ord in (1, -1) else (axis[1], axis[0])
    sums = np.sum(np.abs(x), axis=along, keepdims=True)
    if ord in (1, np.inf):
        return np.max(sums, axis=(along, other), keepdims=keepdims)
    return np.min(sums, axis=(along, other), keepdims=keepdims)


def vector_norm(x: Values, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Values:  # noqa: A002
    """Return norms of vectors."""
    return norm(x.ravel() if axis is None else x, ord, axis, keepdims)


def matrix_norm(x: Values, keepdims: bool = False, ord: Any = "fro") -> Values:  # noqa: A002
    """Return norms of matrices."""
    return norm(x, ord, (-2, -1), keepdims)


def cond(x: Values, p: Any = None) -> Values:
    """Return the condition number of a matrix."""
    if p is None or p in (2, -2):
        values = np.linalg.svd(x, compute_uv=False)
        return values[-1] / values[0] if p == -2 else values[0] / values[-1]
    return norm(x, p) * norm(np.linalg.inv(x), p)


def average(
    a: Any, axis: Any = None, weights: Any = None, returned: bool = False, keepdims: bool = False
) -> Any:
    """Return means by weights, also of one number for each place along an axis."""
    a = np.asarray(a)
    if weights is None:
        found = np.mean(a, axis=axis, keepdims=keepdims)
        return (found, found * 0.0 + a.size / found.size) if returned else found
    w = np.asarray(weights)
    if w.ndim != a.ndim:
        w = np.moveaxis(np.zeros_like(np.moveaxis(a, axis, -1)) + w, -1, axis)
    total = np.sum(w, axis=axis, keepdims=keepdims)
    found = np.sum(a * w, axis=axis, keepdims=keepdims) / total
    return (found, total) if returned else found


def vecdot(x1: Values, x2: Values, axis: int = -1) -> Values:
    """Return dot products of the vectors along the last axis."""
    if axis != -1:
        x1, x2 = np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1)
    if x1.ndim == 1 and x2.ndim == 1:
        return np.dot(x1, x2)
    return (x1[..., None, :] @ x2[..., :, None])[..., 0, 0]


def matvec(x1: Values, x2: Values) -> Values:
    """Return products of matrices and vectors."""
    return x1 @ x2 if x2.ndim == 1 else (x1 @ x2[..., None])[..., 0]


def vecmat(x1: Values, x2: Values) -> Values:
    """Return products of vectors and matrices."""
    return x1 @ x2 if x1.ndim == 1 else (x1[..., None, :] @ x2)[..., 0, :]


def multi_dot(arrays: Sequence[Values]) -> Values:
    """Return the product of several matrices; three in the cheaper order, more from the left."""
    if len(arrays) == 3:
        a, b, c = arrays
        if a.ndim == 2 and c.ndim == 2:
            left = a.shape[0] * b.shape[1] * (a.shape[1] + c.shape[1])
            right = a.shape[1] * c.shape[1] * (a.shape[0] + b.shape[1])
            if left >= right:
                return np.dot(a, np.dot(b, c))
    found = arrays[0]
    for k in range(1, len(arrays)):
        found = np.dot(found, arrays[k])
    return found


def tensorsolve(a: Values, b: Values) -> Values:
    """Return the solution of a linear equation between arrays."""
    flat = b.ravel()
    lengths = a.shape[b.ndim :]
    return np.linalg.solve(a.reshape(flat.shape[0], flat.shape[0]), flat).reshape(lengths)


def matrix_power(a: Values, n: int) -> Values:
    """Return the power of order 0: the identity, also of a stack of matrices."""
    if n != 0:
        return np.linalg.matrix_power(a, n)
    return np.zeros_like(a) + np.eye(a.shape[-1], dtype=a.dtype)


def solve(a: Values, b: Values) -> Values:
    """Return the solutions of a stack of linear equations with one right-hand side."""
    return np.linalg.solve(a, b[:, None])[..., 0]


def together(a: Values, axis: Any) -> Values:
    """Return an array whose last axis holds the entries of several axes."""
    axes = tuple(range(a.ndim)) if axis is None else axis
    moved = np.moveaxis(a, axes, tuple(range(-len(axes), 0)))
    return moved.reshape((*moved.shape[: a.ndim - len(axes)], -1))


def apart(found: Values, a: Values, axis: Any, keepdims: bool) -> Values:
    """Return a result with unit axes in the places of those that are gone, if that is asked for."""
    if not keepdims:
        return found
    axes = tuple(range(a.ndim)) if axis is None else axis
    return np.expand_dims(found, tuple([k % a.ndim for k in axes]))


def median(a: Any, axis: Any = None, keepdims: bool = False) -> Values:
    """Return medians over several axes."""
    a = np.asarray(a)
    return apart(np.median(together(a, axis), axis=-1), a, axis, keepdims)


def quantile(
    a: Any, q: Any, axis: Any = None, method: Any = "linear", keepdims: bool = False
) -> Values:
    """Return quantiles over several axes."""
    a = np.asarray(a)
    return apart(np.quantile(together(a, axis), q, axis=-1, method=method), a, axis, keepdims)


def percentile(
    a: Any, q: Any, axis: Any = None, method: Any = "linear", keepdims: bool = False
) -> Values:
    """Return percentiles over several axes."""
    a = np.asarray(a)
    return apart(np.percentile(together(a, axis), q, axis=-1, method=method), a, axis, keepdims)


DEFINITIONS: dict[object, FunctionType] = {
    np.average: average,
    np.linalg.cond: cond,
    np.median: median,
    np.percentile: percentile,
    np.quantile: quantile,
    np.linalg.matrix_norm: matrix_norm,
    np.linalg.matrix_power: matrix_power,
    np.linalg.multi_dot: multi_dot,
    np.linalg.norm: norm,
    np.linalg.solve: solve,
    np.linalg.tensorsolve: tensorsolve,
    np.linalg.vecdot: vecdot,
    np.linalg.vector_norm: vector_norm,
    np.matvec: matvec,
    np.vecdot: vecdot,
    np.vecmat: vecmat,
}
