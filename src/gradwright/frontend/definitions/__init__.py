"""Functions of NumPy's that stand for programs: what they compute, in plain Python that is read in place.

``np.trapezoid(y, x)`` is read as its definition's body is. Each gives NumPy's own numbers, operation by
operation, and stores into nothing that is passed to it.
"""

from __future__ import annotations

from types import FunctionType

from gradwright.frontend.definitions import (
    called,
    chosen,
    curves,
    differences,
    folded,
    laid,
    made,
    mapped,
    moments,
    moved,
    reduced,
    summed,
)

DEFINITIONS: dict[object, FunctionType] = {
    **called.DEFINITIONS,
    **chosen.DEFINITIONS,
    **curves.DEFINITIONS,
    **differences.DEFINITIONS,
    **folded.DEFINITIONS,
    **laid.DEFINITIONS,
    **made.DEFINITIONS,
    **mapped.DEFINITIONS,
    **moments.DEFINITIONS,
    **moved.DEFINITIONS,
    **reduced.DEFINITIONS,
    **summed.DEFINITIONS,
}
METHODS: dict[str, FunctionType] = {
    "choose": chosen.choose,
    "compress": chosen.compressed,
    "diagonal": moved.diagonal,
    "repeat": moved.repeat,
    "take": chosen.take,
    "tolist": mapped.tolist,
    "trace": moved.trace,
    **laid.METHODS,
    **reduced.METHODS,
}
