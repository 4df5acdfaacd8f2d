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
from gradwright.nn.optimizers import adagrad, adam, adamw, lion, rmsprop, sgd
from gradwright.nn.schedules import constant, cosine, exponential, inverse_time, step_decay
from gradwright.nn.transformations import (
    State,
    Transformation,
    chain,
    clip_by_norm,
    clip_by_value,
    global_norm,
)

__all__ = [
    "Dense",
    "Sequential",
    "State",
    "Transformation",
    "accuracy",
    "adagrad",
    "adam",
    "adamw",
    "chain",
    "clip_by_norm",
    "clip_by_value",
    "constant",
    "cosine",
    "cross_entropy",
    "cross_entropy_from_probabilities",
    "exponential",
    "global_norm",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "inverse_time",
    "lion",
    "mean_squared_error",
    "relu",
    "rmsprop",
    "sgd",
    "sigmoid",
    "softmax",
    "step_decay",
    "zeros",
]
