"""A small neural-network library whose every gradient is code that gradwright wrote.

Layers are frozen dataclasses of arrays, losses and activations plain NumPy functions, optimizers
small transformations. Importing it needs NumPy alone.
"""

from gradwright.nn.activations import relu, sigmoid, softmax
from gradwright.nn.initializers import (
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    zeros,
)
from gradwright.nn.layers import Dense, Sequential
from gradwright.nn.losses import (
    cross_entropy,
    cross_entropy_from_probabilities,
    mean_squared_error,
)
from gradwright.nn.metrics import accuracy
from gradwright.nn.optimizers import Transformation, adam, sgd
from gradwright.nn.schedules import constant, inverse_time

__all__ = [
    "Dense",
    "Sequential",
    "Transformation",
    "accuracy",
    "adam",
    "constant",
    "cross_entropy",
    "cross_entropy_from_probabilities",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "inverse_time",
    "mean_squared_error",
    "relu",
    "sgd",
    "sigmoid",
    "softmax",
    "zeros",
]
