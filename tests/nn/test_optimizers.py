"""Optimizers against textbook updates on one flat array of float64, step by step."""

import math

import numpy as np
import pytest
from tests.nn.structures import nested

import gradwright as gw
from gradwright import nn
from gradwright.nn.structure import float_leaves, map_floats

STEPS = 500


def _sgd(rate, momentum=0.0, nesterov=False, by_step=False):
    velocity = 0.0

    def update(p, g, t):
        nonlocal velocity
        lr = rate(t)
        if by_step:
            velocity = momentum * velocity - lr * g
            return p + (momentum * velocity - lr * g if nesterov else velocity)
        velocity = momentum * velocity + g
        return p - lr * (g + momentum * velocity if nesterov else velocity)

    return update


def _adam(rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = v = 0.0

    def update(p, g, t):
        nonlocal m, v
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
        return p - rate(t) * m_hat / (np.sqrt(v_hat) + epsilon)

    return update


def _always(rate):
    return lambda t: rate


def _falling(rate, decay):
    return lambda t: rate / (1 + decay * t)


ROWS = {
    "sgd": (nn.sgd(0.1), lambda: _sgd(_always(0.1))),
    "sgd, constant schedule": (nn.sgd(nn.constant(0.1)), lambda: _sgd(_always(0.1))),
    "sgd, decay": (nn.sgd(nn.inverse_time(0.5, decay=1e-2)), lambda: _sgd(_falling(0.5, 1e-2))),
    "momentum": (nn.sgd(0.05, momentum=0.9), lambda: _sgd(_always(0.05), 0.9)),
    "momentum, decay": (
        nn.sgd(nn.inverse_time(0.05, decay=1e-2), momentum=0.9),
        lambda: _sgd(_falling(0.05, 1e-2), 0.9),
    ),
    "momentum by step, decay": (
        nn.sgd(nn.inverse_time(0.05, decay=1e-2), momentum=0.9, accumulate="step"),
        lambda: _sgd(_falling(0.05, 1e-2), 0.9, by_step=True),
    ),
    "nesterov": (nn.sgd(0.05, 0.9, nesterov=True), lambda: _sgd(_always(0.05), 0.9, nesterov=True)),
    "nesterov by step": (
        nn.sgd(nn.inverse_time(0.05, 1e-2), 0.9, nesterov=True, accumulate="step"),
        lambda: _sgd(_falling(0.05, 1e-2), 0.9, nesterov=True, by_step=True),
    ),
    "adam": (nn.adam(0.02), lambda: _adam(_always(0.02))),
    "adam, the book's": (
        nn.adam(nn.inverse_time(0.02, decay=1e-5), epsilon=1e-7),
        lambda: _adam(_falling(0.02, 1e-5), epsilon=1e-7),
    ),
    "adam, other betas": (
        nn.adam(0.01, 0.8, 0.95, 1e-3),
        lambda: _adam(_always(0.01), 0.8, 0.95, 1e-3),
    ),
}


def _flat(tree):
    return np.concatenate([np.ravel(leaf) for leaf in float_leaves(tree)])


@pytest.mark.parametrize(("optimizer", "textbook"), ROWS.values(), ids=ROWS)
def test_500_steps_are_the_textbook_s(optimizer, textbook):
    rng = np.random.default_rng(1)
    params = nested(rng)
    state, flat, worst = optimizer.init(params), _flat(params), 0.0
    reference = textbook()
    for step in range(STEPS):
        gradients = map_floats(lambda p: np.sin(p) + rng.normal(size=np.shape(p)), params)
        flat = reference(flat, _flat(gradients), step)
        params, state = optimizer.update(gradients, state, params)
        worst = max(worst, np.abs(_flat(params) - flat).max())
    assert worst <= 1e-12
    assert state.step == STEPS


@pytest.mark.parametrize(("optimizer", "_"), ROWS.values(), ids=ROWS)
def test_nothing_that_was_given_is_changed(optimizer, _):
    rng = np.random.default_rng(2)
    params, gradients = [rng.normal(size=3)], [rng.normal(size=3)]
    copies = params[0].copy(), gradients[0].copy()
    state = optimizer.init(params)
    _, later = optimizer.update(gradients, state, params)
    again, _ = optimizer.update(gradients, later, params)
    np.testing.assert_array_equal(params[0], copies[0])
    np.testing.assert_array_equal(gradients[0], copies[1])
    assert not any(np.shares_memory(again[0], one) for one in (params[0], gradients[0]))
    assert (state.step, later.step) == (0, 1)


def test_update_adds_the_steps_of_transform():
    optimizer = nn.adam(0.1)
    params, gradients = {"w": np.array([1.0, 2.0])}, {"w": np.array([3.0, -4.0])}
    state = optimizer.init(params)
    steps, _ = optimizer.transform(gradients, state, params)
    moved, _ = optimizer.update(gradients, state, params)
    np.testing.assert_array_equal(moved["w"], params["w"] + steps["w"])


def test_float32_parameters_stay_float32():
    params = [np.ones(2, np.float32)]
    for optimizer in (nn.sgd(0.1, momentum=0.9), nn.adam(0.1)):
        state = optimizer.init(params)
        moved, state = optimizer.update([np.ones(2)], state, params)
        assert moved[0].dtype == np.float32
        assert {leaf.dtype for leaf in float_leaves(dict(state.slots))} == {np.dtype(np.float32)}


def test_gradients_of_integers_are_not_applied():
    moved, _ = nn.sgd(1.0).update([2.0, 5.0], nn.sgd(1.0).init([1.0, 3]), [1.0, 3])
    assert moved == [-1.0, 3]


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(gw.GradwrightError) as caught:
        nn.sgd(1.0).update(np.ones((1, 2)), nn.sgd(1.0).init(np.ones(2)), np.ones(2))
    assert caught.value.code == "GW610"


def test_a_form_of_momentum_that_is_none_is_refused():
    with pytest.raises(gw.GradwrightError) as caught:
        nn.sgd(0.1, accumulate="other")
    assert (caught.value.code, "accumulate" in str(caught.value)) == ("GW603", True)


@pytest.mark.parametrize("step", [0, 1, 10_000])
def test_schedules(step):
    assert nn.constant(0.3)(step) == 0.3
    assert math.isclose(nn.inverse_time(0.5, decay=1e-3)(step), 0.5 / (1 + 1e-3 * step))
