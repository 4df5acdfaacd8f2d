"""The public functions: what they take, what they return, what they keep of the function."""

import functools
import inspect
import math
import pickle
import sys
import threading

import numpy as np
import pytest

import gradwright as gw
from tests.api import functions
from tests.api.functions import (
    Layer,
    Point,
    Quadratic,
    layer_loss,
    of_dict,
    of_point,
    product,
    square,
    squares,
    weighted,
    with_aux,
)


def test_grad():
    assert gw.grad(square)(3.0) == 6.0


def test_value_and_grad():
    assert gw.value_and_grad(square)(3.0) == (9.0, 6.0)


def test_vjp_of_an_array():
    y, dx = gw.vjp(squares)(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert y.tolist() == [9.0, 16.0]
    assert dx.tolist() == [6.0, 16.0]


@pytest.mark.parametrize(
    ("wrt", "expected"),
    [
        (0, 10.0),
        (1, 6.0),
        (-1, 15.0),
        (-3, 10.0),
        ("y", 6.0),
        (("y", 0), (6.0, 10.0)),
        ((0,), (10.0,)),
    ],
)
def test_wrt(wrt, expected):
    assert gw.grad(product, wrt)(3.0, 5.0) == expected
    assert gw.grad(product, wrt=wrt)(3.0, y=5.0) == expected


@pytest.mark.parametrize("wrt", [3, -4, "z", (0, "z"), (0, 7), 1.5, None])
def test_wrt_that_names_nothing(wrt):
    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(product, wrt)(3.0, 5.0)
    assert caught.value.code == "GW002"


def test_keyword_arguments_and_defaults():
    assert gw.grad(product)(3.0, y=5.0, scale=1.0) == 5.0
    assert gw.grad(product, "scale")(3.0, y=5.0) == 15.0


@pytest.mark.parametrize("x", [3, np.int64(3), np.float64(3.0), np.array(3.0)])
def test_numbers_of_all_kinds(x):
    found = gw.grad(square)(x)
    assert found == 6.0
    assert np.shape(found) == ()


def test_integers_are_taken_as_floats():
    found = gw.grad(weighted, (0, 1))(np.arange(3), np.array([2, 3, 4]))
    assert [g.dtype for g in found] == [np.float64, np.float64]
    assert found[0].tolist() == [2.0, 3.0, 4.0]


def test_integers_are_taken_as_floats_in_lists():
    gradient = gw.grad(lambda x: x[0] * x[1] ** 2)([3, 2])
    assert gradient == [4.0, 12.0]
    assert all(type(g) is float for g in gradient)


def test_an_integer_upstream_is_taken_as_float():
    _, dx = gw.vjp(squares)(np.array([1, 2]), np.array([3.0, 4.0]))
    assert dx.dtype == np.float64
    assert dx.tolist() == [6.0, 16.0]
    assert gw.vjp(square)(2, 3.0) == (9.0, 12.0)


def test_float32_gives_float32():
    x = np.ones(3, np.float32)
    value, gradient = gw.value_and_grad(weighted)(x, x)
    assert value.dtype == np.float32
    assert gradient.dtype == np.float32


def test_has_aux():
    gradient, aux = gw.grad(with_aux, has_aux=True)(2.0, 3.0)
    assert gradient == 36.0
    assert aux == {"z": 6.0, "y": 3.0}
    assert gw.value_and_grad(with_aux, has_aux=True)(2.0, 3.0) == ((36.0, aux), 36.0)
    assert gw.vjp(with_aux, has_aux=True)(0.5, 2.0, 3.0) == (36.0, 18.0, aux)


def test_aux_shares_memory_with_nothing():
    def f(x):
        return (x * x).sum(), (x, x[1:])

    x = np.arange(4.0)
    _, (same, part) = gw.grad(f, has_aux=True)(x)
    assert same.tolist() == x.tolist()
    assert not np.may_share_memory(same, x)
    assert not np.may_share_memory(part, x)


def test_has_aux_without_a_pair():
    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(square, has_aux=True)(2.0)
    assert caught.value.code == "GW011"


@pytest.mark.parametrize("make", [gw.grad, gw.value_and_grad])
def test_a_value_that_is_no_scalar(make):
    with pytest.raises(gw.GradwrightError) as caught:
        make(squares)(np.ones(3))
    assert caught.value.code == "GW001"
    with pytest.raises(gw.GradwrightError):
        make(lambda x: (x, x))(1.0)


def test_a_function_without_a_result():
    def f(x):
        x + 1.0

    with pytest.raises(gw.GradwrightError):
        gw.grad(f)(1.0)


def test_not_a_function():
    with pytest.raises(gw.GradwrightError):
        gw.grad(3)(1.0)


@pytest.mark.parametrize("make", [gw.grad, gw.value_and_grad, gw.vjp])
def test_a_backend_that_does_not_exist(make):
    with pytest.raises(gw.GradwrightError) as caught:
        make(square, backend="native")(1.0)
    assert caught.value.code == "GW008"


def test_wrong_arguments():
    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(square)(1.0, 2.0)
    assert caught.value.code == "GW007"


# Structures.


def test_dataclasses():
    rng = np.random.default_rng(0)
    layer, x = Layer(rng.normal(size=(3, 2)), np.zeros(2)), rng.normal(size=(4, 3))
    gradient = gw.grad(layer_loss)(layer, x)
    assert isinstance(gradient, Layer)
    assert gradient.units == 3
    assert gradient.weights.shape == (3, 2)
    out = np.tanh(x @ layer.weights)
    np.testing.assert_allclose(gradient.weights, x.T @ (2 * out * (1 - out**2)), rtol=1e-12)


def test_named_tuples():
    assert gw.grad(of_point)(Point(3.0, 2.0)) == Point(12.0, 9.0)


def test_dicts_and_tuples():
    assert gw.grad(of_dict)({"a": 2.0, "b": (3.0, 4.0)}) == {"a": 3.0, "b": (2.0, 1.0)}


def test_leaves_that_are_no_numbers_stay():
    def f(p):
        return p[0] * p[1](p[0]) if p[2] == "squared" else p[0]

    assert gw.grad(f)([3.0, abs, "squared", None]) == [6.0, abs, "squared", None]


def test_upstream_of_a_structure():
    def f(x):
        return {"a": x * x, "b": [x, 2.0 * x]}

    value, dx = gw.vjp(f)({"a": 1.0, "b": [10.0, 100.0]}, 3.0)
    assert value == {"a": 9.0, "b": [3.0, 6.0]}
    assert dx == 216.0


@pytest.mark.parametrize("dy", [1.0, (1.0,), (1.0, 2.0, 3.0), {"a": 1.0}, "x"])
def test_upstream_of_another_structure(dy):
    with pytest.raises(gw.GradwrightError) as caught:
        gw.vjp(lambda x: (x, x * x))(dy, 3.0)
    assert caught.value.code == "GW005"


@pytest.mark.parametrize("dy", [np.ones(2), np.ones((3, 1)), 1.0])
def test_upstream_of_another_shape(dy):
    with pytest.raises(gw.GradwrightError) as caught:
        gw.vjp(squares)(dy, np.ones(3))
    assert caught.value.code == "GW005"


def test_nothing_of_the_callers_changes():
    def f(a):
        a[0] = a[1] * 2.0
        return a * a

    a, dy = np.arange(3.0), np.ones(3)
    y, da = gw.vjp(f)(dy, a)
    assert a.tolist() == [0.0, 1.0, 2.0]
    assert dy.tolist() == [1.0, 1.0, 1.0]
    for one, other in ((y, a), (da, dy), (da, a), (y, da)):
        assert not np.may_share_memory(one, other)


# What is kept of the function.


@pytest.mark.parametrize("make", [gw.grad, gw.value_and_grad, gw.vjp])
def test_name_and_docstring(make):
    made = make(square)
    assert made.__name__ == "square"
    assert made.__doc__ == "The square."
    assert made.__module__ == "tests.api.functions"


def test_signature():
    assert inspect.signature(gw.grad(product)) == inspect.signature(product)
    names = list(inspect.signature(gw.vjp(product)).parameters)
    assert names == ["dy", "x", "y", "scale"]


def test_decorators():
    @gw.grad
    def f(x):
        return x * x

    @gw.grad(wrt="y")
    def g(x, y):
        return x * y

    @gw.value_and_grad(wrt=(0, 1))
    def h(x, y):
        return x * y

    assert f(3.0) == 6.0
    assert g(3.0, 4.0) == 3.0
    assert h(3.0, 4.0) == (12.0, (4.0, 3.0))


def test_method():
    model = Quadratic(3.0)
    assert gw.grad(model.value)(2.0) == 12.0
    model.scale = 5.0
    assert gw.grad(model.value)(2.0) == 20.0


def test_callable_object():
    assert gw.grad(Quadratic(3.0))(2.0) == 12.0


def test_decorated_method():
    class Model:
        scale = 2.0

        @gw.grad(wrt="x")
        def slope(self, x):
            return 3.0 * x * x

    assert Model().slope(2.0) == 12.0


def test_partial():
    assert gw.grad(functools.partial(product, 3.0))(5.0) == 6.0
    assert gw.grad(functools.partial(product, scale=1.0))(3.0, 5.0) == 5.0


def test_ufunc():
    assert gw.grad(np.sin)(0.0) == 1.0


def test_two_lambdas_on_one_line():
    f, g = (lambda x: x * x), (lambda x: x * x * x)
    assert (gw.grad(f)(2.0), gw.grad(g)(2.0)) == (4.0, 12.0)


@pytest.mark.parametrize("make", [gw.grad, gw.value_and_grad])
def test_pickle(make):
    made = make(square)
    again = pickle.loads(pickle.dumps(made))
    assert again(3.0) == made(3.0)
    assert again.__name__ == "square"


def test_threads():
    results = []
    made = gw.grad(lambda x: x * x)
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        results.append(made(3.0))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [6.0] * 4


def test_minimize():
    optimize = pytest.importorskip("scipy.optimize")

    def f(x):
        return ((x - 3.0) ** 2).sum()

    found = optimize.minimize(f, np.zeros(2), jac=gw.grad(f))
    np.testing.assert_allclose(found.x, [3.0, 3.0], atol=1e-6)
    found = optimize.minimize(gw.value_and_grad(f), np.zeros(2), jac=True)
    np.testing.assert_allclose(found.x, [3.0, 3.0], atol=1e-6)


# Globals and closures.


def test_captured_values_are_read_at_each_call():
    scale = 2.0

    def f(x):
        return scale * x * x

    df = gw.grad(f)
    assert df(3.0) == 12.0
    scale = 5.0
    assert df(3.0) == 30.0
    scale = np.array([1.0, 2.0])
    with pytest.raises(gw.GradwrightError):
        df(3.0)


def test_a_helper_that_is_replaced(monkeypatch):
    def f(x):
        return functions.square(x)

    df = gw.grad(f)
    assert df(3.0) == 6.0
    monkeypatch.setattr(functions, "square", lambda x: 5.0 * x)
    assert df(3.0) == 5.0


def test_values_that_decide_are_told_apart():
    def f(x, axis):
        return (x.sum(axis=axis) ** 2).sum()

    x = np.arange(6.0).reshape(2, 3)
    df = gw.grad(f)
    for axis in (0, 1, 0):
        expected = np.broadcast_to(np.expand_dims(2 * x.sum(axis=axis), axis), x.shape)
        assert df(x, axis).tolist() == expected.tolist()


# Source.


def run(text, name):
    space = {}
    exec(text, space)
    return space[name]


def test_source_stands_alone():
    text = gw.source(weighted, np.ones(3), np.ones(3), wrt=(0, 1))
    assert "gradwright" not in text
    value, gradients = run(text, "weighted_backward")(1.0, np.arange(3.0), np.full(3, 2.0))
    assert value == 6.0
    assert [g.tolist() for g in gradients] == [[2.0, 2.0, 2.0], [0.0, 1.0, 2.0]]


def test_source_of_a_partial_and_of_a_lambda():
    assert "def product_backward(" in gw.source(functools.partial(product, 3.0), 5.0)
    assert "def function_backward(" in gw.source(lambda x: x * x, 5.0)


def test_source_keeps_small_captured_values():
    table = np.array([1.0, 2.0])

    def f(x):
        return (table * x).sum()

    text = gw.source(f, np.ones(2))
    assert "table = np.array([1.0, 2.0])\n" in text
    assert run(text, "f_backward")(1.0, np.ones(2))[1].tolist() == [1.0, 2.0]


def test_source_asks_for_large_captured_values():
    table = np.arange(100.0)

    def f(x):
        return (table * x).sum()

    text = gw.source(f, np.ones(100))
    assert "def f_backward(dout, x, *, table):" in text
    found = run(text, "f_backward")(1.0, np.ones(100), table=table)[1]
    assert found.tolist() == table.tolist()


def test_write(tmp_path):
    gw.write(square, tmp_path / "square.py", 3.0)
    assert (tmp_path / "square.py").read_text() == gw.source(square, 3.0)


def test_source_for_later():
    with pytest.raises(gw.GradwrightError):
        gw.source(square, 3.0, backend="native")


# Check.


def test_check_agrees():
    rng = np.random.default_rng(0)
    gw.check(square, 3.0)
    gw.check(squares, rng.normal(size=(2, 3)))
    gw.check(
        layer_loss, Layer(rng.normal(size=(3, 2)), np.zeros(2)), rng.normal(size=(4, 3)), wrt=(0, 1)
    )
    gw.check(weighted, np.ones(3, np.float32), np.ones(3, np.float32))


def test_check_names_the_worst_entry():
    def kinked(x):
        return np.maximum(x, 0.0).sum() + (x * x).sum()

    with pytest.raises(gw.GradwrightError) as caught:
        gw.check(kinked, np.array([1.0, 0.0, 2.0]))
    assert caught.value.code == "GW012"
    assert "x[1]" in str(caught.value)


def test_a_call_costs_little_over_the_written_function():
    """Functions that are entered: the call and the recognition, once the second call made it."""
    df = gw.grad(weighted, (0, 1))
    a, b = np.ones(3), np.ones(3)
    df(a, b)
    df(a, b)
    entered: list[str] = []

    def count(frame, event, argument):
        if event == "call" and "gradwright" in frame.f_code.co_filename:
            entered.append(frame.f_code.co_name)

    sys.setprofile(count)
    try:
        df(a, b)
    finally:
        sys.setprofile(None)
    written = entered.index("weighted_backward")
    assert len(entered[:written]) <= 2


def test_a_computed_length_that_is_one():
    def f(u, k):
        v = u[:k] * 2.0
        return (v + u).sum()

    u, df = np.arange(4.0), gw.grad(f)
    assert df(u, 4).tolist() == [3.0, 3.0, 3.0, 3.0]
    assert df(u, 1).tolist() == [9.0, 1.0, 1.0, 1.0]
    assert df(u, 4).tolist() == [3.0, 3.0, 3.0, 3.0]
    assert gw.grad(f)(u, 1).tolist() == [9.0, 1.0, 1.0, 1.0]
    with pytest.raises(gw.GradwrightError, match="GW416") as caught:
        df(u, 3)
    assert caught.value.lineno == f.__code__.co_firstlineno + 2


def test_a_length_of_arguments_arrays_that_is_one():
    def f(u, w, start):
        n = len(w)
        v = u[start : start + n] * 2.0
        return (v + u).sum() * w[0]

    u = np.arange(1.0, 5.0)
    for lengths in ((4, 1), (1, 4), (4, 1, 4, 1)):
        df = gw.grad(f)
        for n in lengths:
            expected = [3.0, 3.0, 3.0, 3.0] if n == 4 else [9.0, 1.0, 1.0, 1.0]
            assert df(u, np.ones(n), 0).tolist() == expected
    df = gw.grad(lambda u, start: (u[start:] * 2.0 + u).sum())
    for start in (0, 3, 0, 3):
        assert df(u, start).tolist() == ([1.0, 1.0, 1.0, 9.0] if start else [3.0, 3.0, 3.0, 3.0])


def test_a_computed_length_that_no_argument_gives():
    def f(u, x):
        k = int(x)
        v = u[:k] * 2.0
        return (v + u).sum()

    df, u = gw.grad(f), np.arange(1.0, 5.0)
    assert df(u, 4.0).tolist() == [3.0, 3.0, 3.0, 3.0]
    with pytest.raises(gw.GradwrightError, match="GW418") as caught:
        df(u, 1.0)
    assert caught.value.lineno == f.__code__.co_firstlineno + 3
    assert caught.value.message == "the lengths in v + u differ in this call"
    assert df(u, 4.0).tolist() == [3.0, 3.0, 3.0, 3.0]


@pytest.mark.parametrize("wrt", ["mode", "flag", ("x", "mode")])
def test_wrt_that_has_no_derivative(wrt):
    def f(x, mode, flag):
        return x * x

    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(f, wrt)(3.0, "mode", True)
    assert caught.value.code == "GW003"


def test_lengths_that_do_not_fit_are_no_question_of_the_upstream_gradient():
    with pytest.raises(ValueError, match="written for"):
        gw.vjp(lambda x, y: x * y)(np.ones(3), np.ones(3), np.ones(4))


def test_a_refusal_shows_none_of_our_frames():
    def f(x):
        del x

    with pytest.raises(gw.GradwrightError) as caught:
        gw.grad(f)(1.0)
    assert len(caught.traceback) == 2


OUTSIDE: object = None


def of_the_outside(x):
    return x * x if OUTSIDE is None else OUTSIDE(x)


def test_what_a_global_name_stands_for_may_change(monkeypatch):
    df = gw.grad(of_the_outside)
    expected = {
        None: 1.0,
        math.sin: math.cos(0.5),
        math.exp: math.exp(0.5),
        np.tanh: 1.0 - np.tanh(0.5) ** 2,
    }
    for function, slope in (*expected.items(), *expected.items()):
        monkeypatch.setattr(sys.modules[__name__], "OUTSIDE", function)
        assert df(0.5) == pytest.approx(slope, rel=1e-12)


class Scaled:
    def __init__(self):
        self.factor = 2.0

    def scaled(self, x):
        return x * self.factor

    def loss(self, x):
        return self.scaled(x) ** 2


def test_a_method_that_calls_another_is_written_once():
    model = Scaled()
    df = gw.grad(model.loss)
    first = df._cache.find((3.0,), {})
    assert df(3.0) == 24.0
    model.factor = 3.0
    assert df(3.0) == 54.0
    assert df._cache.find((3.0,), {}) is first


def stores_into_the_first(a, b):
    a[0] = b[1] * 3.0
    return (a * b).sum()


def test_arguments_that_share_memory_with_one_that_is_stored_into():
    df = gw.grad(stores_into_the_first, (0, 1))
    whole = np.array([1.0, 2.0, 3.0])
    assert df(whole.copy(), whole.copy())[0].tolist() == [0.0, 2.0, 3.0]
    for pair in ((whole, whole), (whole[:2], whole[1:])):
        with pytest.raises(gw.GradwrightError) as caught:
            df(*pair)
        assert caught.value.code == "GW309"
        assert caught.value.lineno is not None
    assert whole.tolist() == [1.0, 2.0, 3.0]
    columns = np.arange(6.0).reshape(3, 2)
    assert df(columns[:, 0], columns[:, 1])[0].tolist() == [0.0, 3.0, 5.0]


def test_the_upstream_gradient_is_copied_once_not_in_every_iteration():
    def f(u, steps):
        for _ in range(steps):
            u[1:] += 0.5 * u[:-1]
        return u

    _, _, backward = gw.source(f, np.ones(4), 3).partition("\n\n    ")
    before, _, loop = backward.partition("for ")
    assert "du = du.copy()" in before
    assert "copy" not in loop


class Unhashable:
    """Has an equality of its own, and so no hash."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashable)

    __hash__ = None


@pytest.mark.parametrize("option", [{1, 2}, Unhashable()], ids=["set", "object"])
def test_an_argument_that_has_no_hash(option):
    def f(x, option):
        return x * x

    df = gw.grad(f)
    assert df(3.0, option) == 6.0
    assert df(4.0, option) == 8.0


def test_what_a_function_prints_is_printed_once(capsys):
    """Also where the code is run once more to see whether its guards hold."""

    def halves(u, k):
        print("halves of", k)
        return (u[:k] * u[k:]).sum()

    gradient = gw.grad(halves)(np.arange(6.0), 3)
    assert capsys.readouterr().out == "halves of 3\n"
    assert gradient.tolist() == [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]
