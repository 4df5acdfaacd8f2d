"""The corpus itself: enough rows, and references that agree with each other, without the compiler."""

import numpy as np
import pytest

from tests.corpus import GROUPS, ROWS
from tests.reference import (
    complex_gradient,
    forward_result,
    richardson_gradient,
    upstream_like,
    worst_entry,
)

SMOOTH = [row for row in ROWS if row.outcome != "refused"]


def test_there_are_enough_programs():
    assert len(SMOOTH) >= 120
    assert {row.group for row in ROWS} == set(GROUPS)


# A complex step means nothing in a program that has an imaginary unit of its own: see test_complex.
STEPPED = [row for row in SMOOTH if row.group != "complex_numbers"]


@pytest.mark.parametrize("row", STEPPED, ids=lambda row: row.name)
def test_the_two_references_agree(row):
    upstream = upstream_like(forward_result(row.function, row.fresh()))
    exact = complex_gradient(row.function, row.arguments, row.positions, upstream)
    with np.errstate(invalid="ignore"):  # a root of what lies below 0 and is not chosen
        near = richardson_gradient(row.function, row.arguments, row.positions, upstream)
    error, where = worst_entry(near, exact)
    assert error <= 1e-6, where
