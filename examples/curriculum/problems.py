"""What one training is: where it starts, the network's end, the optimizer, how long, and with what penalty.

Both ways of training take a `Problem` and a seed, and give an `Outcome`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from examples.curriculum.data import Start
from numpy.typing import NDArray

# "softmax" ends in softmax and a loss of its probabilities, "both" is the two in one class.
Output = Literal["softmax", "both", "sigmoid", "linear"]


@dataclass(frozen=True)
class Rule:
    """An optimizer by its name, its rate, the rate's decay, and the book's other arguments."""

    name: Literal["sgd", "adagrad", "rmsprop", "adam"]
    rate: float
    decay: float = 0.0
    options: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Problem:
    """One training.

    l2: for each dense layer what a squared weight and a squared bias cost. batch_size: None takes all rows
    in every step. epochs: how often all rows are seen; with all rows in a step, the number of steps.
    dropout: the share behind the first layer; then loss and accuracy are those of a step, with dropout.
    """

    start: Callable[[int], Start]
    optimizer: Rule
    epochs: int
    output: Output = "softmax"
    l2: tuple[tuple[float, float], ...] = ()
    dropout: float = 0.0
    batch_size: int | None = None


@dataclass(frozen=True)
class Outcome:
    """Figures after the last update: with the penalty in `loss`, and what is held out under `held_`."""

    loss: float
    accuracy: float
    held_loss: float | None
    held_accuracy: float | None
    dweights1: NDArray[Any]
