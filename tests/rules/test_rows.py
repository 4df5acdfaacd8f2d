"""Each row: its type and value are NumPy's, its gradient is right, float32 stays float32."""

import warnings
import zlib

import numpy as np
import pytest

import gradwright as gw
from gradwright.rules.lowering import lower_call
from tests.reference import TOLERANCE, largest_error, reference_gradient, upstream_like
from tests.rules.rows import ROWS, Row
from tests.rules.tracing import evaluate, gradients, matches_type, trace

CASES = [(row, shapes) for row in ROWS for shapes in row.shapes]
TRACED = [(row, shapes) for row, shapes in CASES if row.traced]
FLOAT32 = [(row, shapes) for row, shapes in CASES if row.float32 and None not in shapes]


def shown(cases):
    return [f"{row.name}-{shapes}" for row, shapes in cases]


def arguments(row: Row, shapes):
    return row.arguments(np.random.default_rng(zlib.crc32(row.name.encode())), shapes)


def floats_in(given):
    return tuple(k for k, value in enumerate(given) if np.result_type(value).kind == "f")


def program(function):
    """Return a function that the reference can look into."""
    return lambda *args: function(*args)


def quiet(function, *args):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*args)


def narrowed(value):
    is_float = np.result_type(value).kind == "f"
    return np.asarray(value).astype(np.float32)[()] if is_float else value


def same_kind(found, value):
    """Say whether a gradient is an array where its argument is one, a Python float where that is."""
    if isinstance(value, np.ndarray):
        return isinstance(found, np.ndarray) and found.dtype == value.dtype
    return type(found) is float if type(value) is float else isinstance(found, float | np.floating)


@pytest.mark.parametrize(("row", "shapes"), TRACED, ids=shown(TRACED))
def test_the_type_and_value_are_numpys(row, shapes):
    given = arguments(row, shapes)
    wanted = quiet(row.function, *given)
    expr = trace(row.function, given)
    found = quiet(evaluate, expr, given)
    assert type(found) is type(wanted)
    assert matches_type(wanted, expr.type)
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(("row", "shapes"), CASES, ids=shown(CASES))
def test_the_gradient_is_the_references(row, shapes):
    given = arguments(row, shapes)
    value = quiet(row.function, *given)
    dy, wrt = upstream_like(value), floats_in(given)
    wanted = quiet(reference_gradient, row.reference, program(row.function), given, wrt, dy)
    y, found = quiet(gw.vjp(row.function, wrt=wrt), dy, *given)
    assert type(y) is type(value)
    np.testing.assert_array_equal(y, value)
    assert all(same_kind(part, given[k]) for part, k in zip(found, wrt, strict=True))
    assert largest_error(found, wanted) < TOLERANCE[row.reference]


@pytest.mark.parametrize(("row", "shapes"), FLOAT32, ids=shown(FLOAT32))
def test_float32_stays_float32(row, shapes):
    given = arguments(row, shapes)
    narrow, wrt = tuple(map(narrowed, given)), floats_in(given)
    value = quiet(row.function, *narrow)
    dy = upstream_like(quiet(row.function, *given))
    if row.traced:
        assert matches_type(value, trace(row.function, narrow).type)
    _, wanted = quiet(gw.vjp(row.function, wrt=wrt), dy, *given)
    upstream = np.asarray(dy).astype(np.asarray(value).dtype)[()]
    _, found = quiet(gw.vjp(row.function, wrt=wrt), upstream, *narrow)
    assert [part.dtype for part in found] == [narrow[k].dtype for k in wrt]
    assert largest_error(found, wanted) < TOLERANCE["float32"]


def has_axes(row, shapes):
    return np.ndim(quiet(row.function, *arguments(row, shapes))) > 0


WITH_AXES = [(row, row.shapes[-1]) for row in ROWS if row.traced and has_axes(row, row.shapes[-1])]


@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize(("row", "shapes"), WITH_AXES, ids=shown(WITH_AXES))
def test_an_adjoint_that_only_broadcasts(row, shapes, axis):
    given = arguments(row, shapes)
    value = quiet(row.function, *given)
    total = np.sum(value, axis=axis)
    dy = upstream_like(total)
    wide = dy if axis is None else np.expand_dims(dy, axis)
    wanted = quiet(gradients, trace(row.function, given), given, np.broadcast_to(wide, value.shape))
    expr = lower_call(np.sum, [trace(row.function, given)], {"axis": axis})
    assert largest_error(quiet(gradients, expr, given, dy), wanted) < 1e-12
