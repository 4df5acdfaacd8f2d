"""Layers: values that can be called, replaced and drawn from a seed."""

import dataclasses
import math

import numpy as np
import pytest

import gradwright as gw
from gradwright import nn
from gradwright.nn.structure import map_floats


def test_dense_is_a_product_and_a_shift():
    layer = nn.Dense(3, 2, rng=np.random.default_rng(0))
    x = np.arange(12.0).reshape(4, 3)
    assert (layer.weights.shape, layer.biases.shape) == ((3, 2), (2,))
    np.testing.assert_array_equal(layer(x), x @ layer.weights + layer.biases)


def test_sequential_applies_its_layers_in_order():
    rng = np.random.default_rng(0)
    net = nn.Sequential(nn.Dense(3, 4, rng=rng), nn.relu, nn.Dense(4, 2, rng=rng))
    x = rng.normal(size=(5, 3))
    np.testing.assert_array_equal(net(x), net.layers[2](nn.relu(net.layers[0](x))))


def test_networks_are_frozen():
    net = nn.Sequential(nn.relu)
    with pytest.raises(dataclasses.FrozenInstanceError):
        net.layers = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        nn.Dense(1, 1, rng=np.random.default_rng(0)).biases = np.ones(1)


def test_replace_and_map_make_changed_networks():
    net = nn.Sequential(nn.Dense(2, 2, rng=np.random.default_rng(0)), nn.relu)
    changed = map_floats(lambda leaf: 0.0 * leaf, net)
    assert type(changed) is nn.Sequential
    assert changed.layers[1] is nn.relu
    np.testing.assert_array_equal(changed(np.ones((1, 2))), [[0.0, 0.0]])
    replaced = dataclasses.replace(net.layers[0], biases=np.ones(2))
    assert replaced.weights is net.layers[0].weights


def test_one_seed_one_network():
    one, same, other = (nn.Dense(4, 4, rng=np.random.default_rng(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.weights, same.weights)
    assert not np.array_equal(one.weights, other.weights)


@pytest.mark.parametrize(
    "given",
    [(), (3,), (3, 2), {"weights": np.ones((3, 2))}],
    ids=["nothing", "no outputs", "no rng", "no biases"],
)
def test_what_is_missing_is_named(given):
    with pytest.raises(gw.GradwrightError, match="it needs n_in, n_out and rng=") as caught:
        nn.Dense(**given) if isinstance(given, dict) else nn.Dense(*given)
    assert caught.value.code == "GW007"


VARIANCES = {
    nn.glorot_uniform: 2 / (400 + 200),
    nn.glorot_normal: 2 / (400 + 200),
    nn.he_uniform: 2 / 400,
    nn.he_normal: 2 / 400,
}


@pytest.mark.parametrize(
    ("init", "variance"), VARIANCES.items(), ids=[f.__name__ for f in VARIANCES]
)
def test_initializers_have_their_variance(init, variance):
    weights = init(400, 200, np.random.default_rng(3))
    assert weights.shape == (400, 200)
    assert abs(weights.mean()) < 5 * math.sqrt(variance / weights.size)
    assert weights.var() == pytest.approx(variance, rel=0.03)


@pytest.mark.parametrize(
    ("init", "bound"),
    [(nn.glorot_uniform, math.sqrt(6 / 600)), (nn.he_uniform, math.sqrt(6 / 400))],
    ids=["glorot", "he"],
)
def test_uniform_initializers_fill_their_interval(init, bound):
    weights = init(400, 200, np.random.default_rng(4))
    assert 0.999 * bound < np.abs(weights).max() <= bound


def test_dense_draws_with_the_initializer_given():
    layer = nn.Dense(3, 2, rng=np.random.default_rng(0), init=nn.zeros)
    np.testing.assert_array_equal(layer.weights, np.zeros((3, 2)))
