"""A small neural-network library whose every gradient is code that gradwright wrote.

Layers are frozen dataclasses of arrays, losses and activations plain NumPy functions, optimizers
small transformations. Importing it needs NumPy alone.
"""

from gradwright.nn.activations import (
    leaky_relu,
    linear,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from gradwright.nn.evaluation import evaluate, predict
from gradwright.nn.fitting import fit
from gradwright.nn.initializers import (
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    lecun_uniform,
    normal,
    zeros,
)
from gradwright.nn.layers import Dense, Dropout, Sequential
from gradwright.nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_from_probabilities,
    cross_entropy,
    cross_entropy_from_probabilities,
    huber,
    l1,
    l2,
    mean_absolute_error,
    mean_squared_error,
)
from gradwright.nn.metrics import accuracy, binary_accuracy, r2_score, regression_accuracy
from gradwright.nn.optimizers import adagrad, adam, adamw, lion, rmsprop, sgd
from gradwright.nn.runs import Run, load
from gradwright.nn.schedules import constant, cosine, exponential, inverse_time, step
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
    "Dropout",
    "Run",
    "Sequential",
    "State",
    "Transformation",
    "accuracy",
    "adagrad",
    "adam",
    "adamw",
    "binary_accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_from_probabilities",
    "chain",
    "clip_by_norm",
    "clip_by_value",
    "constant",
    "cosine",
    "cross_entropy",
    "cross_entropy_from_probabilities",
    "evaluate",
    "exponential",
    "fit",
    "global_norm",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "huber",
    "inverse_time",
    "l1",
    "l2",
    "leaky_relu",
    "lecun_normal",
    "lecun_uniform",
    "linear",
    "lion",
    "load",
    "log_softmax",
    "mean_absolute_error",
    "mean_squared_error",
    "normal",
    "predict",
    "r2_score",
    "regression_accuracy",
    "relu",
    "rmsprop",
    "sgd",
    "sigmoid",
    "softmax",
    "softplus",
    "step",
    "tanh",
    "zeros",
]
