"""Derivatives of derivatives: right, or refused at the user's line, never inside of gradwright's own."""

import copy
import functools

import numpy as np
import pytest

import gradwright as gw


def cube(x):
    return x * x * x


slope = gw.grad(cube)
X = np.array([0.3, 0.5, 0.7])


def uses_a_slope(x):
    return x * slope(x)


def makes_a_slope(x):
    return gw.grad(cube)(x)


def value_and_slope(x):
    value, dx = gw.value_and_grad(cube)(x)
    return value * dx


class Slope:
    def __call__(self, x):
        return slope(x)


def line_of(function):
    return function.__code__.co_firstlineno


def growing(x, w, n=3):
    s = 0.0
    for i in range(len(x)):
        s = s + np.sin(x[i] * w) * s + x[i] ** 2 * w
    while s < 5.0:
        s = s * s + 1.0
    return s


def penalty(x, w):
    return (gw.grad(growing)(x, w) ** 2).sum()


def of_both(x, w):
    dx, dw = gw.grad(growing, (0, 1))(x, w)
    return (dx * dx).sum() * dw


def of_dict(p, x):
    return np.tanh(p["w"] * x).sum() * p["b"] ** 2


def norm_of_dict(p, x):
    g = gw.grad(of_dict)(p, x)
    return (g["w"] ** 2).sum() + g["b"] ** 2


SCALE = np.array([2.0, 3.0, 5.0])


def captures(x):
    return (SCALE * x**3).sum()


def uses_captures(x):
    return (gw.grad(captures)(x) ** 2).sum()


def stored_and_restored(a, b):
    """The derivatives of the product are the other factors, which are no arrays of the adjoints' own."""
    b = b * 1.0
    s = (b * b).sum()
    b[0] = a[1] * a[2]
    return s + a @ b


def of_stored_and_restored(a, b):
    da, db = gw.grad(stored_and_restored, (0, 1))(a, b)
    return (da * da).sum() + (db**3).sum()


RIGHT = {
    "grad of grad": (gw.grad(slope), 12.0),
    "value of grad of grad": (gw.value_and_grad(slope), (12.0, 12.0)),
    "grad of grad of grad": (gw.grad(gw.grad(slope)), 6.0),
    "jvp of grad": (functools.partial(gw.jvp(slope), 1.0), (12.0, 12.0)),
    "hvp of grad": (functools.partial(gw.hvp(slope), 1.0), 6.0),
    "hessian of grad": (gw.hessian(slope), 6.0),
    "a partial": (gw.grad(functools.partial(slope)), 12.0),
    "called inside": (gw.grad(uses_a_slope), 36.0),
    "made inside": (gw.grad(makes_a_slope), 12.0),
    "value and gradient inside": (gw.grad(value_and_slope), 240.0),
    "in an object": (gw.grad(Slope()), 12.0),
}


@pytest.mark.parametrize("row", RIGHT)
def test_of_a_number(row):
    function, expected = RIGHT[row]
    assert function(2.0) == expected
    assert function(2) == expected


def test_of_arrays():
    hessian = gw.hessian(growing, (0, 1))(X, 1.3)
    gradient = gw.grad(growing)(X, 1.3)
    found = gw.grad(penalty, (0, 1))(X, 1.3)
    np.testing.assert_allclose(found[0], 2.0 * hessian[0][0] @ gradient, rtol=1e-12)
    np.testing.assert_allclose(found[1], 2.0 * hessian[1][0] @ gradient, rtol=1e-12)
    np.testing.assert_allclose(gw.grad(gw.grad(growing, 1), 0)(X, 1.3), hessian[0][1], rtol=1e-12)


@pytest.mark.parametrize(
    ("function", "args", "wrt"),
    [
        (penalty, (X, 1.3), (0, 1)),
        (of_both, (X, 1.3), (0, 1)),
        (norm_of_dict, ({"w": X, "b": 0.4}, 1.7), (0, 1)),
        (uses_captures, (X,), 0),
        (of_stored_and_restored, (X, X[::-1].copy()), (0, 1)),
    ],
    ids=["penalty", "both", "dict", "captured", "stored"],
)
def test_against_differences(function, args, wrt):
    before = copy.deepcopy(args)
    gw.check(function, *args, wrt=wrt)
    gw.grad(function, wrt)(*args)
    np.testing.assert_equal(args, before)


def test_third_order():
    third = gw.hessian(penalty)(X, 1.3)
    np.testing.assert_allclose(third, third.T, rtol=1e-9)
    step = 1e-6 * np.eye(3)
    rows = [(gw.grad(penalty)(X + h, 1.3) - gw.grad(penalty)(X - h, 1.3)) / 2e-6 for h in step]
    np.testing.assert_allclose(third, rows, rtol=1e-5)


def test_the_written_module_stands_alone():
    namespace = {}
    exec(gw.source(penalty, X, 1.3), namespace)
    value, dx = namespace["penalty_backward"](1.0, X, 1.3)
    assert value == penalty(X, 1.3)
    assert np.array_equal(dx, gw.grad(penalty)(X, 1.3))


def prints(x):
    print("x")
    return x * x


def of_what_prints(x):
    return gw.grad(prints)(x)


def of_a_vjp(x):
    return gw.vjp(cube)(1.0, x)[1]


def of_an_array(x, w):
    return x * x * w


def recursive(x, n):
    return x if n == 0 else x * recursive(x, n - 1)


def of_recursion(x):
    return gw.grad(recursive)(x, 3)


def of_something_local(x):
    def inner(y):
        return y * x

    return gw.grad(inner)(x)


REFUSED = {
    "grad of vjp": (gw.grad(gw.vjp(cube)), (1.0, 2.0), "GW015", line_of(cube)),
    "vjp of hvp": (gw.vjp(gw.hvp(cube)), (1.0, 2.0, 1.0), "GW015", line_of(cube)),
    "grad of jacobian": (gw.grad(gw.jacobian(cube)), (2.0,), "GW015", line_of(cube)),
    "what prints": (gw.grad(of_what_prints), (2.0,), "GW015", line_of(prints) + 2),
    "a vjp inside": (gw.grad(of_a_vjp), (2.0,), "GW015", line_of(of_a_vjp) + 1),
    "of an array": (gw.grad(gw.grad(of_an_array)), (X, 2.0), "GW001", line_of(of_an_array)),
    "recursion": (gw.grad(of_recursion), (2.0,), "GW123", line_of(recursive) + 1),
    "local": (gw.grad(of_something_local), (2.0,), "GW015", line_of(of_something_local) + 4),
}


@pytest.mark.parametrize("row", REFUSED)
def test_refused(row):
    function, args, code, line = REFUSED[row]
    with pytest.raises(gw.UnsupportedError) as caught:
        function(*args)
    assert caught.value.code == code
    assert (caught.value.filename, caught.value.lineno) == (__file__, line)


def test_an_array_of_gradients_is_no_scalar():
    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(gw.grad(growing))(X, 1.3)
    assert caught.value.code == "GW001"


def test_of_what_is_no_python_function():
    with pytest.raises(gw.UnsupportedError) as caught:
        gw.grad(gw.grad(np.sin))(2.0)
    assert (caught.value.code, caught.value.location) == ("GW015", None)
