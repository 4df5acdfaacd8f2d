"""A gradient against differences of the function, extrapolated after Richardson.

Differences with steps h, h/2, h/4, … are even in h: each extrapolation takes one power of h² away
(L. F. Richardson, "The deferred approach to the limit", 1927). The table's entry with the least
error estimate is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

STEPS = 8
FIRST_STEP = 0.0625


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The entry whose gradient is farthest off, relative to 1 + the largest entry."""

    entry: str
    found: float
    expected: float
    relative: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of an argument: how it is called, its gradient, and the function of its change."""

    name: str
    gradient: float
    value: float
    moved: Callable[[float], float]


def derivative(moved: Callable[[float], float], scale: float) -> float:
    """Return the derivative of ``moved(h)`` at h = 0."""
    best, least = 0.0, np.inf
    previous: list[float] = []
    for k in range(STEPS):
        h = FIRST_STEP * scale / 2**k
        row = [(moved(h) - moved(-h)) / (2 * h)]
        for j, before in enumerate(previous):
            row.append(row[j] + (row[j] - before) / (4 ** (j + 1) - 1))
        for j in range(1, len(row)):
            estimate = max(abs(row[j] - row[j - 1]), abs(row[j] - previous[j - 1]))
            if estimate < least:
                best, least = row[j], estimate
        previous = row
    return best


def compare(entries: Iterator[Entry]) -> Disagreement | None:
    """Return the worst entry, or None if there is no entry at all."""
    found = [(e, derivative(e.moved, max(abs(e.value), 1.0))) for e in entries]
    scale = 1.0 + max((abs(expected) for _, expected in found), default=0.0)
    worst: Disagreement | None = None
    for entry, expected in found:
        relative = float(abs(entry.gradient - expected) / scale)
        relative = np.inf if np.isnan(relative) else relative
        if worst is None or relative > worst.relative:
            worst = Disagreement(entry.name, float(entry.gradient), float(expected), relative)
    return worst
