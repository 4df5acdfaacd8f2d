"""Gradients of the library's functions and networks: all are code that gradwright wrote."""

import numpy as np
import pytest
from tests.reference import TOLERANCE, largest_error, reference_gradient

import gradwright as gw
from gradwright import nn

RNG = np.random.default_rng(5)
X = RNG.normal(size=(4, 3))
LABELS = np.array([2, 0, 1, 1])
HUGE = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [1e4, 1e4 - 1.0, 3.0]])


def relu(x):
    return (nn.relu(x) ** 2).sum()


def sigmoid(x):
    return (nn.sigmoid(x) * np.arange(3.0)).sum()


def softmax(x):
    return (nn.softmax(x) * np.arange(3.0)).sum()


def cross_entropy(x):
    return nn.cross_entropy(x, LABELS)


def from_probabilities(x):
    return nn.cross_entropy_from_probabilities(nn.softmax(x), LABELS)


def squared_error(x):
    return nn.mean_squared_error(x, np.ones((4, 3)))


ONE_HOT = np.eye(3)[LABELS]
SMOOTHED = 0.8 * ONE_HOT + 0.1
BITS = (RNG.random((4, 3)) > 0.5) * 1.0


def leaky_relu(x):
    return (nn.leaky_relu(x, 0.2) ** 2).sum()


def tanh(x):
    return (nn.tanh(x) * np.arange(3.0)).sum()


def linear(x):
    return (nn.linear(x) ** 3).sum()


def softplus(x):
    return (nn.softplus(x) * np.arange(3.0)).sum()


def log_softmax(x):
    return (nn.log_softmax(x) * np.arange(12.0).reshape(4, 3)).sum()


def cross_entropy_one_hot(x):
    return nn.cross_entropy(x, SMOOTHED)


def from_probabilities_one_hot(x):
    return nn.cross_entropy_from_probabilities(nn.softmax(x), SMOOTHED)


def binary_cross_entropy(x):
    return nn.binary_cross_entropy(x, BITS)


def binary_from_probabilities(x):
    return nn.binary_cross_entropy_from_probabilities(nn.sigmoid(x), BITS)


def absolute_error(x):
    return nn.mean_absolute_error(x, np.full((4, 3), 0.1))


def huber(x):
    return nn.huber(x, np.full((4, 3), 0.1), 0.7)


def penalties(x):
    return nn.l1(x, 0.3) + nn.l2(x, 0.5)


DROPOUT = nn.Dropout(0.4)


def dropout(x):
    return (DROPOUT(x, np.random.default_rng(11)) ** 2).sum()


FUNCTIONS = (
    relu, sigmoid, softmax, cross_entropy, from_probabilities, squared_error, leaky_relu, tanh, linear,
    softplus, log_softmax, cross_entropy_one_hot, from_probabilities_one_hot, binary_cross_entropy,
    binary_from_probabilities, absolute_error, huber, penalties, dropout,
)  # fmt: skip


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_functions_against_complex_steps(function):
    (wanted,) = reference_gradient("complex", function, (X,), (0,), 1.0)
    assert largest_error(gw.grad(function)(X), wanted) <= TOLERANCE["complex"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_functions_in_float32(function, dtype):
    gradient = gw.grad(function)(X.astype(dtype))
    assert gradient.dtype == dtype
    assert largest_error(gradient, gw.grad(function)(X)) <= TOLERANCE["float32"]


def test_sigmoid_at_zero_and_far_out():
    gradient = gw.grad(lambda x: nn.sigmoid(x).sum())(np.array([0.0, 1e4, -1e4, -30.0]))
    np.testing.assert_allclose(gradient, [0.25, 0.0, 0.0, np.exp(-30.0)], rtol=1e-12)


def test_cross_entropy_of_huge_logits():
    labels = np.array([1, 1, 0])
    wanted = (nn.softmax(HUGE) - np.eye(3)[labels]) / 3
    gradient = gw.grad(lambda logits: nn.cross_entropy(logits, labels))(HUGE)
    np.testing.assert_allclose(gradient, wanted, rtol=0, atol=1e-15)


def test_binary_cross_entropy_of_huge_logits():
    logits, labels = np.array([1e4, -1e4, 1e4, -1e4]), np.array([1.0, 0.0, 0.0, 1.0])
    value, gradient = gw.value_and_grad(nn.binary_cross_entropy)(logits, labels)
    assert value == 5e3
    np.testing.assert_array_equal(gradient, [0.0, 0.0, 0.25, -0.25])


@pytest.mark.parametrize("labels", [LABELS, ONE_HOT], ids=["sparse", "one-hot"])
def test_the_gradient_of_cross_entropy_is_probabilities_minus_labels(labels):
    gradient = gw.grad(nn.cross_entropy)(X, labels)
    np.testing.assert_allclose(gradient, (nn.softmax(X) - ONE_HOT) / 4, rtol=0, atol=1e-15)


def test_kinks_have_the_derivatives_that_their_docstrings_name():
    zero = np.zeros(1)
    assert gw.grad(lambda x: nn.leaky_relu(x, 0.2).sum())(zero)[0] == 0.2
    assert gw.grad(nn.mean_absolute_error)(zero, zero)[0] == 0.0
    assert gw.grad(lambda w: nn.l1(w, 2.0))(zero)[0] == 0.0


def test_dropout_masks_the_gradient_as_it_masks_the_output():
    layer, x = nn.Dropout(0.5), np.ones((20, 10))
    out = layer(x, np.random.default_rng(3))
    _, gradient = gw.vjp(lambda x, rng: layer(x, rng))(np.ones_like(x), x, np.random.default_rng(3))
    np.testing.assert_array_equal(gradient, out)
    assert set(np.unique(out)) == {0.0, 2.0}
    assert layer(x) is x


def _network(rng):
    return nn.Sequential(nn.Dense(3, 5, rng=rng), nn.sigmoid, nn.Dense(5, 3, rng=rng))


def _loss(net, x, labels):
    return nn.cross_entropy(net(x), labels)


def test_the_gradient_of_a_network_is_a_network():
    net = _network(np.random.default_rng(0))
    value, dnet = gw.value_and_grad(_loss)(net, X, LABELS)
    (wanted,) = reference_gradient("complex", _loss, (net, X, LABELS), (0,), 1.0)
    assert value == _loss(net, X, LABELS)
    assert type(dnet) is nn.Sequential
    assert dnet.layers[1] is nn.sigmoid
    for k in (0, 2):
        got, right = dnet.layers[k], wanted.layers[k]
        assert largest_error(got.weights, right.weights) <= TOLERANCE["complex"]
        assert largest_error(got.biases, right.biases) <= TOLERANCE["complex"]


@pytest.mark.parametrize(
    "optimizer",
    [nn.sgd(0.5, momentum=0.9), nn.adam(nn.inverse_time(0.05, decay=1e-3))],
    ids=["momentum", "adam"],
)
def test_a_network_learns_what_it_is_shown(optimizer):
    net = _network(np.random.default_rng(0))
    gradient, state, first = gw.value_and_grad(_loss), optimizer.init(net), _loss(net, X, LABELS)
    for _ in range(200):
        _, dnet = gradient(net, X, LABELS)
        net, state = optimizer.update(dnet, state, net)
    assert _loss(net, X, LABELS) < 0.05 * first
    assert nn.accuracy(net(X), LABELS) == 1.0
