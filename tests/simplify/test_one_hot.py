"""The gradient of cross-entropy after softmax is probabilities minus labels; near misses keep theirs."""

import numpy as np
import pytest

import gradwright as gw

LABELS = np.array([0, 2, 1, 2])
SCORES = np.random.default_rng(5).normal(size=(4, 3))
ONE_HOT = np.eye(3)[LABELS]
FAR = np.array([[1e4, -1e4, 0.0], [-1e4, 1e4, 0.0], [0.0, 0.0, 1e4], [1e4, 0.0, 0.0]])


def of_classes(z, labels):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(z)), labels]).mean()


def of_one_hot(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p)) / len(z)


def of_helpers(z, labels):
    p = softmax(z)
    return cross_entropy(p, labels)


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def cross_entropy(p, labels):
    correct = p[range(len(p)), labels]
    return np.mean(-np.log(correct))


def clipped(z, labels):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = np.clip(e / e.sum(axis=1, keepdims=True), 1e-7, 1.0 - 1e-7)
    return -np.log(p[np.arange(len(z)), labels]).mean()


def shifted_logarithm(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p + 1e-9)) / len(z)


def expected(z):
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return (p - ONE_HOT) / len(z)


@pytest.mark.parametrize(
    ("fun", "labels"), [(of_classes, LABELS), (of_helpers, LABELS), (of_one_hot, ONE_HOT)]
)
def test_probabilities_minus_labels(fun, labels):
    text = gw.source(fun, SCORES, labels)
    assert "zeros_like" not in text
    assert np.allclose(gw.grad(fun)(SCORES, labels), expected(SCORES), rtol=0, atol=1e-15)


@pytest.mark.parametrize("fun", [of_classes, of_helpers])
def test_probabilities_of_nothing_have_a_gradient(fun):
    """A probability that is 0 in floats: its logarithm is infinite, the gradient is not."""
    with np.errstate(divide="ignore"):
        value, gradient = gw.value_and_grad(fun)(FAR, LABELS)
    assert value == np.inf
    assert np.array_equal(gradient, expected(FAR))


@pytest.mark.parametrize(("fun", "labels"), [(of_classes, LABELS), (of_one_hot, ONE_HOT)])
def test_single_precision_stays(fun, labels):
    z = SCORES.astype(np.float32)
    gradient = gw.grad(fun)(z, labels)
    assert gradient.dtype == np.float32
    assert np.allclose(gradient, expected(SCORES), rtol=0, atol=1e-6)


@pytest.mark.parametrize(("fun", "labels"), [(clipped, LABELS), (shifted_logarithm, ONE_HOT)])
def test_near_misses(fun, labels):
    gw.check(fun, SCORES, labels)


def test_a_saturated_clip_has_no_gradient():
    assert np.array_equal(gw.grad(clipped)(FAR, LABELS)[0], np.zeros(3))


def test_empty_batch():
    value, gradient = gw.vjp(of_one_hot)(1.0, SCORES, ONE_HOT)
    assert gradient.shape == (4, 3)
    z = np.zeros((0, 3))
    _, empty = gw.vjp(lambda z, y: -np.sum(y * np.log(softmax(z))))(1.0, z, z)
    assert empty.shape == (0, 3)
    assert np.isfinite(value)
