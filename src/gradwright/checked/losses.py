"""The usual losses, for a network whose backward takes targets: it holds the loss, forward does not.

In: an output and a target. Out: the upstream gradient of each usual loss; which one a backward
means shows where its numbers agree. A new loss is one more row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gradwright.checked.snapshot import Array


@dataclass(frozen=True, slots=True)
class Loss:
    """A row: its name, and the gradient of its sum by the output, without a mean."""

    name: str
    gradient: Callable[[Array, Array], Array]


def _softmax(scores: Array, axis: int) -> Array:
    exps = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(exps / exps.sum(axis=axis, keepdims=True))


LOSSES = (
    Loss("the squared error", lambda o, t: 2 * (o - t)),
    Loss("half of the squared error", lambda o, t: o - t),
    Loss("the cross-entropy of probabilities", lambda o, t: -t / o),
    Loss("the binary cross-entropy of probabilities", lambda o, t: (o - t) / (o * (1 - o))),
    Loss("the cross-entropy of scores, samples in rows", lambda o, t: _softmax(o, -1) - t),
    Loss("the cross-entropy of scores, samples in columns", lambda o, t: _softmax(o, 0) - t),
    Loss("the binary cross-entropy of scores", lambda o, t: 1 / (1 + np.exp(-o)) - t),
)


def gradients(output: Array, target: Array) -> Iterator[tuple[str, Array]]:
    """Yield each usual loss's name and its gradient by the output: summed, then as a mean."""
    wanted = _as_output(output, target)
    if wanted is None or output.ndim == 0:
        return
    with np.errstate(all="ignore"):
        for loss in LOSSES:
            dy = loss.gradient(output.astype(float), wanted)
            if not np.isfinite(dy).all():
                continue
            yield f"{loss.name}, summed", dy
            for n, what in _divisors(output).items():
                yield f"{loss.name}, divided by {n} ({what})", dy / n


def _divisors(output: Array) -> dict[int, str]:
    found = {output.shape[0]: "the first length of the output"}
    found.setdefault(output.shape[-1], "the last length of the output")
    found.setdefault(output.size, "the number of outputs")
    return {n: what for n, what in found.items() if n > 1}


def _as_output(output: Array, target: Array) -> Array | None:
    """Return targets in the shape of the output: as they are, or classes as one-hot rows or columns."""
    if target.shape == output.shape:
        return target.astype(float)
    if target.dtype.kind not in "iu" or output.ndim != 2 or target.size not in output.shape:
        return None
    classes = target.reshape(-1)
    if output.shape[0] == classes.size and classes.max(initial=0) < output.shape[1]:
        return np.eye(output.shape[1])[classes]
    if classes.max(initial=0) < output.shape[0]:
        return np.eye(output.shape[0])[classes].T
    return None
