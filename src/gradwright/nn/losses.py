"""Losses: scalar-valued plain NumPy functions, each the mean over the batch.

Labels are integer classes, one a row; outputs and targets of `mean_squared_error` have one shape.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.activations import Floats

Labels = NDArray[np.integer]


def cross_entropy(logits: Floats, labels: Labels) -> np.floating:
    """Categorical cross-entropy of a softmax, computed from the logits.

    Parameters
    ----------
    logits
        Unnormalised log-probabilities, shape (n, classes).
    labels
        The right class of each row, integers, shape (n,).

    Returns
    -------
    scalar
        The mean over the rows of ``log(sum(exp(logits))) - logits[label]``. The logits are
        shifted by the row's maximum first (Blanchard, Higham and Higham, "Accurately computing
        the log-sum-exp and softmax functions", 2021), so 1e4 neither overflows nor loses the
        loss.
    """
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean()


def cross_entropy_from_probabilities(
    probabilities: Floats, labels: Labels, epsilon: float = 1e-7
) -> np.floating:
    """Categorical cross-entropy of probabilities, as a softmax gives them.

    Parameters
    ----------
    probabilities
        Shape (n, classes), rows that sum to 1.
    labels
        The right class of each row, integers, shape (n,).
    epsilon
        A chosen probability is clipped to ``[epsilon, 1 - epsilon]``, so that its logarithm is
        finite. Where the clip acts, the gradient is 0; `cross_entropy` has no such region.

    Returns
    -------
    scalar
        The mean over the rows of ``-log(probabilities[label])``.
    """
    chosen = probabilities[np.arange(len(labels)), labels]
    return -np.log(np.clip(chosen, epsilon, 1.0 - epsilon)).mean()


def mean_squared_error(outputs: Floats, targets: Floats) -> np.floating:
    """Mean of the squared differences, over every entry.

    Parameters
    ----------
    outputs
        What a network gave, any shape.
    targets
        What it should have given, the same shape as `outputs`.

    Returns
    -------
    scalar
        ``mean((outputs - targets) ** 2)``.
    """
    return ((outputs - targets) ** 2).mean()
