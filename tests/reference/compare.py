"""Compare gradients with a reference at the tolerances that are fixed for the whole project.

The error of an entry is relative to 1 + the largest entry of all the reference gradients. An entry
of the reference that is nan says that there is no derivative there, and is not compared.
"""

from typing import Any

import numpy as np

from tests.reference.structure import leaves

TOLERANCE = {"complex": 1e-10, "richardson": 1e-6, "float32": 1e-4}


def _numbers(tree: Any) -> list[tuple[str, np.ndarray]]:
    found = [("".join(path), np.asarray(leaf)) for path, leaf in leaves(tree)]
    return [(path, leaf.astype(float)) for path, leaf in found if leaf.dtype.kind in "fiub"]


def worst_entry(got: Any, wanted: Any) -> tuple[float, str]:
    """Return the largest relative error and where it is; infinite where structures differ."""
    ours, theirs = _numbers(got), _numbers(wanted)
    if [(path, leaf.shape) for path, leaf in ours] != [(path, leaf.shape) for path, leaf in theirs]:
        shapes = [[(path, leaf.shape) for path, leaf in side] for side in (ours, theirs)]
        return float("inf"), f"structure {shapes[0]}, expected {shapes[1]}"
    scale = 1.0 + max((np.nanmax(np.abs(leaf), initial=0.0) for _, leaf in theirs), default=0.0)
    worst = (0.0, "no entry")
    for (path, leaf), (_, target) in zip(ours, theirs, strict=True):
        with np.errstate(invalid="ignore"):
            errors = np.where(leaf == target, 0.0, np.abs(leaf - target) / scale)
        errors = np.where(np.isnan(target), 0.0, np.where(np.isnan(leaf), np.inf, errors))
        if errors.size and np.nanmax(errors, initial=0.0) > worst[0]:
            where = np.unravel_index(int(np.nanargmax(errors)), errors.shape)
            found, right = leaf[where], target[where]
            place = f"{path}{[int(k) for k in where] if where else ''}"
            worst = (float(errors[where]), f"{place}: {found!r}, expected {right!r}")
    return worst


def largest_error(got: Any, wanted: Any) -> float:
    """Return the largest relative error over all entries."""
    return worst_entry(got, wanted)[0]
