"""Losses: scalar-valued plain NumPy functions, each the mean over the batch, and penalties of weights.

Labels of classes are integers, one a row (sparse), or a row of probabilities each (categorical:
one-hot, or smoothed); labels of the binary losses are 0, 1 or between; outputs and targets of a
regression have one shape.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradwright.nn.activations import Floats, log_softmax

Labels = NDArray[Any]  # integers, or floats


def cross_entropy(logits: Floats, labels: Labels) -> np.floating:
    """Categorical cross-entropy of a softmax, computed from the logits.

    Parameters
    ----------
    logits
        Unnormalised log-probabilities, shape (n, classes).
    labels
        The right class of each row, integers of shape (n,), or its probabilities, shape (n, classes).

    Returns
    -------
    scalar
        The mean over the rows of ``-sum(labels * log_softmax(logits))``. The logits are shifted by the row's
        maximum first (Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax
        functions", 2021), so 1e4 neither overflows nor loses the loss. The gradient is
        ``(softmax(logits) - labels) / n`` where each row of labels sums to 1.
    """
    log_probs = log_softmax(logits)
    if labels.ndim == 1:
        return -log_probs[np.arange(len(logits)), labels].mean()
    return -(labels * log_probs).sum() / len(labels)


def cross_entropy_from_probabilities(
    probabilities: Floats, labels: Labels, epsilon: float = 1e-7
) -> np.floating:
    """Categorical cross-entropy of probabilities, as a softmax gives them.

    Parameters
    ----------
    probabilities
        Shape (n, classes), rows that sum to 1.
    labels
        The right class of each row, integers of shape (n,), or its probabilities, shape (n, classes).
    epsilon
        A probability is clipped to ``[epsilon, 1 - epsilon]``, so that its logarithm is finite. Where the
        clip acts, the gradient is 0; `cross_entropy` has no such region.

    Returns
    -------
    scalar
        The mean over the rows of ``-log(probabilities[label])``, or of ``-sum(labels * log(probabilities))``.
    """
    if labels.ndim == 1:
        chosen = probabilities[np.arange(len(probabilities)), labels]
        return -np.log(np.clip(chosen, epsilon, 1.0 - epsilon)).mean()
    logarithms = np.log(np.clip(probabilities, epsilon, 1.0 - epsilon))
    return -(labels * logarithms).sum() / len(labels)


def binary_cross_entropy(logits: Floats, labels: Floats) -> np.floating:
    """Binary cross-entropy of a sigmoid, computed from the logits.

    Parameters
    ----------
    logits
        Any shape.
    labels
        0, 1 or a probability between, the same shape as `logits`.

    Returns
    -------
    scalar
        The mean over every entry of ``log(1 + exp(logits)) - labels * logits``, which is finite for
        every finite logit. The gradient is ``(sigmoid(logits) - labels) / size``.
    """
    return (np.logaddexp(0.0, logits) - labels * logits).mean()


def binary_cross_entropy_from_probabilities(
    probabilities: Floats, labels: Floats, epsilon: float = 1e-7
) -> np.floating:
    """Binary cross-entropy of probabilities, as a sigmoid gives them.

    Parameters
    ----------
    probabilities
        Of the label 1, any shape.
    labels
        0, 1 or a probability between, the same shape as `probabilities`.
    epsilon
        A probability is clipped to ``[epsilon, 1 - epsilon]``; where the clip acts, the gradient is 0.

    Returns
    -------
    scalar
        The mean over every entry.
    """
    p = np.clip(probabilities, epsilon, 1.0 - epsilon)
    return -(labels * np.log(p) + (1.0 - labels) * np.log(1.0 - p)).mean()


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


def mean_absolute_error(outputs: Floats, targets: Floats) -> np.floating:
    """Mean of the absolute differences, over every entry.

    Parameters
    ----------
    outputs
        What a network gave, any shape.
    targets
        What it should have given, the same shape as `outputs`.

    Returns
    -------
    scalar
        ``mean(abs(outputs - targets))``. The derivative where the two are equal is 0.
    """
    return np.abs(outputs - targets).mean()


def huber(outputs: Floats, targets: Floats, delta: float = 1.0) -> np.floating:
    """Half the square of small differences, and a straight line of slope `delta` beyond.

    Parameters
    ----------
    outputs
        What a network gave, any shape.
    targets
        What it should have given, the same shape as `outputs`.
    delta
        The difference where the one passes into the other, above 0.

    Returns
    -------
    scalar
        The mean over every entry. Method: Huber, "Robust estimation of a location parameter", 1964.
    """
    size = np.abs(outputs - targets)
    inside = np.minimum(size, delta)
    return (inside * (size - 0.5 * inside)).mean()


def l1(weights: Floats, strength: float) -> np.floating:
    """Penalty ``strength * sum(abs(weights))``, to be added to a loss.

    Parameters
    ----------
    weights
        Any shape.
    strength
        How much a unit of weight costs.

    Returns
    -------
    scalar
        Its gradient is ``strength * sign(weights)``, 0 at 0.
    """
    return strength * np.abs(weights).sum()


def l2(weights: Floats, strength: float) -> np.floating:
    """Penalty ``strength * sum(weights ** 2)``, to be added to a loss.

    Parameters
    ----------
    weights
        Any shape.
    strength
        How much a squared unit of weight costs. The gradient is ``2 * strength * weights``, as in
        Keras; half of that is what PyTorch calls weight decay.

    Returns
    -------
    scalar
        The penalty.
    """
    return strength * (weights * weights).sum()
