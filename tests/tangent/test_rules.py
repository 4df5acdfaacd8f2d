"""Every row of the table in forward mode: against reverse mode, against the reference, in second order."""

import zlib

import numpy as np
import pytest

import gradwright as gw
from tests.reference import TOLERANCE, reference_gradient, upstream_like
from tests.rules.rows import ROWS
from tests.rules.test_rows import arguments, floats_in, program, quiet, shown
from tests.tangent.products import direction_like, inner, size
from tests.tangent.second import over_forward, over_gradient, read, run

CASES = [(row, shapes) for row in ROWS for shapes in row.shapes]
every_case = pytest.mark.parametrize(("row", "shapes"), CASES, ids=shown(CASES))


def moved(given, wrt):
    return tuple(direction_like(given[k]) for k in wrt)


@every_case
def test_forward_agrees_with_reverse_and_reference(row, shapes):
    given = arguments(row, shapes)
    wrt = floats_in(given)
    value = quiet(row.function, *given)
    dy, u = upstream_like(value), moved(given, wrt)
    y, tangent = quiet(gw.jvp(row.function, wrt=wrt), u, *given)
    np.testing.assert_array_equal(y, value)
    assert isinstance(tangent, np.ndarray) == isinstance(value, np.ndarray)
    assert type(tangent) is float if type(value) is float else np.asarray(tangent).dtype.kind == "f"
    assert np.shape(tangent) == np.shape(value)
    _, gradients = quiet(gw.vjp(row.function, wrt=wrt), dy, *given)
    wanted = quiet(reference_gradient, row.reference, program(row.function), given, wrt, dy)
    scale = 1.0 + size(dy, tangent) + size(gradients, u)
    assert abs(inner(dy, tangent) - inner(gradients, u)) <= 1e-12 * scale
    if not any(np.isnan(part).any() for part in wanted):
        assert abs(inner(dy, tangent) - inner(wanted, u)) <= TOLERANCE[row.reference] * scale


@every_case
def test_second_order_two_ways(row, shapes):
    given = arguments(row, shapes)
    wrt = floats_in(given)
    dy = upstream_like(quiet(row.function, *given))
    u = moved(given, wrt)
    rng = np.random.default_rng(zlib.crc32(row.name.encode()))
    v = tuple(
        rng.normal(size=np.shape(part)) if np.ndim(part) else type(part)(rng.normal()) for part in u
    )
    forward, wanted = quiet(read, row.function, wrt, given)
    written = over_gradient(forward, wanted)
    if row.name.startswith("prod") and any(np.any(part == 0) for part in given if np.ndim(part)):
        with pytest.raises(ValueError, match="factor or exponent is 0"):
            quiet(run, written, row.function, v, dy, *given)
        return
    hessian_v = quiet(run, written, row.function, v, dy, *given)
    second = quiet(run, over_forward(forward, wanted), row.function, v, u, *given)[0]
    scale = 1.0 + size(hessian_v, u) + size(dy, second)
    assert abs(inner(hessian_v, u) - inner(dy, second)) <= 1e-11 * scale


FLOAT32 = [(row, shapes) for row, shapes in CASES if row.float32 and None not in shapes]


@pytest.mark.parametrize(("row", "shapes"), FLOAT32, ids=shown(FLOAT32))
def test_float32_stays_float32(row, shapes):
    given = tuple(
        np.asarray(value).astype(np.float32)[()] if np.result_type(value).kind == "f" else value
        for value in arguments(row, shapes)
    )
    wrt = floats_in(given)
    value = quiet(row.function, *given)
    _, tangent = quiet(gw.jvp(row.function, wrt=wrt), moved(given, wrt), *given)
    assert np.asarray(tangent).dtype == np.asarray(value).dtype
