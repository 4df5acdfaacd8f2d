"""What can be learned: one row a task."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.activations import Floats
from gradwright.nn.evaluation import Loss, Metric
from gradwright.nn.losses import cross_entropy, mean_squared_error
from gradwright.nn.metrics import accuracy, r2_score
from gradwright.training.data import Data, Preparation


@dataclass(frozen=True)
class Task:
    """How a network's outputs are judged and read.

    Attributes
    ----------
    title
        The metric's name above a picture.
    loss, loss_label
        What training makes small, and what it is called beside an axis.
    metric, label
        How good the outputs are, and what that is called.
    axis, form, tick, lowest
        The picture of the metric: its axis, formats of a value and of a tick, the lowest that is shown of it.
    outputs, targets
        What the written code calls them.
    width
        The outputs that the network needs.
    texts
        Outputs, the way that `gradwright predict` prints them.
    note
        What is said behind the metric: from outputs and targets.
    """

    loss: Loss
    loss_label: str
    metric: Metric
    label: str
    title: str
    axis: str
    form: str
    tick: str
    lowest: float
    outputs: str
    targets: str
    width: Callable[[Preparation], int]
    texts: Callable[[Floats, Preparation], list[str]]
    note: Callable[[Floats, NDArray[Any], Preparation, str], str]


def task_of(data: Data | Preparation) -> Task:
    """Return the task that the target asks for."""
    return NUMBERS if data.classes is None else CLASSES


def _names(outputs: Floats, prepared: Preparation) -> list[str]:
    classes: tuple[str, ...] = prepared.classes or ()
    places: list[int] = outputs.argmax(axis=1).tolist()
    return [classes[place] for place in places]


def _numbers(outputs: Floats, prepared: Preparation) -> list[str]:
    return [repr(float(value)) for value in prepared.numbers(outputs)]


def _right(outputs: Floats, labels: NDArray[Any], _: Preparation, rows: str) -> str:
    right = int(np.equal(outputs.argmax(axis=1), labels).sum())
    return f"({right} of {len(labels)} held-out {rows})"


def _error(outputs: Floats, targets: NDArray[Any], prepared: Preparation, rows: str) -> str:
    error = math.sqrt(float(mean_squared_error(outputs, targets))) * prepared.target_deviation
    return f"({len(targets)} held-out {rows}, root mean squared error {error:.4g})"


CLASSES = Task(
    cross_entropy, "mean cross-entropy", accuracy, "accuracy", "Accuracy",
    "share that is right", "{:.2%}", "{x:.0%}", 0.0,
    "logits", "labels", lambda prepared: len(prepared.classes or ()), _names, _right,
)  # fmt: skip
NUMBERS = Task(
    mean_squared_error, "mean squared error (standardised)", r2_score, "R2", "R²",
    "share of the variance explained", "{:.4f}", "{x:g}", -1.0,
    "outputs", "targets", lambda prepared: 1, _numbers, _error,
)  # fmt: skip
