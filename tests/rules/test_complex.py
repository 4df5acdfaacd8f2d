"""Every row that takes complex numbers, run on them: a real result of real and imaginary parts."""

import numpy as np
import pytest

import gradwright as gw
from tests.reference import largest_error, reference_gradient
from tests.rules.rows import ROWS
from tests.rules.test_rows import arguments, floats_in, quiet, shown

CASES = [(row, shapes) for row in ROWS if row.reference == "complex" for shapes in row.shapes[::3]]


def of_parts(row, given):
    """Return a function of real and imaginary parts, for the float arguments of a row's function."""
    function, place = row.function, {k: n for n, k in enumerate(floats_in(given))}

    def program(real, imaginary):
        operands = [
            real[place[k]] + imaginary[place[k]] * 1j if k in place else given[k]
            for k in range(len(given))
        ]
        return np.real(function(*operands) * (0.3 - 0.7j))

    return program


def imaginary(value):
    return np.cos(3.0 + np.arange(np.size(value))).reshape(np.shape(value)) * 0.2


@pytest.mark.parametrize(("row", "shapes"), CASES, ids=shown(CASES))
def test_on_complex_numbers(row, shapes):
    given = arguments(row, shapes)
    program = of_parts(row, given)
    real = tuple(given[k] for k in floats_in(given))
    parts = real, tuple(float(imaginary(v)) if np.ndim(v) == 0 else imaginary(v) for v in real)
    try:
        value = np.asarray(quiet(program, *parts))
    except (TypeError, ValueError, AttributeError):
        pytest.skip("NumPy does not do that")
    dy = np.cos(np.arange(value.size)).reshape(value.shape)[()]
    try:
        _, found = quiet(gw.vjp(program, (0, 1)), dy, *parts)
    except gw.UnsupportedError as refused:
        pytest.skip(refused.code)
    wanted = quiet(reference_gradient, "richardson", program, parts, (0, 1), dy)
    assert largest_error(found, wanted) < 1e-6
