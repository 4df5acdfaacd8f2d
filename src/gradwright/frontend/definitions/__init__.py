"""Functions of NumPy's that stand for programs: what they compute, in plain Python that is read in place.

``np.trapezoid(y, x)`` is read as its definition's body is. Each gives NumPy's own numbers, operation by
operation, and stores into nothing that is passed to it.
"""

from __future__ import annotations

from types import FunctionType

from gradwright.frontend.definitions import chosen, differences, moments

DEFINITIONS: dict[object, FunctionType] = {
    **differences.DEFINITIONS,
    **moments.DEFINITIONS,
    **chosen.DEFINITIONS,
}
