"""Activation functions: plain NumPy, arrays in, arrays out.

Each one is an ordinary program, so gradwright differentiates it like a user's own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def relu(x: Floats) -> Floats:
    """Rectified linear unit, ``max(0, x)`` entry by entry.

    Parameters
    ----------
    x
        Array of any shape.

    Returns
    -------
    array
        Same shape as `x`. The derivative at 0 is 0.
    """
    return np.maximum(x, 0.0)


def sigmoid(x: Floats) -> Floats:
    """Logistic function, ``1 / (1 + exp(-x))`` entry by entry.

    Parameters
    ----------
    x
        Array of any shape.

    Returns
    -------
    array
        Same shape as `x`, between 0 and 1. No exponential overflows however large `x` is, and
        the left tail keeps its relative precision.
    """
    return np.exp(-np.logaddexp(0.0, -x))


def softmax(x: Floats) -> Floats:
    """Probabilities over the last axis, proportional to ``exp(x)``.

    Parameters
    ----------
    x
        Logits, shape (..., classes).

    Returns
    -------
    array
        Same shape as `x`; each row is non-negative and sums to 1. The shift by the row's
        maximum changes no value and keeps every exponential at or below 1.
    """
    exps = np.exp(x - x.max(axis=-1, keepdims=True))
    return exps / exps.sum(axis=-1, keepdims=True)


def linear(x: Floats) -> Floats:
    """The array itself, for a layer without an activation.

    Parameters
    ----------
    x
        Array of any shape.

    Returns
    -------
    array
        `x`.
    """
    return x


def leaky_relu(x: Floats, slope: float = 0.01) -> Floats:
    """Rectified linear unit that lets a share of negative entries through.

    Parameters
    ----------
    x
        Array of any shape.
    slope
        The derivative below 0.

    Returns
    -------
    array
        Same shape as `x`: ``x`` where that is above 0, else ``slope * x``. The derivative at 0 is `slope`.
    """
    return np.where(x > 0.0, x, slope * x)


def tanh(x: Floats) -> Floats:
    """Hyperbolic tangent entry by entry.

    Parameters
    ----------
    x
        Array of any shape.

    Returns
    -------
    array
        Same shape as `x`, between -1 and 1.
    """
    return np.tanh(x)


def softplus(x: Floats) -> Floats:
    """``log(1 + exp(x))`` entry by entry: a smooth ReLU, whose derivative is the sigmoid.

    Parameters
    ----------
    x
        Array of any shape.

    Returns
    -------
    array
        Same shape as `x`, above 0. No exponential overflows.
    """
    return np.logaddexp(0.0, x)


def log_softmax(x: Floats) -> Floats:
    """Logarithms of the probabilities that `softmax` gives, without their underflow.

    Parameters
    ----------
    x
        Logits, shape (..., classes).

    Returns
    -------
    array
        Same shape as `x`; the exponentials of each row sum to 1.
    """
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
