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


def _adam_hat(rate, epsilon):
    """Keras' form: epsilon before the bias correction."""
    m = v = 0.0

    def update(p, g, t):
        nonlocal m, v
        m, v = m + (g - m) * (1 - 0.9), v + (g * g - v) * (1 - 0.999)
        alpha = rate(t) * math.sqrt(1 - 0.999 ** (t + 1)) / (1 - 0.9 ** (t + 1))
        return p - alpha * m / (v**0.5 + epsilon)

    return update


def _adamw(rate, decay, **options):
    step = _adam(rate, **options)

    def update(p, g, t):
        return step(p * (1 - rate(t) * decay), g, t)

    return update


def _adagrad(rate, epsilon=1e-10, start=0.0, inside=False):
    total = start

    def update(p, g, t):
        nonlocal total
        total = total + g**2
        return p - rate(t) * g / ((total + epsilon) ** 0.5 if inside else total**0.5 + epsilon)

    return update


def _rmsprop(rate, rho=0.99, epsilon=1e-8, inside=False):
    mean = 0.0

    def update(p, g, t):
        nonlocal mean
        mean = rho * mean + (1 - rho) * g**2
        return p - rate(t) * g / ((mean + epsilon) ** 0.5 if inside else mean**0.5 + epsilon)

    return update


def _lion(rate, beta1=0.9, beta2=0.99, decay=0.0):
    m = 0.0

    def update(p, g, t):
        nonlocal m
        moved = np.sign(beta1 * m + (1 - beta1) * g)
        m = beta2 * m + (1 - beta2) * g
        return p * (1 - rate(t) * decay) - rate(t) * moved

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
    "adam, Keras'": (
        nn.adam(0.01, epsilon=1e-7, epsilon_hat=True),
        lambda: _adam_hat(_always(0.01), 1e-7),
    ),
    "adamw": (nn.adamw(0.02), lambda: _adamw(_always(0.02), 0.01)),
    "adamw, falling": (
        nn.adamw(nn.exponential(0.02, 0.99), weight_decay=0.1),
        lambda: _adamw(lambda t: 0.02 * 0.99**t, 0.1),
    ),
    "adagrad": (nn.adagrad(0.5), lambda: _adagrad(_always(0.5))),
    "adagrad, Keras'": (
        nn.adagrad(0.5, epsilon=1e-7, initial=0.1, epsilon_inside=True),
        lambda: _adagrad(_always(0.5), 1e-7, 0.1, inside=True),
    ),
    "adagrad, the book's": (
        nn.adagrad(nn.inverse_time(1.0, 1e-4), epsilon=1e-7),
        lambda: _adagrad(_falling(1.0, 1e-4), 1e-7),
    ),
    "rmsprop": (nn.rmsprop(0.01), lambda: _rmsprop(_always(0.01))),
    "rmsprop, Keras'": (
        nn.rmsprop(0.01, rho=0.9, epsilon=1e-7, epsilon_inside=True),
        lambda: _rmsprop(_always(0.01), 0.9, 1e-7, inside=True),
    ),
    "lion": (nn.lion(0.01), lambda: _lion(_always(0.01))),
    "lion, decayed": (
        nn.lion(nn.step(0.01, 100), weight_decay=0.1),
        lambda: _lion(lambda t: 0.01 * 0.1 ** (t // 100), decay=0.1),
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
    for optimizer in (nn.sgd(0.1, momentum=0.9), nn.adam(0.1), nn.adagrad(0.1), nn.lion(0.1)):
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


@pytest.mark.parametrize("step", [0, 1, 9, 10, 10_000])
def test_schedules_that_fall(step):
    assert math.isclose(nn.step(0.5, 10, 0.3)(step), 0.5 * 0.3 ** (step // 10))
    assert math.isclose(nn.exponential(0.5, 0.9, every=7)(step), 0.5 * 0.9 ** (step / 7))


def test_a_cosine_with_a_warm_up():
    rate_at = nn.cosine(0.5, 110, warmup=10, end=0.1)
    rates = [rate_at(step) for step in range(130)]
    assert np.allclose(rates[:10], [0.5 * (k + 1) / 11 for k in range(10)])
    assert rates[10] == 0.5
    assert math.isclose(rates[60], 0.3)
    assert np.allclose(rates[110:], 0.1)
    assert (np.diff(rates[10:111]) < 0).all()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: nn.cosine(0.1, 5, warmup=5),
        lambda: nn.step(0.1, 0),
        lambda: nn.clip_by_norm(0.0),
        lambda: nn.clip_by_value(-1.0),
        lambda: nn.clip_by_value(math.nan),
    ],
)
def test_options_that_cannot_be(wrong):
    with pytest.raises(gw.GradwrightError) as caught:
        wrong()
    assert caught.value.code == "GW603"


def test_a_chain_clips_before_it_steps():
    params = {"w": np.zeros(3), "b": [0.0]}
    gradients = {"w": np.array([3.0, -4.0, 0.0]), "b": [12.0]}
    by_norm = nn.chain(nn.clip_by_norm(6.5), nn.sgd(1.0))
    moved, state = by_norm.update(gradients, by_norm.init(params), params)
    assert np.allclose(moved["w"], [-1.5, 2.0, 0.0])
    assert math.isclose(moved["b"][0], -6.0)
    assert state.step == 1
    by_value = nn.chain(nn.clip_by_value(3.5), nn.sgd(1.0))
    moved, _ = by_value.update(gradients, by_value.init(params), params)
    assert np.array_equal(moved["w"], [-3.0, 3.5, 0.0])
    assert moved["b"] == [-3.5]


def test_a_small_gradient_is_not_scaled_and_a_large_one_does_not_overflow():
    params, clip = [np.zeros(2)], nn.clip_by_norm(10.0)
    for given, wanted in (
        ([3.0, 4.0], [3.0, 4.0]),
        ([3e200, 4e200], [6.0, 8.0]),
        ([0.0, 0.0], [0.0, 0.0]),
    ):
        (clipped,), _ = clip.transform([np.array(given)], clip.init(params), params)
        assert np.allclose(clipped, wanted, rtol=1e-14)


def test_the_parts_of_a_chain_keep_their_own_memory():
    both = nn.chain(nn.sgd(-1.0, momentum=0.5), nn.adam(0.1))
    params, alone = [np.ones(2)], nn.adam(0.1)
    state, state_alone, velocity = both.init(params), alone.init(params), 0.0
    with_both, with_adam = params, params
    for k in range(5):
        gradient = np.array([1.0, -2.0]) * (k + 1)
        velocity = 0.5 * velocity + gradient
        with_both, state = both.update([gradient], state, with_both)
        with_adam, state_alone = alone.update([velocity], state_alone, with_adam)
    assert np.allclose(with_both[0], with_adam[0], rtol=0, atol=1e-15)
    assert state.step == 5
