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
        The right class of each row, integers of shape (n,), or its probabilities, shape (n, classes).

    Returns
    -------
    float
        Between 0 and 1.
    """
    classes = labels if labels.ndim == 1 else labels.argmax(axis=1)
    right = np.equal(outputs.argmax(axis=1), classes)
    return float(right.mean())


def binary_accuracy(outputs: Floats, labels: Floats, threshold: float = 0.5) -> float:
    """The share of entries on the right side of a threshold.

    Parameters
    ----------
    outputs
        Probabilities (threshold 0.5) or logits (threshold 0), any shape.
    labels
        0 or 1, the same shape as `outputs`.
    threshold
        Above it an output stands for the label 1.

    Returns
    -------
    float
        Between 0 and 1.
    """
    return float(np.equal(outputs > threshold, labels > 0.5).mean())


def regression_accuracy(outputs: Floats, targets: Floats, tolerance: float | None = None) -> float:
    """The share of entries that are within a tolerance of their targets.

    Parameters
    ----------
    outputs
        What a network gave, any shape.
    targets
        What it should have given, the same shape as `outputs`.
    tolerance
        The largest difference that counts as right; unless told, the standard deviation of the
        targets over 250.

    Returns
    -------
    float
        Between 0 and 1. It is meant to be watched in training; `r2_score` says how good a fit is.
    """
    allowed = float(np.std(targets)) / 250.0 if tolerance is None else tolerance
    return float((np.abs(outputs - targets) < allowed).mean())


def r2_score(outputs: Floats, targets: Floats) -> float:
    """Coefficient of determination: the share of the targets' variance that the outputs explain.

    Parameters
    ----------
    outputs
        What a network gave, any shape.
    targets
        What it should have given, the same shape as `outputs`.

    Returns
    -------
    float
        1 for a perfect fit, 0 for the mean of the targets, negative for worse. Where all targets are equal,
        it is 1 if the fit is perfect, else 0.
    """
    residual = float(((outputs - targets) ** 2).sum())
    variation = float(((targets - targets.mean()) ** 2).sum())
    if variation == 0.0:
        return float(residual == 0.0)
    return 1.0 - residual / variation
