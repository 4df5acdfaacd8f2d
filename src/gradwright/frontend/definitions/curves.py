"""Curves through points with all that NumPy may be asked for, polynomials by their coefficients."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def interp(
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None
) -> Values:
    """Return values between points, other ones beyond them, or those of a periodic curve."""
    if period is not None:
        x, xp, fp = np.asarray(x) % period, np.asarray(xp) % period, np.asarray(fp)
        order = np.argsort(xp)
        xp, fp = xp[order], fp[order]
        xp = np.concatenate((xp[-1:] - period, xp, xp[:1] + period))
        return np.interp(x, xp, np.concatenate((fp[-1:], fp, fp[:1])))
    found = np.interp(x, xp, fp)
    if left is not None:
        found = np.where(np.asarray(x) < xp[0], left, found)
    if right is not None:
        found = np.where(np.asarray(x) > xp[-1], right, found)
    return found


def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Values:
    """Return differences of neighbours, of what is put before and behind too."""
    a = np.asarray(a)
    if prepend is not None:
        a = np.concatenate((beside(a, prepend, axis), a), axis=axis)
    if append is not None:
        a = np.concatenate((a, beside(a, append, axis)), axis=axis)
    return np.diff(a, n, axis)


def beside(a: Values, value: Any, axis: int) -> Values:
    """Return what is put beside an array: a number stands for one entry everywhere."""
    if np.ndim(value):
        return value
    first = np.take(a, np.array([0]), axis=axis)
    return np.full_like(first, value, dtype=np.asarray(value).dtype)


def polyfit(x: Any, y: Any, deg: int, w: Any = None) -> Values:
    """Return the coefficients of the polynomial that is nearest to points, highest power first."""
    x, y = np.asarray(x) + 0.0, np.asarray(y) + 0.0
    powers = np.vander(x, deg + 1)
    if w is not None:
        powers = powers * np.asarray(w)[:, None]
        y = y * np.asarray(w) if y.ndim == 1 else y * np.asarray(w)[:, None]
    scale = np.sqrt((powers * powers).sum(axis=0))
    found = np.linalg.lstsq(powers / scale, y, rcond=None)[0]
    return (found.T / scale).T


def polymul(a1: Any, a2: Any) -> Values:
    """Return the product of polynomials without leading zeros."""
    a1, a2 = np.asarray(a1), np.asarray(a2)
    if a1[0] == 0 or a2[0] == 0:
        raise ValueError("np.polymul leaves leading zeros out; they have no derivative here")
    return np.convolve(a1, a2)


def polyint(p: Any, m: int = 1, k: Any = 0.0) -> Values:
    """Return the polynomial whose derivative this is."""
    p = np.asarray(p)
    for _ in range(m):
        n = p.shape[0]
        p = np.concatenate((p / np.arange(n, 0, -1), np.atleast_1d(np.asarray(k) + 0.0)))
    return p


DEFINITIONS: dict[object, FunctionType] = {
    np.diff: diff,
    np.interp: interp,
    np.polyfit: polyfit,
    np.polyint: polyint,
    np.polymul: polymul,
}
