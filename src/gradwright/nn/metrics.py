"""Metrics: numbers to report, not to differentiate."""

from __future__ import annotations

import numpy as np

from gradwright.nn.activations import Floats
from gradwright.nn.losses import Labels


def accuracy(outputs: Floats, labels: Labels) -> float:
    """The share of rows whose largest output is the right class.

    Parameters
    ----------
    outputs
        Logits or probabilities, shape (n, classes).
    labels
        The right class of each row, integers, shape (n,).

    Returns
    -------
    float
        Between 0 and 1.
    """
    right = np.equal(outputs.argmax(axis=1), labels)
    return float(right.mean())
