"""Random draws: the same calls in the same order, once; what is drawn is a constant."""

# ruff: noqa: NPY002  (the legacy functions are what is tested)

import copy
from dataclasses import dataclass

import numpy as np
import pytest

import gradwright as gw

CAPTURED = np.random.default_rng(5)
X = np.array([0.4, -1.2, 0.7, 0.3])


def generator(seed):
    return np.random.default_rng(seed)


def legacy(x):
    np.random.seed(3)
    a = np.random.normal(size=x.shape)
    b = np.random.rand(*x.shape)
    np.random.randn(2)
    c = np.random.uniform(0.0, 2.0)
    np.random.normal(size=x.shape)
    d = np.random.normal(0.0, 1.0, x.shape[0])
    z = x * a + np.sin(x * b) * c + x**2 * np.random.standard_normal(x.shape)
    return np.sum(z) + np.sum(x * d * np.random.random())


def made_in_the_function(x, seed):
    rng = np.random.default_rng(seed)
    t = 0.0
    for i in range(x.shape[0]):
        t = t + np.tanh(x[i] * rng.normal()) * t + x[i] * rng.uniform(size=3)[1] + x[i]
    k = rng.permutation(x.shape[0])
    return np.sum(x[k] * rng.standard_normal(x.shape)) * t + x[rng.integers(0, 3)]


def random_state(x, n):
    rng = np.random.RandomState(4)
    return np.sum(x * rng.randn(n) * rng.rand(n) * rng.uniform(-1, 1, (n,)))


def by_branch_and_while(x, rng):
    if isinstance(rng, int):
        rng = np.random.default_rng(rng)
    y = x * rng.normal(size=x.shape) if x[0] > 0 else x**2 * rng.uniform(size=x.shape)
    while rng.random() < 0.7:
        y = y * 1.1 * rng.exponential()
    return np.sum(y**2) + rng.normal()


def captured(x):
    return np.sum((x + 0.1 * CAPTURED.standard_normal(x.shape)) ** 2) * CAPTURED.random()


def noise(rng, shape):
    return rng.normal(size=shape)


def monte_carlo(x, rng, n):
    total = 0.0
    for _ in range(n):
        z = noise(rng, (x.shape[0],))
        total += np.exp(-np.sum((x * z) ** 2)) if rng.random() < 0.5 else np.sum(x * z)
    return total / n


def unread(x, rng):
    if x[0] > 0:
        rng.normal()
    for _ in range(3):
        rng.random()
    rng.poisson(2.0, size=2)
    return np.sum(x) * rng.normal()


def of_a_dict(x, d):
    return np.sum(x * d["rng"].normal(size=4)) + np.sum(x**2 * d["b"][0].random())


def optional(x, rng=None):
    rng = rng or np.random.default_rng(0)
    return np.sum(x**2 * rng.normal(size=x.shape[0]))


def passed_on(x, rng):
    rng = np.random.default_rng(rng)
    return np.sum(x * np.array([rng.normal() for _ in range(x.shape[0])]))


def choices(x, rng):
    i = rng.choice(x.shape[0], 3, replace=False)
    j = rng.choice(x.shape[0], size=(2, 2))
    mask = rng.binomial(1, 0.5, size=x.shape)
    drawn = rng.choice(np.array([1.0, 2.0]), 2)
    return np.sum(x[i] ** 2) + np.sum(x[j] * drawn) + np.sum(x * mask)


def batches(x, rng, n):
    for _ in range(n):
        i = rng.integers(0, x.shape[0], size=2)
        x = x * 0.9
        x[i] += 0.1 * np.sin(x[i])
    return np.sum(x**3)


def short_circuit(x, rng):
    y = 1.0
    if x[0] > 10 and rng.random() > 0.0:
        y = 2.0
    while np.sum(x) < 50 and rng.random() < 0.9:
        x = x * 1.5
    return np.sum(x**2) * rng.normal() * y


ROWS = (
    (legacy, lambda: ()),
    (made_in_the_function, lambda: (7,)),
    (random_state, lambda: (4,)),
    (by_branch_and_while, lambda: (generator(3),)),
    (by_branch_and_while, lambda: (generator(4),)),
    (by_branch_and_while, lambda: (9,)),
    (captured, lambda: ()),
    (monte_carlo, lambda: (generator(1), 5)),
    (unread, lambda: (generator(2),)),
    (of_a_dict, lambda: ({"rng": generator(1), "b": [generator(2)]},)),
    (optional, lambda: ()),
    (optional, lambda: (generator(2),)),
    (passed_on, lambda: (generator(2),)),
    (choices, lambda: (generator(3),)),
    (batches, lambda: (generator(3), 3)),
    (short_circuit, lambda: (generator(3),)),
)
IDS = [f"{row[0].__name__}-{k}" for k, row in enumerate(ROWS)]


def reset(make):
    np.random.seed(0)
    CAPTURED.bit_generator.state = generator(5).bit_generator.state
    return make()


def states(args):
    """Return the next draw of each generator that the function may have used."""
    found = [np.random.random(), CAPTURED.random()]
    found += [copy.deepcopy(a).random() for a in args if isinstance(a, np.random.Generator)]
    return found


def differences(function, make, steps=(1e-3, 5e-4)):
    """Return the extrapolated differences of the function, each with the same draws."""

    def at(x):
        return function(x, *reset(make))

    coarse, fine = (
        np.array([(at(X + h * e) - at(X - h * e)) / (2 * h) for e in np.eye(4)]) for h in steps
    )
    return (4.0 * fine - coarse) / 3.0


@pytest.mark.parametrize(("function", "make"), ROWS, ids=IDS)
def test_the_gradient_draws_as_the_function_does(function, make):
    args = reset(make)
    value = function(X, *args)
    after = states(args)
    args = reset(make)
    y, dx = gw.value_and_grad(function)(X, *args)
    assert type(y) is type(value)
    assert y == value
    assert states(args) == after
    wanted = differences(function, make)
    assert np.max(np.abs(dx - wanted)) < 1e-8 * max(1.0, np.max(np.abs(wanted)))


@pytest.mark.parametrize(("function", "make"), ROWS, ids=IDS)
def test_forward_mode_draws_as_the_function_does(function, make):
    direction = np.array([0.3, -0.8, 1.1, 0.5])
    args = reset(make)
    value = function(X, *args)
    after = states(args)
    args = reset(make)
    y, dy = gw.jvp(function)(direction, X, *args)
    assert y == value
    assert states(args) == after
    wanted = differences(function, make) @ direction
    assert abs(dy - wanted) < 1e-8 * max(1.0, abs(wanted))


def test_another_generator_is_read_anew():
    gradient = gw.grad(unread)
    first = gradient(X, generator(0))
    assert not np.array_equal(first, gradient(X, generator(1)))
    assert np.array_equal(first, gradient(X, generator(0)))
    assert "rng.normal()" in gw.source(unread, X, generator(0))


@dataclass
class Model:
    w: np.ndarray
    rng: np.random.Generator


def of_a_field(model):
    return np.sum(model.w * model.rng.normal(size=model.w.shape))


def test_a_generator_in_a_dataclass():
    found = gw.grad(of_a_field)(Model(X, generator(3)))
    assert np.array_equal(found.w, generator(3).normal(size=4))


def float32(x, rng):
    return np.sum(x * x * rng.normal(size=4).astype(np.float32))


def test_float32_stays_float32():
    dx = gw.grad(float32)(X.astype(np.float32), generator(1))
    assert dx.dtype == np.float32
    wanted = 2.0 * X * generator(1).normal(size=4)
    assert np.max(np.abs(dx - wanted)) < 1e-5


def mean(x, rng):
    return np.sum(rng.normal(x, 1.0))


def scale(x, rng):
    return rng.normal(0.0, x[0]) * x[1]


def permuted(x, rng):
    return np.sum(rng.permutation(x) ** 2)


def itself(x, rng):
    return np.sum(x), rng


def empty_size(x, rng):
    return np.sum(x * rng.normal(size=()))


def shuffled(x, rng):
    rng.shuffle(x)
    return np.sum(x)


def calls_itself(x, rng, n):
    if n == 0.0:
        return np.sum(x**2)
    return calls_itself(x * rng.normal(), rng, n - 1.0) + x[0]


@pytest.mark.parametrize(
    ("function", "more", "code"),
    [
        (mean, (), "GW412"),
        (scale, (), "GW412"),
        (permuted, (), "GW412"),
        (itself, (), "GW128"),
        (empty_size, (), "GW120"),
        (shuffled, (), "GW120"),
        (calls_itself, (3.0,), "GW123"),
    ],
)
@pytest.mark.parametrize("transform", ["grad", "jvp"])
def test_refused(function, more, code, transform):
    first = () if transform == "grad" else (np.ones(4),)
    with pytest.raises(gw.GradwrightError, match=code):
        getattr(gw, transform)(function)(*first, X, generator(0), *more)


@pytest.mark.parametrize("transform", [gw.jacobian, gw.hessian])
def test_columns_of_different_draws_are_refused(transform):
    with pytest.raises(gw.GradwrightError, match="GW015"):
        transform(optional)(X, generator(0))


def test_a_product_with_the_hessian_draws_once():
    found = gw.hvp(optional)(np.ones(4), X, generator(3))
    assert np.allclose(found, 2.0 * generator(3).normal(size=4), rtol=1e-14)
