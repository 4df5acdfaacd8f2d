"""The digits example: scikit-learn's bundled images, a network with one hidden layer, its loss.

The loss is one plain function of arrays; its backward code is what `gw.write` makes of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.activations import Floats, relu
from gradwright.nn.extras import require
from gradwright.nn.initializers import he_uniform
from gradwright.nn.losses import Labels, cross_entropy

PIXELS, CLASSES = 64, 10
DARKEST = 16.0


class Parameters(NamedTuple):
    """Weights (64, hidden) and (hidden, 10), biases (hidden,) and (10,)."""

    w1: Floats
    b1: Floats
    w2: Floats
    b2: Floats


@dataclass(frozen=True)
class Split:
    """Images (n, 64) scaled to 0..1 and classes (n,), to train on and held out."""

    train_inputs: NDArray[np.float64]
    train_labels: Labels
    test_inputs: NDArray[np.float64]
    test_labels: Labels


def digits_logits(w1: Floats, b1: Floats, w2: Floats, b2: Floats, inputs: Floats) -> Floats:
    """Logits (n, 10) of images (n, 64)."""
    hidden = relu(inputs @ w1 + b1)
    return hidden @ w2 + b2


def digits_loss(
    w1: Floats, b1: Floats, w2: Floats, b2: Floats, inputs: Floats, labels: Labels
) -> np.floating:
    """Mean cross-entropy of the network on images (n, 64) with classes (n,)."""
    logits = digits_logits(w1, b1, w2, b2, inputs)
    return cross_entropy(logits, labels)


def initial_parameters(hidden: int, rng: np.random.Generator) -> Parameters:
    """He-uniform weights drawn from `rng`, biases of zero."""
    return Parameters(
        he_uniform(PIXELS, hidden, rng),
        np.zeros(hidden),
        he_uniform(hidden, CLASSES, rng),
        np.zeros(CLASSES),
    )


def load_digits(rng: np.random.Generator, held_out: float = 0.2) -> Split:
    """The 1,797 images of 8 by 8 pixels, shuffled by `rng` and split.

    Parameters
    ----------
    rng
        Decides which images are held out.
    held_out
        The share of images held out.

    Returns
    -------
    Split
        Pixels divided by 16, so that they lie in 0..1.

    Raises
    ------
    GradwrightError
        If scikit-learn is not installed.
    """
    load = cast(
        "Callable[..., tuple[Floats, Labels]]",
        require("sklearn.datasets", "the digits data").load_digits,
    )
    images, labels = load(return_X_y=True)
    inputs = images.astype(np.float64) / DARKEST
    order = rng.permutation(len(labels))
    test, train = np.split(order, [math.ceil(held_out * len(labels))])
    return Split(inputs[train], labels[train], inputs[test], labels[test])
