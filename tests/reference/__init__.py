"""Gradients that know nothing of the compiler: complex steps and Richardson differences."""

from tests.reference.compare import TOLERANCE, largest_error, worst_entry
from tests.reference.gradient import (
    complex_gradient,
    forward_result,
    reference_gradient,
    richardson_gradient,
    upstream_like,
)
from tests.reference.structure import leaves, map_leaves

__all__ = [
    "TOLERANCE",
    "complex_gradient",
    "forward_result",
    "largest_error",
    "leaves",
    "map_leaves",
    "reference_gradient",
    "richardson_gradient",
    "upstream_like",
    "worst_entry",
]
