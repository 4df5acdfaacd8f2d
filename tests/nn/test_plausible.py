"""Checkpoints whose description or arrays were changed: one clear error, or what still makes sense."""

import copy

import numpy as np
import pytest

import gradwright as gw
from gradwright import nn
from gradwright.nn import checkpoint as files

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(8, 2)), RNG.integers(0, 2, 8)
JUNK = (None, -1, "x", [], {"a": 1})


def network(dtype=np.float64):
    layer = nn.Dense(2, 2, rng=np.random.default_rng(1))
    weights, biases = layer.weights.astype(dtype), layer.biases.astype(dtype)
    return nn.Sequential(nn.Dense(weights=weights, biases=biases), nn.Dropout(0.1))


def fitted(model=None, optimizer=None, **options):
    chosen = {"loss": nn.cross_entropy, "epochs": 1, "batch_size": 8, **options}
    return nn.fit(model or network(), X, Y, optimizer=optimizer or nn.adam(0.01), **chosen)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run.safetensors"
    fitted().save(path)
    return files.read(path)


def places(tree, at=()):
    """Yield every place of a description."""
    yield at
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield from places(tree[key], (*at, key))


def changed(tree, place, value):
    """Return a description with another value at a place."""
    if not place:
        return value
    fresh = copy.deepcopy(tree)
    inner = fresh
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return fresh


def test_another_value_anywhere_in_the_description(whole, tmp_path):
    arrays, about = whole
    path, codes = tmp_path / "bad.safetensors", []
    for place in places(about):
        for value in JUNK:
            files.save_parameters(path, arrays, changed(about, place, value))
            try:
                nn.load(path)
                fitted(checkpoint=path)
            except gw.GradwrightError as problem:
                codes.append((problem.code, place, value))
    assert [found for found in codes if found[0] != "GW613"] == []
    assert len(codes) > 100


@pytest.mark.parametrize("form", ["dtype", "shape", "rank", "missing"])
def test_arrays_of_another_form(whole, tmp_path, form):
    arrays, about = whole
    others = {
        "dtype": lambda a: a.astype(np.float32),
        "shape": lambda a: np.zeros((*a.shape[:-1], 7)),
        "rank": lambda a: a[None],
    }
    tried = [name for name in arrays if name.startswith(("progress.model.layers.0", "state"))]
    assert len(tried) == 6
    for name in tried:
        rest = {key: value for key, value in arrays.items() if key != name}
        damaged = rest if form == "missing" else {**rest, name: others[form](arrays[name])}
        files.save_parameters(tmp_path / "bad.safetensors", damaged, about)
        with pytest.raises(gw.GradwrightError) as caught:
            nn.load(tmp_path / "bad.safetensors")
        assert caught.value.code == "GW613"


def test_a_description_that_never_ends(whole, tmp_path):
    deep: list[object] = []
    for _ in range(500):
        deep = [deep]
    about = {**whole[1], "model": {"list": deep}}
    files.save_parameters(tmp_path / "bad.safetensors", whole[0], about)
    with pytest.raises(gw.GradwrightError) as caught:
        nn.load(tmp_path / "bad.safetensors")
    assert caught.value.code == "GW613"


@pytest.mark.parametrize(
    ("model", "optimizer"),
    [
        (network(np.float32), nn.adam(0.01)),
        (network(), nn.sgd(0.01)),
        (network(), nn.rmsprop(0.01)),
        (network(), nn.chain(nn.clip_by_norm(1.0), nn.adam(0.01))),
    ],
)
def test_a_run_of_another_dtype_or_optimizer_is_not_resumed(tmp_path, model, optimizer):
    path = tmp_path / "run.safetensors"
    fitted(checkpoint=path)
    with pytest.raises(gw.GradwrightError) as caught:
        fitted(model, optimizer, checkpoint=path, epochs=2)
    assert caught.value.code == "GW613"
