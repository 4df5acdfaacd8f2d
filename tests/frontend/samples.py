"""Arguments by name, as the rows ask for them."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


@dataclass(frozen=True)
class Layer:
    """A layer that can be called."""

    w: Any
    b: Any

    def __call__(self, x):
        return np.tanh(x @ self.w + self.b)

    @property
    def units(self):
        return self.w.shape[1]


class Pair(NamedTuple):
    """Two numbers."""

    left: Any
    right: Any


SAMPLES: dict[str, Any] = {
    "float": 2.0,
    "int": 3,
    "flag": True,
    "float32": np.float32(2.0),
    "vector": np.ones(5),
    "matrix": np.ones((3, 4)),
    "square": np.ones((3, 3)),
    "row": np.ones((1, 4)),
    "whole": np.arange(5),
    "list": [1.0, 2.0, 3.0],
    "pair": Pair(1.0, 2.0),
    "dict": {"w": 1.0, "b": [2.0, 3.0]},
    "layer": Layer(np.ones((4, 2)), np.zeros(2)),
    "layers": (Layer(np.ones((4, 2)), np.zeros(2)), Layer(np.ones((2, 3)), np.zeros(3))),
}
