"""Functions of NumPy's that stand for programs: what they compute, in plain Python that is read in place.

``np.trapezoid(y, x)`` is read as its definition's body is. Each gives NumPy's own numbers, operation by
operation, and stores into nothing that is passed to it.
"""

from __future__ import annotations

from types import FunctionType

from gradwright.frontend.definitions import (
    chosen,
    curves,
    differences,
    made,
    mapped,
    moments,
    moved,
    summed,
)

DEFINITIONS: dict[object, FunctionType] = {
    **chosen.DEFINITIONS,
    **curves.DEFINITIONS,
    **differences.DEFINITIONS,
    **made.DEFINITIONS,
    **mapped.DEFINITIONS,
    **moments.DEFINITIONS,
    **moved.DEFINITIONS,
    **summed.DEFINITIONS,
}
