"""The order in which a training run sees its rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


def minibatches(
    count: int, batch_size: int, rng: np.random.Generator
) -> Iterator[NDArray[np.integer]]:
    """Row numbers 0..count-1 in a fresh order, `batch_size` at a time; the last may be shorter."""
    order = rng.permutation(count)
    for start in range(0, count, batch_size):
        yield order[start : start + batch_size]
