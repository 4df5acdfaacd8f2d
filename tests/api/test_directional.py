"""jvp, hvp, jacobian and hessian: what they take, what they return, what they keep of the function."""

import inspect
import pickle

import numpy as np
import pytest

import gradwright as gw
from tests.api.functions import Point, of_point, product, square, squares, with_aux
from tests.corpus.memory import shared, snapshot

X = np.array([2.0, 3.0, 5.0])
FORWARD = [gw.jvp, gw.hvp]
ALL = [gw.jvp, gw.hvp, gw.jacobian, gw.hessian]


def energy(x, w):
    return (x * x).sum() * w


def pair(x):
    return {"a": x[0] * x[1], "b": (x * x, x.sum())}


def scaled(x, n):
    y = x
    for _ in range(n):
        y = y * x
    return y.sum()


def stores(x):
    x[0] = x[1] * x[1]
    return x.sum()


def test_jvp():
    y, dy = gw.jvp(squares)(np.array([1.0, 0.0, -1.0]), X)
    assert y.tolist() == [4.0, 9.0, 25.0]
    assert dy.tolist() == [4.0, 0.0, -10.0]


def test_hvp():
    assert gw.hvp(energy)(np.ones(3), X, 3.0).tolist() == [6.0, 6.0, 6.0]


def test_hessian():
    assert np.array_equal(gw.hessian(energy)(X, 3.0), 6.0 * np.eye(3))


def test_jacobian_by_columns_and_by_rows():
    assert gw.jacobian(lambda x: x[1:] * x[:-1])(X).tolist() == [[3.0, 2.0, 0.0], [0.0, 5.0, 3.0]]
    tall = gw.jacobian(lambda x: np.concatenate([x, x * x]))(X)
    assert np.array_equal(tall, np.concatenate([np.eye(3), 2.0 * np.diag(X)]))


def test_numbers_are_python_numbers():
    found = [gw.jvp(square)(1.0, 3.0)[1], gw.hvp(square)(1.0, 3.0)]
    found += [gw.jacobian(square)(3.0), gw.hessian(square)(3.0)]
    assert found == [6.0, 2.0, 6.0, 2.0]
    assert {type(number) for number in found} == {float}


def test_integers_are_taken_as_floats():
    assert gw.jvp(square)(1, 3) == (9.0, 6.0)
    assert gw.hessian(square)(3) == 2.0
    assert gw.jvp(squares)(np.array([1, 0]), np.array([2, 3]))[1].tolist() == [4.0, 0.0]


@pytest.mark.parametrize("wrt", [(0, 1), ("x", "w"), [0, 1]])
def test_tuples(wrt):
    y, dy = gw.jvp(energy, wrt)((np.ones(3), 2.0), X, 3.0)
    assert (y, dy) == (114.0, 2.0 * 10.0 * 3.0 + 38.0 * 2.0)
    dx, dw = gw.hvp(energy, wrt)((np.ones(3), 2.0), X, 3.0)
    assert np.array_equal(dx, 6.0 * np.ones(3) + 2.0 * X * 2.0)
    assert dw == 20.0
    hessian = gw.hessian(energy, wrt)(X, 3.0)
    assert [[np.shape(block) for block in row] for row in hessian] == [[(3, 3), (3,)], [(3,), ()]]
    assert [type(part) for part in (hessian, hessian[0])] == [tuple, tuple]
    by_x, by_w = gw.jacobian(energy, wrt)(X, 3.0)
    assert (by_x.shape, by_w) == ((3,), 38.0)


def test_structures():
    point = Point(2.0, 3.0)
    _, dy = gw.jvp(of_point)(Point(1.0, 0.0), point)
    gradient = gw.grad(of_point)(point)
    assert dy == gradient.x
    assert isinstance(gw.hvp(of_point)(Point(1.0, 1.0), point), Point)
    hessian = gw.hessian(of_point)(point)
    assert isinstance(hessian, Point)
    assert isinstance(hessian.x, Point)
    assert hessian.x.y == hessian.y.x


def test_structure_of_the_value():
    y, dy = gw.jvp(pair)(np.array([1.0, 0.0, 0.0]), X)
    assert list(dy) == list(y) == ["a", "b"]
    assert dy["a"] == 3.0
    assert dy["b"][0].tolist() == [4.0, 0.0, 0.0]
    assert dy["b"][1] == 1.0
    jacobian = gw.jacobian(pair)(X)
    assert jacobian["a"].tolist() == [3.0, 2.0, 0.0]
    assert np.array_equal(jacobian["b"][0], 2.0 * np.diag(X))
    assert isinstance(jacobian["b"], tuple)


def test_structure_of_a_dict():
    hessian = gw.hessian(lambda p: p["a"] ** 2 * p["b"])({"a": 2.0, "b": 3.0})
    assert hessian == {"a": {"a": 6.0, "b": 4.0}, "b": {"a": 4.0, "b": 0.0}}


def test_has_aux():
    y, aux = with_aux(3.0, 2.0)
    slope, _ = gw.grad(with_aux, has_aux=True)(3.0, 2.0)
    assert gw.jvp(with_aux, has_aux=True)(1.0, 3.0, 2.0) == (y, slope, aux)


def test_keyword_arguments_and_defaults():
    assert gw.jvp(product)(1.0, 3.0, y=5.0, scale=1.0) == (15.0, 5.0)
    assert gw.jvp(product, "scale")(1.0, 3.0, y=5.0)[1] == 15.0
    assert gw.hessian(scaled)(X, n=1).shape == (3, 3)


@pytest.mark.parametrize(
    ("direction", "argument"),
    [
        (np.ones(2), X),
        (np.ones((3, 1)), X),
        (1.0, X),
        ("x", X),
        ([1.0, 1.0, 1.0], X),
        (np.ones(3), 2.0),
        ((1.0,), 2.0),
    ],
)
@pytest.mark.parametrize("derivative", FORWARD)
def test_a_direction_of_another_shape(derivative, direction, argument):
    function = (lambda x: (x * x).sum()) if isinstance(argument, np.ndarray) else square
    with pytest.raises(gw.GradwrightError) as caught:
        derivative(function)(direction, argument)
    assert caught.value.code == "GW017"


def test_directions_of_another_structure():
    for wrong in ((np.ones(3),), np.ones(3), (np.ones(3), 1.0, 1.0)):
        with pytest.raises(gw.GradwrightError) as caught:
            gw.jvp(energy, (0, 1))(wrong, X, 3.0)
        assert caught.value.code == "GW017"
    with pytest.raises(gw.GradwrightError) as caught:
        gw.jvp(lambda p: p["a"] * 2.0)({"b": 1.0}, {"a": 1.0})
    assert caught.value.code == "GW017"


@pytest.mark.parametrize("derivative", [gw.hvp, gw.hessian])
def test_second_derivatives_are_of_a_scalar(derivative):
    args = (np.ones(3), X) if derivative is gw.hvp else (X,)
    with pytest.raises(gw.GradwrightError) as caught:
        derivative(squares)(*args)
    assert caught.value.code == "GW001"


@pytest.mark.parametrize("derivative", ALL)
def test_a_wrt_that_names_nothing(derivative):
    args = (1.0, 3.0) if derivative in FORWARD else (3.0,)
    with pytest.raises(gw.GradwrightError) as caught:
        derivative(square, "z")(*args)
    assert caught.value.code == "GW002"


@pytest.mark.parametrize("derivative", ALL)
def test_the_native_backend_does_not_exist(derivative):
    with pytest.raises(gw.GradwrightError) as caught:
        derivative(square, backend="native")
    assert caught.value.code == "GW008"


@pytest.mark.parametrize("derivative", ALL)
def test_decorators_pickles_and_names(derivative):
    made = derivative(square)
    assert made.__name__ == "square"
    again = pickle.loads(pickle.dumps(made))
    args = (1.0, 3.0) if derivative in FORWARD else (3.0,)
    assert again(*args) == made(*args)
    assert derivative(wrt=0)(square)(*args) == made(*args)


def test_signatures():
    names = [list(inspect.signature(derivative(product)).parameters) for derivative in ALL]
    own = list(inspect.signature(product).parameters)
    assert names == [["dx", *own], ["v", *own], own, own]


def test_float32():
    x = X.astype(np.float32)
    y, dy = gw.jvp(squares)(np.ones(3, np.float32), x)
    found = [y, dy, gw.hvp(energy)(np.ones(3), x, 3.0)]
    found += [gw.jacobian(squares)(x), gw.hessian(energy)(x, 3.0)]
    assert {part.dtype for part in found} == {np.dtype(np.float32)}


def test_empty_arrays():
    empty = np.zeros(0)
    y, dy = gw.jvp(squares)(empty, empty)
    assert (y.shape, dy.shape) == ((0,), (0,))
    assert gw.hvp(energy)(empty, empty, 3.0).shape == (0,)
    assert gw.hessian(energy)(empty, 3.0).shape == (0, 0)
    assert gw.jacobian(squares)(empty).shape == (0, 0)
    assert gw.jacobian(energy)(empty, 3.0).shape == (0,)
    assert gw.jacobian(lambda x: np.zeros((2, 0)) * x[0])(X).shape == (2, 0, 3)


def test_the_callers_arrays_stay_and_nothing_is_shared():
    u = np.array([1.0, 2.0, 3.0])
    before = snapshot(u, X)
    for function in (stores, lambda x: (x * 1.0).sum()):
        results = [gw.jvp(function)(u, X), gw.hvp(function)(u, X), gw.hessian(function)(X)]
        assert shared(results, (u, X)) == []
    for function in (lambda x: x, lambda x: x[1:], lambda x: x + 0.0, lambda x: (x, x)):
        results = [gw.jvp(function)(u, X), gw.jacobian(function)(X)]
        assert shared(results, (u, X)) == []
    assert snapshot(u, X) == before


@pytest.mark.parametrize(("derivative", "name"), [(gw.jvp, "energy_jvp"), (gw.hvp, "energy_hvp")])
def test_source(derivative, name):
    text = derivative(energy).source(X, 3.0)
    namespace = {}
    exec(text, namespace)
    assert "gradwright" not in text
    direction = np.array([1.0, 0.0, 2.0])
    ours = derivative(energy)(direction, X, 3.0)
    theirs = namespace[name](direction, X, 3.0)
    assert snapshot(ours) == snapshot(theirs)
    with pytest.raises(ValueError, match="written for"):
        namespace[name](np.ones(2), X, 3.0)
    assert gw.hessian(energy).source(X, 3.0) == gw.hvp(energy).source(X, 3.0)
    assert gw.jacobian(energy).source(X, 3.0) == gw.jvp(energy).source(X, 3.0)


def test_methods():
    class Model:
        def __init__(self, scale):
            self.scale = scale

        def value(self, x):
            return self.scale * x**3

    assert gw.jvp(Model(2.0).value)(1.0, 3.0) == (54.0, 54.0)
    assert gw.hessian(Model(2.0).value)(3.0) == 36.0


def test_other_lengths_need_no_new_code():
    made = gw.jvp(squares)
    for n in (3, 5, 2):
        y, dy = made(np.ones(n), np.arange(n) + 1.0)
        assert dy.tolist() == (2.0 * (np.arange(n) + 1.0)).tolist()
        assert y.shape == (n,)


def test_where_a_limit_hides_an_infinite_tangent():
    x = np.array([0.0, 4.0])
    with np.errstate(divide="ignore"):
        y, dy = gw.jvp(lambda x: np.maximum(np.sqrt(x), 0.1))(np.ones(2), x)
        _, chosen = gw.jvp(lambda x: np.where(x > 0.0, np.sqrt(x), 0.0))(np.ones(2), x)
    assert y.tolist() == [0.1, 2.0]
    assert dy.tolist() == [0.0, 0.25]
    assert chosen.tolist() == [0.0, 0.25]


A, B = np.array([2.0, 3.0]), np.array([0.0, 2.0])


@pytest.mark.parametrize(
    ("function", "args", "wrt"),
    [
        (lambda x: x.prod(), (np.array([0.0, 2.0, 3.0]),), 0),
        (lambda x: np.sinc(x).sum(), (np.array([0.0, 0.5]),), 0),
        (lambda x: np.linalg.norm(x) ** 2, (np.zeros(2),), 0),
        (lambda x: x.std(), (np.ones(2),), 0),
        (lambda a, b: (a**b).sum(), (A, B), (0, 1)),
    ],
    ids=["prod", "sinc", "norm", "std", "pow"],
)
def test_no_second_derivative_at_a_point(function, args, wrt):
    with pytest.raises(gw.GradwrightError) as caught:
        gw.hessian(function, wrt)(*args)
    assert caught.value.code == "GW018"
    assert caught.value.lineno is not None


def test_second_derivatives_beside_such_points():
    product = gw.hessian(lambda x: x.prod())(X)
    np.testing.assert_allclose(product, [[0, 5, 3], [5, 0, 2], [3, 2, 0]], atol=1e-12)
    assert gw.hessian(lambda x: (x ** np.arange(3.0)).sum())(X)[2].tolist() == [0.0, 0.0, 2.0]


def test_second_derivative_where_a_guarded_adjoint_is_zero():
    def distance(x):
        return ((np.maximum(np.exp(x), 0.5) - 1.0) ** 2).sum()

    assert gw.hessian(distance)(np.zeros(1)).tolist() == [[2.0]]
    assert gw.hvp(lambda x: (max(x**1.5, 0.5) - 8.0) ** 2)(1.0, 4.0) == pytest.approx(18.0)
