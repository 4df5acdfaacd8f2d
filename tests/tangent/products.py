"""Inner products of structures of numbers, and directions that make no entry special."""

from typing import Any

import numpy as np

from tests.reference import leaves, map_leaves
from tests.reference.gradient import as_float, is_float


def direction_like(value: Any) -> Any:
    """Return a fixed direction: sines, floats where the argument has numbers, in its precision."""
    count = iter(range(10**9))

    def draw(_: Any, leaf: Any) -> Any:
        if not is_float(leaf):
            return leaf
        start = 2 + next(count)
        if not isinstance(leaf, np.ndarray):
            return type(leaf)(np.sin(start))
        return np.sin(start + np.arange(leaf.size)).reshape(leaf.shape).astype(leaf.dtype)

    return map_leaves(draw, map_leaves(as_float, value))


def inner(left: Any, right: Any) -> float:
    """Return the sum of products over the float leaves of two structures."""
    pairs = zip(_floats(left), _floats(right), strict=True)
    return float(sum(np.sum(a * b) for a, b in pairs))


def size(left: Any, right: Any) -> float:
    """Return the sum of the products' absolute values: what rounding is relative to."""
    pairs = zip(_floats(left), _floats(right), strict=True)
    return float(sum(np.sum(np.abs(a * b)) for a, b in pairs))


def _floats(tree: Any) -> list[np.ndarray]:
    floats = map_leaves(as_float, tree)  # the sum of an empty list is the integer 0
    return [np.asarray(leaf, dtype=float) for _, leaf in leaves(floats) if is_float(leaf)]
