"""Functions that tests of the public functions differentiate; they can be pickled."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np


def square(x):
    """The square."""
    return x * x


def product(x, y, scale=2.0):
    return scale * x * y


def weighted(w, x):
    return (w * x).sum()


def squares(x):
    return x * x


def with_aux(x, y):
    z = x * y
    return z * z, {"z": z, "y": y}


class Quadratic:
    def __init__(self, scale):
        self.scale = scale

    def value(self, x):
        return self.scale * x * x

    def __call__(self, x):
        return self.value(x)


@dataclass(frozen=True)
class Layer:
    weights: Any
    biases: Any
    units: int = field(default=3, metadata={"static": True})


class Point(NamedTuple):
    x: Any
    y: Any


def layer_loss(layer, x):
    out = np.tanh(x @ layer.weights + layer.biases)
    return (out * out).sum()


def of_point(p):
    return p.x * p.x * p.y


def of_dict(p):
    return p["a"] * p["b"][0] + p["b"][1]
