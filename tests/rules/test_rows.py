"""Each row: its type is NumPy's, its printed source has NumPy's value, its pullback is right."""

import warnings
import zlib

import numpy as np
import pytest

from gradwright.rules.lowering import lower_call
from tests.reference import TOLERANCE, largest_error, reference_gradient, upstream_like
from tests.rules.rows import ROWS, Row
from tests.rules.tracing import evaluate, gradients, matches_type, trace

CASES = [(row, shapes) for row in ROWS for shapes in row.shapes]
IDS = [f"{row.name}-{shapes}" for row, shapes in CASES]


def arguments(row: Row, shapes):
    return row.arguments(np.random.default_rng(zlib.crc32(row.name.encode())), shapes)


def program(function):
    """Return a function that the reference can look into."""
    return lambda *args: function(*args)


def quiet(function, *args):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*args)


@pytest.mark.parametrize(("row", "shapes"), CASES, ids=IDS)
def test_the_type_and_value_are_numpys(row, shapes):
    given = arguments(row, shapes)
    wanted = quiet(row.function, *given)
    expr = trace(row.function, given)
    assert matches_type(wanted, expr.type), (
        type(wanted),
        getattr(wanted, "dtype", None),
        expr.type,
    )
    np.testing.assert_array_equal(quiet(evaluate, expr, given), wanted)


@pytest.mark.parametrize(("row", "shapes"), CASES, ids=IDS)
def test_the_gradient_is_the_references(row, shapes):
    given = arguments(row, shapes)
    value = quiet(row.function, *given)
    dy = upstream_like(value)
    wrt = tuple(k for k, value in enumerate(given) if np.result_type(value).kind == "f")
    wanted = quiet(reference_gradient, row.reference, program(row.function), given, wrt, dy)
    found = quiet(gradients, trace(row.function, given), given, dy)
    found = tuple(found[k] for k in wrt)
    assert largest_error(found, wanted) < TOLERANCE[row.reference]


FLOAT32 = [(row, shapes) for row, shapes in CASES if row.float32 and None not in shapes]


def narrowed(value):
    is_float = np.result_type(value).kind == "f"
    return value.astype(np.float32) if is_float else value


@pytest.mark.parametrize(("row", "shapes"), FLOAT32, ids=[f"{r.name}-{s}" for r, s in FLOAT32])
def test_float32_stays_float32(row, shapes):
    given = arguments(row, shapes)
    narrow = tuple(map(narrowed, given))
    value = quiet(row.function, *narrow)
    expr = trace(row.function, narrow)
    assert matches_type(value, expr.type), (getattr(value, "dtype", None), expr.type)
    dy = upstream_like(quiet(row.function, *given))
    wanted = quiet(gradients, trace(row.function, given), given, dy)
    found = quiet(gradients, expr, narrow, value.dtype.type(1) * narrowed(np.asarray(dy))[()])
    assert [part.dtype for part in found] == [value.dtype for value in narrow]
    assert largest_error(found, wanted) < TOLERANCE["float32"]


def has_axes(row, shapes):
    return np.ndim(quiet(row.function, *arguments(row, shapes))) > 0


WITH_AXES = [(row, row.shapes[-1]) for row in ROWS if has_axes(row, row.shapes[-1])]


@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize(("row", "shapes"), WITH_AXES, ids=[f"{r.name}-{s}" for r, s in WITH_AXES])
def test_an_adjoint_that_only_broadcasts(row, shapes, axis):
    given = arguments(row, shapes)
    value = quiet(row.function, *given)
    total = np.sum(value, axis=axis)
    dy = upstream_like(total)
    wide = dy if axis is None else np.expand_dims(dy, axis)
    wanted = quiet(gradients, trace(row.function, given), given, np.broadcast_to(wide, value.shape))
    expr = lower_call(np.sum, [trace(row.function, given)], {"axis": axis})
    assert largest_error(quiet(gradients, expr, given, dy), wanted) < 1e-12
