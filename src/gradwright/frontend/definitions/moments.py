"""Covariances and correlations in all their forms."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    fweights: Any = None,
    aweights: Any = None,
) -> Any:
    """Return the covariances of variables that are rows, or columns, of matrices."""
    m = np.asarray(m, dtype=np.float64)
    if ddof is None:
        ddof = 0 if bias else 1
    rows = variables(m, rowvar)
    if y is not None:
        rows = np.concatenate((rows, variables(np.asarray(y, dtype=np.float64), rowvar)), axis=0)
    if fweights is None and aweights is None:
        centred = rows - np.mean(rows, axis=1, keepdims=True)
        found = np.dot(centred, centred.T) * (1 / (rows.shape[1] - ddof))
    else:
        if fweights is None:
            weights = np.asarray(aweights)
        elif aweights is None:
            weights = np.asarray(fweights)
        else:
            weights = np.asarray(fweights) * np.asarray(aweights)
        found = weighted(rows, weights, ddof, aweights)
    return found[0, 0] if m.ndim == 1 and y is None else found


def variables(m: Values, rowvar: bool) -> Values:
    """Return a matrix whose rows are the variables."""
    if m.ndim == 1:
        return m[None, :]
    return m if rowvar else m.T


def weighted(rows: Values, weights: Values, ddof: int, aweights: Any) -> Values:
    """Return the covariances of observations that count by their weights."""
    total = np.sum(weights)
    centred = rows - (np.sum(rows * weights, axis=1) / total)[:, None]
    count: Any = total
    if ddof != 0:
        count = total - ddof
        if aweights is not None:
            count = total - ddof * sum(weights * np.asarray(aweights)) / total
    return np.dot(centred, (centred * weights).T) * (1 / count)


def corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """Return the correlation coefficients of variables; of one variable, 1."""
    c = cov(x, y, rowvar)
    if np.ndim(c) == 0:
        return c / c
    deviations = np.sqrt(np.diagonal(c))
    return np.clip(c / deviations[:, None] / deviations[None, :], -1, 1)


DEFINITIONS: dict[object, FunctionType] = {np.cov: cov, np.corrcoef: corrcoef}
