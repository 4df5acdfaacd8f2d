"""Derivatives of derivatives are refused at the user's line, never inside of gradwright's own."""

import functools

import numpy as np
import pytest

import gradwright as gw


def cube(x):
    return x * x * x


slope = gw.grad(cube)


def uses_a_slope(x):
    return x * slope(x)


def makes_a_slope(x):
    return gw.grad(cube)(x)


class Slope:
    def __call__(self, x):
        return slope(x)


def line_of(function):
    return function.__code__.co_firstlineno


ROWS = {
    "grad of grad": (gw.grad(slope), (2.0,), line_of(cube)),
    "grad of value_and_grad": (gw.grad(gw.value_and_grad(cube)), (2.0,), line_of(cube)),
    "grad of vjp": (gw.grad(gw.vjp(cube)), (1.0, 2.0), line_of(cube)),
    "vjp of hvp": (gw.vjp(gw.hvp(cube)), (1.0, 2.0, 1.0), line_of(cube)),
    "grad of jacobian": (gw.grad(gw.jacobian(cube)), (2.0,), line_of(cube)),
    "hessian of grad": (gw.hessian(slope), (2.0,), line_of(cube)),
    "a partial": (gw.grad(functools.partial(slope)), (2.0,), line_of(cube)),
    "called inside": (gw.grad(uses_a_slope), (2.0,), line_of(uses_a_slope) + 1),
    "made inside": (gw.grad(makes_a_slope), (2.0,), line_of(makes_a_slope) + 1),
    "in an object": (gw.grad(Slope()), (2.0,), line_of(Slope.__call__) + 1),
}


@pytest.mark.parametrize("row", ROWS)
def test_derivatives_of_derivatives(row):
    function, args, line = ROWS[row]
    with pytest.raises(gw.UnsupportedError) as caught:
        function(*args)
    assert caught.value.code == "GW015"
    assert (caught.value.filename, caught.value.lineno) == (__file__, line)


def test_of_what_is_no_python_function():
    with pytest.raises(gw.UnsupportedError) as caught:
        gw.grad(gw.grad(np.sin))(2.0)
    assert (caught.value.code, caught.value.location) == ("GW015", None)
