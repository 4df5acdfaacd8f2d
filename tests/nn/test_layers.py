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
    nn.lecun_uniform: 1 / 400,
    nn.lecun_normal: 1 / 400,
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


def test_normal_has_one_scale_whatever_the_layer_s_size():
    weights = nn.normal(0.02)(300, 100, np.random.default_rng(0))
    assert weights.std() == pytest.approx(0.02, rel=0.03)
    np.testing.assert_array_equal(
        nn.normal()(2, 3, np.random.default_rng(1)),
        0.01 * np.random.default_rng(1).standard_normal((2, 3)),
    )


def test_a_network_passes_its_generator_to_dropout_alone():
    rng = np.random.default_rng(0)
    net = nn.Sequential(nn.Dense(3, 50, rng=rng), nn.Dropout(0.5), nn.relu)
    x = rng.normal(size=(4, 3))
    np.testing.assert_array_equal(net(x), nn.relu(net.layers[0](x)))
    one, same, other = (net(x, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("rate", [-0.1, 1.0, math.nan])
def test_a_rate_of_dropout_that_is_none(rate):
    with pytest.raises(gw.GradwrightError, match="at least 0 and below 1") as caught:
        nn.Dropout(rate)
    assert caught.value.code == "GW603"


def test_dropout_keeps_single_precision():
    assert (
        nn.Dropout(0.5)(np.ones((2, 2), np.float32), np.random.default_rng(0)).dtype == np.float32
    )
