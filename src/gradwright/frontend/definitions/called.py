"""Functions that give functions, or stand for an operator: `np.poly1d`, `operator.itemgetter`."""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import math
import operator
from types import FunctionType
from typing import Any

import numpy as np

Values = Any


def poly1d(c_or_r: Any) -> Any:
    """Return the polynomial with these coefficients, highest power first, as a function."""
    return lambda x: np.polyval(c_or_r, x)


def polynomial(coef: Any) -> Any:
    """Return the polynomial with these coefficients, lowest power first, as a function."""
    return lambda x: np.polynomial.polynomial.polyval(x, coef)


def itemgetter(item: Any) -> Any:
    """Return a function that reads an entry."""
    return lambda value: value[item]


def neg(a: Any) -> Any:
    """Return the number with the other sign."""
    return -a


def pos(a: Any) -> Any:
    """Return the number."""
    return +a


def size(a: Any) -> Any:
    """Return the number without its sign."""
    return abs(a)


def prod(iterable: Any, start: Any = 1) -> Any:
    """Return the product of numbers one after the other."""
    total = start
    for value in iterable:
        total = total * value
    return total


def fromiter(iter: Any, dtype: Any, count: int = -1) -> Values:  # noqa: A002
    """Return the array of what an iterable gives, of all or of the first."""
    values = np.array(list(iter), dtype=dtype)
    return values if count < 0 else values[:count]


def poly(seq_of_zeros: Any) -> Values:
    """Return the coefficients of the polynomial with these zeros, highest power first."""
    zeros = np.asarray(seq_of_zeros)
    found = np.ones(1)
    for k in range(zeros.shape[0]):
        found = np.convolve(found, np.array([1.0, -zeros[k]]))
    return found


DEFINITIONS: dict[object, FunctionType] = {
    math.prod: prod,
    np.fromiter: fromiter,
    np.poly: poly,
    np.poly1d: poly1d,
    np.polynomial.Polynomial: polynomial,
    operator.abs: size,
    operator.itemgetter: itemgetter,
    operator.neg: neg,
    operator.pos: pos,
}
