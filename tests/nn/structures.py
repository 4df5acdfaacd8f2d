"""Structures of parameters for the tests: every container, with leaves that must stay."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class Scale(NamedTuple):
    gain: float
    label: str


@dataclass(frozen=True)
class Part:
    weights: np.ndarray
    offset: float
    width: float = field(default=0.5, metadata={"static": True})


def nested(rng):
    """Floats in every kind of container, in order; and what no optimizer may touch."""
    return {
        "list": [rng.normal(size=(2, 3)), 0.25],
        "tuple": (rng.normal(size=4), np.float64(1.5)),
        "named": Scale(2.0, "gain"),
        "part": Part(rng.normal(size=(1, 2)), -1.0),
        "kept": (3, True, None, "text", len, np.arange(3)),
        "empty": ((), [], {}, np.zeros((0, 2))),
    }
