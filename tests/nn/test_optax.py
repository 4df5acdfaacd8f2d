"""Optimizers against Optax, 500 steps in float64, with the arguments that give its definitions."""

import numpy as np
import pytest

from gradwright import nn

jax = pytest.importorskip("jax")
optax = pytest.importorskip("optax")

ROWS = {
    "sgd": (nn.sgd(0.1), lambda: optax.sgd(0.1)),
    "momentum": (nn.sgd(0.05, 0.9), lambda: optax.sgd(0.05, 0.9)),
    "nesterov": (nn.sgd(0.05, 0.9, nesterov=True), lambda: optax.sgd(0.05, 0.9, nesterov=True)),
    "adagrad": (
        nn.adagrad(0.5, epsilon=1e-7, initial=0.1, epsilon_inside=True),
        lambda: optax.adagrad(0.5),
    ),
    "rmsprop": (nn.rmsprop(0.01, rho=0.9, epsilon_inside=True), lambda: optax.rmsprop(0.01)),
    "adam": (nn.adam(0.02), lambda: optax.adam(0.02)),
    "adamw": (nn.adamw(0.02, weight_decay=1e-4), lambda: optax.adamw(0.02)),
    "lion": (nn.lion(0.01, weight_decay=1e-3), lambda: optax.lion(0.01)),
    "clipped adam": (
        nn.chain(nn.clip_by_norm(1.0), nn.adam(0.02)),
        lambda: optax.chain(optax.clip_by_global_norm(1.0), optax.adam(0.02)),
    ),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(("ours", "theirs"), ROWS.values(), ids=ROWS)
def test_500_steps_are_optax_s(ours, theirs):
    rng = np.random.default_rng(1)
    params = rng.normal(size=7)
    state, worst = ours.init(params), 0.0
    with jax.enable_x64(True):
        other, reference = jax.numpy.asarray(params), theirs()
        step, other_state = jax.jit(reference.update), reference.init(other)
        for _ in range(500):
            gradient = np.sin(params) + rng.normal(size=7)
            params, state = ours.update(gradient, state, params)
            moved, other_state = step(jax.numpy.asarray(gradient), other_state, other)
            other = optax.apply_updates(other, moved)
            worst = max(worst, float(np.abs(params - np.asarray(other)).max()))
    assert other.dtype == np.float64
    assert worst <= 1e-12
