"""Iterators and orders over data, in plain Python that is read in place where the items are no structure.

Each returns a list of what the iterator gives.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import Any

import numpy as np


def accumulated(values: Any, func: Any) -> Any:
    """Return ``list(itertools.accumulate(values, func))``."""
    out = []
    if len(values) > 0:
        total = values[0]
        out.append(total)
        for k in range(1, len(values)):
            total = func(total, values[k])
            out.append(total)
    return out


def summed(values: Any) -> Any:
    """Return ``list(itertools.accumulate(values))``."""
    out = []
    if len(values) > 0:
        total = values[0]
        out.append(total)
        for k in range(1, len(values)):
            total = total + values[k]
            out.append(total)
    return out


def chained(*parts: Any) -> Any:
    """Return ``list(itertools.chain(*parts))``."""
    out = []
    for part in parts:
        for value in part:
            out.append(value)  # noqa: PERF402
    return out


def listed(values: Any) -> Any:
    """Return ``list(values)``."""
    return [value for value in values]  # noqa: C416


def paired(values: Any) -> Any:
    """Return ``list(itertools.combinations(values, 2))``."""
    out = []
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            out.append((values[i], values[j]))  # noqa: PERF401
    return out


def part(values: Any, start: Any, stop: Any, step: Any) -> Any:
    """Return ``list(itertools.islice(values, start, stop, step))`` of an array or a list."""
    return values[start:stop:step]


def columns(rows: Any, count: Any) -> Any:
    """Return ``list(zip(*rows))`` of rows of `count` values each."""
    return [[row[k] for row in rows] for k in range(count)]


def largest(values: Any, key: Any) -> Any:
    """Return ``max(values, key=key)``."""
    best = values[0]
    rank = key(best)
    for value in values[1:]:
        other = key(value)
        if other > rank:
            best, rank = value, other
    return best


def smallest(values: Any, key: Any) -> Any:
    """Return ``min(values, key=key)``."""
    best = values[0]
    rank = key(best)
    for value in values[1:]:
        other = key(value)
        if other < rank:
            best, rank = value, other
    return best


def sorted_numbers(values: Any, key: Any, backwards: Any, convert: Any) -> Any:
    """Return ``sorted(values, key=key, reverse=backwards)`` of numbers."""
    ranks = np.array([key(value) for value in values])
    order = np.argsort(-ranks if backwards else ranks, kind="stable")
    column = np.array(values)
    return [convert(column[order[k]]) for k in range(len(values))]


def sorted_rows(rows: Any, key: Any, backwards: Any, convert: Any) -> Any:
    """Return ``sorted(rows, key=key, reverse=backwards)`` of tuples of numbers."""
    ranks = np.array([key(row) for row in rows])
    order = np.argsort(-ranks if backwards else ranks, kind="stable")
    parts = [np.array(part) for part in zip(*rows)]  # noqa: B905
    return [tuple([convert(part[order[k]]) for part in parts]) for k in range(len(rows))]


def itself(value: Any) -> Any:
    """Return the value."""
    return value
