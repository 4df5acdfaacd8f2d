"""Who holds which memory: snapshots of arrays to the bit, and pairs of results that overlap."""

import itertools
from typing import Any

import numpy as np

from tests.reference.structure import leaves

Snapshot = list[tuple[Any, ...]]


def snapshot(*trees: Any) -> Snapshot:
    """Return every leaf to the bit: type, shape and bytes of arrays, the value of the rest."""
    return [
        (path, type(leaf), leaf.dtype, leaf.shape, leaf.strides, leaf.tobytes())
        if isinstance(leaf, np.ndarray)
        else (path, type(leaf), repr(leaf))
        for path, leaf in leaves(trees)
    ]


def arrays(*trees: Any) -> list[tuple[str, np.ndarray]]:
    """Return the arrays of trees with their paths."""
    return [("".join(p), leaf) for p, leaf in leaves(trees) if isinstance(leaf, np.ndarray)]


def shared(results: Any, inputs: Any) -> list[str]:
    """Name the pairs that share memory: a result with an input, or two results."""
    ours, theirs = arrays(results), arrays(inputs)
    pairs = [
        (f"result{a}", x, f"input{b}", y) for (a, x), (b, y) in itertools.product(ours, theirs)
    ] + [(f"result{a}", x, f"result{b}", y) for (a, x), (b, y) in itertools.combinations(ours, 2)]
    return [f"{a} and {b}" for a, x, b, y in pairs if np.shares_memory(x, y)]
