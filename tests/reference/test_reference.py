"""The references against each other and against a derivation by hand, without the compiler."""

import math

import numpy as np
import pytest

from tests.reference import complex_gradient, largest_error, richardson_gradient
from tests.reference.step_values import StepFloat, primal

RNG = np.random.default_rng(11)
A, B = RNG.normal(size=(3, 4)), RNG.normal(size=(4, 2))


def chooses(x, y):
    return np.maximum(x, y) * abs(x[0]) + np.minimum(x, 0.3) * np.clip(y, -0.5, 0.5)


def stores(x, k):
    out = np.zeros(len(x))
    for i in range(len(x)):
        if x[i] > 0.1 and x[i] != k:
            out[i] = x[i] * k
        else:
            out[i] -= float(x[i]) ** 2
    out[1:] += out[:-1]
    out *= x
    return out.sum()


def scalars(x, y):
    while x < 40.0:
        x = x * 1.5 + abs(y) + max(y, 0.2) - x % 0.7
    return math.atan2(x, y) + math.hypot(x, y) + math.erf(y) + math.log(x, 3.0) + math.fsum([x, y])


def reductions(x):
    spread = np.std(x, axis=0) + x.var(axis=0, ddof=1) + x.mean(axis=0)
    return spread * np.linalg.norm(x, axis=0) + x.max(axis=0) - x.min() + np.prod(x)


def builders(x):
    y = np.array([x, x * x, 2.0])
    z = np.stack([y, y * x]).astype(np.float64)
    return np.concatenate([z.ravel(), np.full(2, x), np.where(y > 1.0, y, -y)])


def products(a, b):
    return (
        np.einsum("ij,jk->ik", a, b) @ np.ones(2) + np.dot(a, b).sum() + np.tensordot(a, b, 1)[0, 0]
    )


PROGRAMS = [
    (chooses, (RNG.normal(size=4), RNG.normal(size=4)), (0, 1)),
    (stores, (RNG.normal(size=5), 1.3), (0, 1)),
    (scalars, (1.2, 0.7), (0, 1)),
    (reductions, (A,), (0,)),
    (builders, (1.4,), (0,)),
    (products, (A, B), (0, 1)),
]


def wave(shape):
    return np.cos(np.arange(int(np.prod(shape)))).reshape(shape) if shape else 0.7


@pytest.mark.parametrize(
    ("program", "arguments", "wrt"), PROGRAMS, ids=lambda p: getattr(p, "__name__", "")
)
def test_complex_steps_agree_with_differences(program, arguments, wrt):
    upstream = wave(np.shape(program(*arguments)))
    exact = complex_gradient(program, arguments, wrt, upstream)
    assert largest_error(richardson_gradient(program, arguments, wrt, upstream), exact) < 1e-8


def test_complex_steps_agree_with_a_derivation_by_hand():
    def program(a, b):
        return (np.tanh(a @ b) ** 2).sum() + np.log(np.sum(np.exp(a)))

    t = np.tanh(A @ B)
    dz = 2.0 * t * (1.0 - t * t)
    wanted = (dz @ B.T + np.exp(A) / np.exp(A).sum(), A.T @ dz)
    assert largest_error(complex_gradient(program, (A, B), (0, 1), 1.0), wanted) < 1e-13


def test_decisions_look_at_the_real_part():
    x = StepFloat(2.0 + 1e-20j)
    assert x == 2.0
    assert not x > 2.0
    assert bool(StepFloat(1e-20j)) is False
    assert int(x) == 2


def test_nothing_stays_patched():
    complex_gradient(stores, (np.ones(3), 2.0), (0,), 1.0)
    assert stores.__globals__["np"] is np
    assert "float" not in stores.__globals__


def test_structure_mismatch_is_an_infinite_error():
    assert largest_error(([1.0],), (np.ones(2),)) == float("inf")
    assert largest_error((np.array([np.nan]),), (np.ones(1),)) == float("inf")
    assert primal(StepFloat(1 + 2j)) == 1.0
