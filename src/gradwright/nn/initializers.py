"""First weights of a layer, drawn from a seeded Generator.

An initializer is any function ``(n_in, n_out, rng) -> array of shape (n_in, n_out)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
Initializer = Callable[[int, int, np.random.Generator], Weights]


def glorot_uniform(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Uniform within ± sqrt(6 / (n_in + n_out)): keeps variance in both directions.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). Method: Glorot and Bengio, "Understanding the difficulty of
        training deep feedforward neural networks", 2010, equation 16.
    """
    bound = math.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_in, n_out))


def glorot_normal(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Normal with variance 2 / (n_in + n_out), the variance of equation 12 of the same paper.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). See `glorot_uniform` for the paper.
    """
    return rng.normal(0.0, math.sqrt(2.0 / (n_in + n_out)), (n_in, n_out))


def he_uniform(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Uniform within ± sqrt(6 / n_in): keeps variance through a ReLU.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). See `he_normal` for the paper.
    """
    bound = math.sqrt(6.0 / n_in)
    return rng.uniform(-bound, bound, (n_in, n_out))


def he_normal(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Normal with variance 2 / n_in, not truncated: keeps variance through a ReLU.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). Method: He, Zhang, Ren and Sun, "Delving deep into rectifiers",
        2015, equation 10.
    """
    return rng.normal(0.0, math.sqrt(2.0 / n_in), (n_in, n_out))


def lecun_uniform(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Uniform within ± sqrt(3 / n_in): keeps variance forward through a linear layer.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). See `lecun_normal` for the source.
    """
    bound = math.sqrt(3.0 / n_in)
    return rng.uniform(-bound, bound, (n_in, n_out))


def lecun_normal(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """Normal with variance 1 / n_in, not truncated: keeps variance forward through a linear layer.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Source of the draws.

    Returns
    -------
    array
        Shape (n_in, n_out). Method: LeCun, Bottou, Orr and Müller, "Efficient backprop", 1998, section 4.6.
    """
    return rng.normal(0.0, math.sqrt(1.0 / n_in), (n_in, n_out))


def normal(scale: float = 0.01) -> Initializer:
    """Normal with one standard deviation whatever the layer's size.

    Parameters
    ----------
    scale
        The standard deviation.

    Returns
    -------
    initializer
        ``(n_in, n_out, rng) -> array`` of shape (n_in, n_out).
    """
    return lambda n_in, n_out, rng: scale * rng.standard_normal((n_in, n_out))


def zeros(n_in: int, n_out: int, rng: np.random.Generator) -> Weights:
    """All zeros, for a layer whose outputs should start equal; draws nothing from `rng`.

    Parameters
    ----------
    n_in, n_out
        Inputs and outputs of the layer.
    rng
        Not used; every initializer is called alike.

    Returns
    -------
    array
        Shape (n_in, n_out).
    """
    del rng
    return np.zeros((n_in, n_out))
