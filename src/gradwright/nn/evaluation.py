"""A model on data: what it gives for all rows, and how good that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradwright.diagnostics import error

Data = NDArray[Any]
Loss = Callable[[Any, Any], Any]
Metric = Callable[[Any, Any], float]
ROWS_AT_ONCE = 4096  # of a prediction: bounds the memory of what lies between the layers


def predict(model: Callable[[Any], Any], x: Data) -> Any:
    """Evaluate a model on many rows.

    Parameters
    ----------
    model
        Called with some rows at a time.
    x
        Shape (n, …).

    Returns
    -------
    array
        What the model gives for all rows, shape (n, …).
    """
    if len(x) <= ROWS_AT_ONCE:
        return model(x)
    parts = [model(x[k : k + ROWS_AT_ONCE]) for k in range(0, len(x), ROWS_AT_ONCE)]
    return np.concatenate(parts)


def evaluate(
    model: Callable[[Any], Any],
    x: Data,
    y: Data,
    *,
    loss: Loss | None = None,
    metrics: Sequence[Metric] = (),
) -> dict[str, float]:
    """Measure a model on data.

    Parameters
    ----------
    model
        Evaluated without dropout.
    x, y
        Inputs and targets, one row each.
    loss
        ``(outputs, targets) -> number``; its value is called ``loss``.
    metrics
        Functions of the same form; their values go by their names.

    Returns
    -------
    dict
        Numbers by name.

    Raises
    ------
    GradwrightError
        GW614 if `x` and `y` have not the same number of rows, or none.
    """
    check_rows(x, y)
    outputs = predict(model, x)
    named = [("loss", loss)] if loss is not None else []
    named += [(metric.__name__, metric) for metric in metrics]
    return {name: float(measure(outputs, y)) for name, measure in named}


def check_rows(x: Data, y: Data) -> None:
    """Refuse inputs and targets whose rows do not belong together."""
    if len(x) != len(y):
        raise error("GW614", found=f"{len(x)} rows of inputs and {len(y)} of targets")
    if not len(x):
        raise error("GW614", found="no rows")
