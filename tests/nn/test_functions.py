"""Activations, losses, metrics: values, and stability at ±1e4."""

import numpy as np
import pytest
from scipy.special import expit, log_softmax
from scipy.special import softmax as scipy_softmax

from gradwright import nn

HUGE = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4 - 1.0, 3.0]])
LABELS = np.array([0, 1, 1])


def test_relu():
    np.testing.assert_array_equal(nn.relu(np.array([-2.0, 0.0, 3.0])), [0.0, 0.0, 3.0])


@pytest.mark.parametrize("x", [np.linspace(-40.0, 40.0, 81), HUGE], ids=["usual", "huge"])
def test_sigmoid(x):
    np.testing.assert_allclose(nn.sigmoid(x), expit(x), rtol=1e-14, atol=1e-300)


@pytest.mark.parametrize("shape", [(5, 3), (1, 1), (4,), (2, 3, 4)], ids=str)
def test_softmax(shape):
    x = np.random.default_rng(0).normal(size=shape)
    np.testing.assert_allclose(nn.softmax(x), scipy_softmax(x, axis=-1), rtol=1e-13)


def test_softmax_of_huge_logits():
    np.testing.assert_allclose(nn.softmax(HUGE), scipy_softmax(HUGE, axis=1), rtol=1e-13)


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_cross_entropy(scale):
    logits = scale * np.random.default_rng(1).normal(size=(6, 4))
    labels = np.array([0, 1, 2, 3, 0, 1])
    expected = -log_softmax(logits, axis=1)[np.arange(6), labels].mean()
    assert nn.cross_entropy(logits, labels) == pytest.approx(expected, rel=1e-13)


def test_cross_entropy_of_huge_logits():
    expected = (0.0 + np.log(3.0) + np.log1p(np.exp(1.0))) / 3
    assert nn.cross_entropy(HUGE, LABELS) == pytest.approx(expected, rel=1e-13)


def test_cross_entropy_from_probabilities_is_that_of_the_logits():
    logits = np.random.default_rng(2).normal(size=(3, 3))
    from_probabilities = nn.cross_entropy_from_probabilities(nn.softmax(logits), LABELS)
    assert from_probabilities == pytest.approx(nn.cross_entropy(logits, LABELS), rel=1e-13)


def test_a_probability_of_zero_costs_a_finite_amount():
    probabilities = np.array([[0.0, 1.0]])
    loss = nn.cross_entropy_from_probabilities(probabilities, np.array([0]))
    assert loss == pytest.approx(-np.log(1e-7))


def test_mean_squared_error():
    assert nn.mean_squared_error(np.array([[1.0], [2.0]]), np.array([[0.0], [4.0]])) == 2.5


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("function", [nn.relu, nn.sigmoid, nn.softmax])
def test_dtypes_are_kept(function, dtype):
    assert function(np.ones((2, 3), dtype)).dtype == dtype


def test_accuracy():
    outputs = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]])
    share = nn.accuracy(outputs, np.array([1, 0, 0, 0]))
    assert (share, type(share)) == (0.75, float)
