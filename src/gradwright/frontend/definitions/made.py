"""Arrays made by a rule: spaced numbers, triangles, windows, arrays filled or repeated to a shape."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False
) -> Any:
    """Return evenly spaced numbers, with the end or without it."""
    step = (stop - start) / (num - 1 if endpoint else num)
    if np.ndim(step):
        return linspace_of_arrays(start + 0.0 * step, stop, step, num, endpoint)
    found = np.linspace(start, stop, num)
    if not endpoint:
        found = (np.arange(0, num) * step + start).astype(found.dtype)
    return (found, step) if retstep else found


def linspace_of_arrays(
    start: Values, stop: Values, step: Values, num: int, endpoint: bool
) -> Values:
    """Return evenly spaced arrays, with the end or without it."""
    places = np.arange(0.0, num).reshape((num,) + (1,) * step.ndim)
    found = places * step + start
    if endpoint and num > 1:
        found[-1] = stop
    return found


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0
) -> Values:
    """Return powers whose exponents are evenly spaced."""
    return np.power(base, linspace(start, stop, num, endpoint))


def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True) -> Values:
    """Return numbers of one sign whose ratios are equal, the ends exact."""
    sign = np.sign(start)
    found = logspace(np.log10(start / sign), np.log10(stop / sign), num, endpoint)
    found[0] = start / sign
    if endpoint:
        found[-1] = stop / sign
    return found * sign


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = float) -> Values:  # noqa: N803
    """Return a matrix of ones on and below a diagonal."""
    return np.tril(np.ones((N, N if M is None else M), dtype=dtype), k)


def diagflat(v: Any, k: int = 0) -> Values:
    """Return the matrix whose diagonal is the flattened array."""
    return np.diag(np.ravel(v), k)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Values:
    """Return an array that another one fills."""
    if np.ndim(fill_value) == 0:
        return np.full(shape, fill_value, dtype)
    found = np.empty(shape, dtype=fill_value.dtype if dtype is None else dtype)
    found[...] = fill_value
    return found


def resize(a: Any, new_shape: Any) -> Values:
    """Return an array of another size, the entries repeated as often as needed."""
    flat = np.ravel(a)
    count = 1
    for n in (new_shape,) if isinstance(new_shape, int) else new_shape:
        count = count * n
    return flat[np.arange(count) % flat.shape[0]].reshape(new_shape)


def angles(M: int) -> Values:  # noqa: N803
    """Return pi times the places of a window's entries, from -1 to 1."""
    return np.pi * np.arange(1 - M, M, 2) / (M - 1)


def hanning(M: int) -> Values:  # noqa: N803
    """Return the Hann window."""
    return 0.5 + 0.5 * np.cos(angles(M))


def hamming(M: int) -> Values:  # noqa: N803
    """Return the Hamming window."""
    return 0.54 + 0.46 * np.cos(angles(M))


def blackman(M: int) -> Values:  # noqa: N803
    """Return the Blackman window."""
    steps = np.arange(1 - M, M, 2)
    return (
        0.42 + 0.5 * np.cos(np.pi * steps / (M - 1)) + 0.08 * np.cos(2.0 * np.pi * steps / (M - 1))
    )


def bartlett(M: int) -> Values:  # noqa: N803
    """Return the Bartlett window."""
    steps = np.arange(1 - M, M, 2)
    return np.where(np.less_equal(steps, 0), 1 + steps / (M - 1), 1 - steps / (M - 1))


def kaiser(M: int, beta: float) -> Values:  # noqa: N803
    """Return the Kaiser window."""
    middle = (M - 1) / 2.0
    places = (np.arange(0, M) - middle) / middle
    return np.i0(beta * np.sqrt(1 - places**2.0)) / np.i0(np.atleast_1d(beta))


DEFINITIONS: dict[object, FunctionType] = {
    np.bartlett: bartlett,
    np.blackman: blackman,
    np.diagflat: diagflat,
    np.full: full,
    np.geomspace: geomspace,
    np.hamming: hamming,
    np.hanning: hanning,
    np.kaiser: kaiser,
    np.linspace: linspace,
    np.logspace: logspace,
    np.resize: resize,
    np.tri: tri,
}
