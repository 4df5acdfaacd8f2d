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
@pytest.mark.parametrize(
    "function",
    [nn.relu, nn.sigmoid, nn.softmax, nn.leaky_relu, nn.softplus, nn.tanh, nn.log_softmax],
)
def test_dtypes_are_kept(function, dtype):
    assert function(np.ones((2, 3), dtype)).dtype == dtype


def test_accuracy():
    outputs = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7], [0.6, 0.4]])
    share = nn.accuracy(outputs, np.array([1, 0, 0, 0]))
    assert (share, type(share)) == (0.75, float)


@pytest.mark.parametrize("labels", [LABELS, np.eye(3)[LABELS]], ids=["sparse", "one-hot"])
def test_sparse_and_categorical_labels_agree(labels):
    logits = np.random.default_rng(3).normal(size=(3, 3))
    expected = -log_softmax(logits, axis=1)[np.arange(3), LABELS].mean()
    assert nn.cross_entropy(logits, labels) == pytest.approx(expected, rel=1e-13)
    loss = nn.cross_entropy_from_probabilities(nn.softmax(logits), labels)
    assert loss == pytest.approx(expected, rel=1e-13)
    assert nn.accuracy(np.eye(3)[LABELS], labels) == 1.0


def test_activations_by_their_definitions():
    x = np.linspace(-30.0, 30.0, 61)
    np.testing.assert_array_equal(nn.leaky_relu(x, 0.1), np.where(x > 0, x, 0.1 * x))
    np.testing.assert_array_equal(nn.tanh(x), np.tanh(x))
    assert nn.linear(x) is x
    np.testing.assert_allclose(nn.softplus(x), np.log1p(np.exp(x)), rtol=1e-12)
    np.testing.assert_allclose(nn.log_softmax(x[None]), log_softmax(x[None], axis=1), rtol=1e-13)


def test_binary_cross_entropy_by_its_definition():
    logits, labels = np.array([[-2.0, 0.5], [3.0, 0.0]]), np.array([[1.0, 0.0], [0.25, 1.0]])
    p = expit(logits)
    expected = -(labels * np.log(p) + (1 - labels) * np.log(1 - p)).mean()
    assert nn.binary_cross_entropy(logits, labels) == pytest.approx(expected, rel=1e-13)
    loss = nn.binary_cross_entropy_from_probabilities(p, labels)
    assert loss == pytest.approx(expected, rel=1e-13)


def test_regression_losses_by_their_definitions():
    outputs, targets = np.array([0.0, 1.0, 5.0]), np.array([0.5, 1.0, 2.0])
    assert nn.mean_absolute_error(outputs, targets) == pytest.approx(3.5 / 3)
    assert nn.huber(outputs, targets) == pytest.approx((0.125 + 0.0 + 2.5) / 3)
    assert nn.huber(outputs, targets, 0.25) == pytest.approx((0.09375 + 0.0 + 0.71875) / 3)


def test_penalties_by_their_definitions():
    weights = np.array([[1.0, -2.0], [0.0, 3.0]])
    assert nn.l1(weights, 0.5) == 3.0
    assert nn.l2(weights, 0.5) == 7.0


def test_binary_accuracy():
    labels = np.array([1.0, 0.0, 1.0, 0.0])
    assert nn.binary_accuracy(np.array([0.9, 0.6, 0.4, 0.1]), labels) == 0.5
    assert nn.binary_accuracy(np.array([0.4, -0.1, 2.0, -3.0]), labels, threshold=0.0) == 1.0


def test_measures_of_a_regression():
    targets = np.array([0.0, 1.0, 2.0, 3.0])
    outputs = targets + np.array([0.0, 0.004, -0.005, 0.1])
    assert nn.regression_accuracy(outputs, targets) == 0.5
    assert nn.regression_accuracy(outputs, targets, tolerance=0.05) == 0.75
    assert nn.r2_score(outputs, targets) == pytest.approx(1 - (0.004**2 + 0.005**2 + 0.01) / 5)
    assert nn.r2_score(np.full(4, 1.5), targets) == 0.0
