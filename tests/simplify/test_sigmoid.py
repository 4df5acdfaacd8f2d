"""``1 / (1 + exp(-x))`` is a sigmoid, whose derivative reads the result; near misses are not."""

import numpy as np
import pytest

import gradwright as gw


def plain(x):
    y = 1 / (1 + np.exp(-x))
    return y.sum()


def in_steps(x):
    e = np.exp(-x)
    t = e + 1.0
    y = 1.0 / t
    return y.sum()


def exp_read_twice(x):
    e = np.exp(-x)
    y = 1.0 / (1.0 + e)
    return y.sum() + e.sum()


def without_the_sign(x):
    y = 1.0 / (1.0 + np.exp(x))
    return y.sum()


def two_in_the_sum(x):
    y = 1.0 / (2.0 + np.exp(-x))
    return y.sum()


X = np.linspace(-3.0, 3.0, 7)


@pytest.mark.parametrize("fun", [plain, in_steps])
def test_fires(fun):
    assert "(1.0 - y)" in gw.source(fun, X)
    y = 1 / (1 + np.exp(-X))
    assert np.allclose(gw.grad(fun)(X), y * (1 - y), rtol=1e-14)
    assert gw.grad(fun)(np.array([40.0, -40.0])).max() < 1e-15


@pytest.mark.parametrize("fun", [exp_read_twice, without_the_sign, two_in_the_sum])
def test_does_not_fire(fun):
    assert "(1.0 - y)" not in gw.source(fun, X)
    gw.check(fun, X)
