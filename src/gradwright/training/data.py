"""Data as they are read, their two parts, and what turns them into a network's numbers.

In: columns of numbers and a target. Out: `Data`; a `Preparation`, which stays with the model.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import error
from gradwright.nn.activations import Floats

HELD_OUT = 0.2
FEWEST = 5  # rows: one of them is held out


@dataclass(frozen=True)
class Data:
    """Rows of numbers with a target each.

    Attributes
    ----------
    name
        What files and functions are called by, an identifier.
    columns, inputs
        Names (k,) and numbers, shape (n, k), as they were read.
    target, targets
        The target's name, and its values, shape (n,): numbers of classes, or floats.
    classes
        The classes' own names; None where numbers are predicted.
    rows
        What a row is called.
    scale
        What all inputs are divided by; None standardises each column.
    image
        Height and width, where a row is an image.
    """

    name: str
    columns: tuple[str, ...]
    inputs: Floats
    target: str
    targets: NDArray[Any]
    classes: tuple[str, ...] | None = None
    rows: str = "rows"
    scale: float | None = None
    image: tuple[int, int] | None = None

    def fingerprint(self) -> str:
        """Return what tells these data from others."""
        named = repr((self.name, self.columns, self.target, self.classes)).encode()
        parts = (named, self.inputs.tobytes(), self.targets.tobytes())
        return hashlib.sha256(b"\n".join(parts)).hexdigest()


@dataclass(frozen=True)
class Parts:
    """Numbers of the rows to train on, and of those that are held out."""

    train: NDArray[np.integer]
    test: NDArray[np.integer]


def split(data: Data, rng: np.random.Generator) -> Parts:
    """Hold out a fifth of the rows, drawn by `rng`; of each class one row at least is trained on."""
    order = rng.permutation(len(data.targets))
    if data.classes is not None:
        _, last = np.unique(data.targets[order[::-1]], return_index=True)
        kept = np.sort(len(order) - 1 - last)
        order = np.concatenate([np.delete(order, kept), order[kept]])
    test, train = np.split(order, [math.ceil(HELD_OUT * len(order))])
    return Parts(train, test)


@dataclass(frozen=True)
class Preparation:
    """What the network's numbers are of the data's, and what its outputs stand for.

    Attributes
    ----------
    columns, target, classes
        As in `Data`.
    mean, deviation
        Of each input column, one number each.
    target_mean, target_deviation
        Of a target of numbers; 0 and 1 for classes.
    """

    columns: tuple[str, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    target: str
    classes: tuple[str, ...] | None
    target_mean: float
    target_deviation: float

    def inputs(self, raw: Floats) -> Floats:
        """Return what the network sees of inputs (n, k)."""
        return (raw - np.array(self.mean)) / np.array(self.deviation)

    def targets(self, raw: NDArray[Any]) -> NDArray[Any]:
        """Return what the network is to give: labels (n,), or standardised numbers (n, 1)."""
        if self.classes is not None:
            return raw
        return ((raw - self.target_mean) / self.target_deviation)[:, np.newaxis]

    def numbers(self, outputs: Floats) -> Floats:
        """Return outputs (n, 1) in the target's own units, shape (n,)."""
        return outputs[:, 0] * self.target_deviation + self.target_mean


def preparation(data: Data, rows: NDArray[np.integer]) -> Preparation:
    """Return the preparation that follows from the rows to train on.

    Raises
    ------
    GradwrightError
        GW617 where a column's numbers are too large to be standardised.
    """
    scaled = [(0.0, data.scale)] * len(data.columns) if data.scale is not None else None
    inputs = zip(data.columns, data.inputs[rows].T, strict=True)
    scales = scaled or [_scale(data.name, name, column) for name, column in inputs]
    numbers = data.classes is None
    own = _scale(data.name, data.target, data.targets[rows]) if numbers else (0.0, 1.0)
    means, deviations = zip(*scales, strict=True)
    return Preparation(data.columns, means, deviations, data.target, data.classes, *own)


def _scale(name: str, column: str, values: Floats) -> tuple[float, float]:
    """Return mean and deviation; a column that is the same everywhere has the deviation 1."""
    with np.errstate(all="ignore"):
        mean, deviation = float(values.mean()), float(values.std())
    if not (math.isfinite(mean) and math.isfinite(deviation)):
        raise error("GW617", filename=name, column=column, reason="has numbers that are too large")
    return mean, deviation if values.min() != values.max() and deviation > 0.0 else 1.0


def named(texts: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.integer]]:
    """Return the different names in order, and each row's number among them."""
    names, numbers = np.unique(np.array(texts, dtype=str), return_inverse=True)
    return tuple(map(str, names)), numbers
