"""Training the digits network with a written backward function.

In: parameters, data, a function ``(dloss, w1, b1, w2, b2, inputs, labels) -> (loss, gradients)``.
Out: after every epoch, the parameters and how well they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.activations import Floats
from gradwright.nn.digits import Parameters, Split, digits_logits
from gradwright.nn.losses import Labels, cross_entropy
from gradwright.nn.metrics import accuracy
from gradwright.nn.transformations import Transformation

Backward = Callable[..., tuple[np.floating, tuple[Floats, Floats, Floats, Floats]]]


@dataclass(frozen=True)
class Scores:
    """Loss and accuracy on the training images and on the held-out ones, after `epoch` epochs."""

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float


def minibatches(
    count: int, batch_size: int, rng: np.random.Generator
) -> Iterator[NDArray[np.integer]]:
    """Row numbers 0..count-1 in a fresh order, `batch_size` at a time; the last may be shorter."""
    order = rng.permutation(count)
    for start in range(0, count, batch_size):
        yield order[start : start + batch_size]


def score(parameters: Parameters, data: Split, epoch: int) -> Scores:
    """Loss and accuracy of `parameters` on both parts of `data`."""
    return Scores(
        epoch,
        *_loss_and_accuracy(parameters, data.train_inputs, data.train_labels),
        *_loss_and_accuracy(parameters, data.test_inputs, data.test_labels),
    )


def train(
    parameters: Parameters,
    data: Split,
    backward: Backward,
    optimizer: Transformation,
    batch_size: int,
    rng: np.random.Generator,
    after_batch: Callable[[float], object] = lambda loss: None,
) -> Iterator[tuple[Parameters, Scores]]:
    """Train for as long as the caller iterates.

    Parameters
    ----------
    parameters
        Where to start.
    data
        What to train on, and what to hold the result against.
    backward
        The written function.
    optimizer
        From `nn.sgd` or `nn.adam`.
    batch_size
        Rows a step.
    rng
        Shuffles the rows, anew each epoch.
    after_batch
        Called with the loss of each minibatch.

    Yields
    ------
    tuple
        The parameters and their scores, first as they are before training, then after each epoch.
    """
    state = optimizer.init(parameters)
    epoch = 0
    while True:
        yield parameters, score(parameters, data, epoch)
        for rows in minibatches(len(data.train_labels), batch_size, rng):
            inputs, labels = data.train_inputs[rows], data.train_labels[rows]
            loss, gradients = backward(1.0, *parameters, inputs, labels)
            parameters, state = optimizer.update(Parameters(*gradients), state, parameters)
            after_batch(float(loss))
        epoch += 1


def _loss_and_accuracy(
    parameters: Parameters, inputs: Floats, labels: Labels
) -> tuple[float, float]:
    logits = digits_logits(*parameters, inputs)
    return float(cross_entropy(logits, labels)), accuracy(logits, labels)
