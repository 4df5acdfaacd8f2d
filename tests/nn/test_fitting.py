"""nn.fit: one seed one trajectory, stopping, resuming, and what it says where something is wrong."""

import dataclasses
import io
import math
import multiprocessing
import os
import pickle
import signal
import time
from pathlib import Path

import numpy as np
import pytest

import gradwright as gw
from gradwright import nn
from gradwright.nn.structure import float_leaves

RNG = np.random.default_rng(0)
X = RNG.normal(size=(90, 2))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)


def network(*, dropout=0.0, seed=1):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Dense(2, 16, rng=rng), nn.relu, nn.Dropout(dropout), nn.Dense(16, 2, rng=rng)
    )


def fitted(model=None, **options):
    chosen = {"loss": nn.cross_entropy, "optimizer": nn.adam(0.02), "epochs": 6, "batch_size": 16}
    return nn.fit(network() if model is None else model, X, Y, **(chosen | options))


def bits(run):
    return [np.asarray(leaf).tobytes() for leaf in float_leaves(run.model)]


def test_it_learns():
    run = fitted(epochs=60, metrics=(nn.accuracy,))
    assert run.history[-1]["accuracy"] >= 0.95
    assert [row["epoch"] for row in run.history] == list(range(1, 61))
    assert run.epochs == 60
    assert not run.interrupted
    measured = nn.evaluate(run.model, X, Y, loss=nn.cross_entropy, metrics=(nn.accuracy,))
    assert measured["accuracy"] == run.history[-1]["accuracy"]
    assert measured["loss"] == nn.cross_entropy(run.model(X), Y)


def test_the_model_that_was_given_is_not_changed():
    model = network()
    before = [leaf.copy() for leaf in float_leaves(model)]
    fitted(model)
    assert all(map(np.array_equal, before, float_leaves(model)))


def test_the_steps_are_those_of_the_optimizer():
    model, optimizer, rng = network(), nn.sgd(0.1, momentum=0.5), np.random.default_rng(7)
    run = fitted(model, optimizer=optimizer, epochs=2, seed=7)
    state = optimizer.init(model)
    gradient = gw.grad(lambda model, x, y: nn.cross_entropy(model(x), y))
    for _ in range(2):
        order = rng.permutation(len(X))
        for k in range(0, len(X), 16):
            rows = order[k : k + 16]
            model, state = optimizer.update(gradient(model, X[rows], Y[rows]), state, model)
    assert bits(run) == [leaf.tobytes() for leaf in float_leaves(model)]


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_one_seed_one_trajectory(dropout):
    one, same, other = (fitted(network(dropout=dropout), seed=seed) for seed in (3, 3, 4))
    assert bits(one) == bits(same)
    assert one.history == same.history
    assert bits(one) != bits(other)


def test_the_penalty_is_part_of_the_gradient():
    def shrunk(model):
        return nn.l2(model.layers[0].weights, 0.5)

    plain, held = fitted(epochs=20), fitted(epochs=20, penalty=shrunk)
    assert (held.model.layers[0].weights ** 2).sum() < 0.2 * (
        plain.model.layers[0].weights ** 2
    ).sum()


def test_a_held_out_share_is_measured_and_not_learnt():
    run = fitted(validation=0.2, metrics=(nn.accuracy,))
    assert set(run.history[0]) == {
        "epoch", "loss", "accuracy", "validation_loss", "validation_accuracy",
    }  # fmt: skip
    given = fitted(validation=(X[:10], Y[:10]))
    assert given.history[-1]["validation_loss"] == nn.cross_entropy(given.model(X[:10]), Y[:10])


def test_early_stopping_keeps_the_best_model():
    labels = np.random.default_rng(5).integers(0, 2, 40)
    options = {"loss": nn.cross_entropy, "optimizer": nn.adam(0.05), "batch_size": 8}
    run = nn.fit(network(), X[:40], labels, epochs=200, validation=0.5, patience=5, **options)
    losses = [row["validation_loss"] for row in run.history]
    assert len(losses) < 200
    assert len(losses) - 1 - int(np.argmin(losses)) == 5
    full = nn.fit(
        network(), X[:40], labels, epochs=int(np.argmin(losses)) + 1, validation=0.5, **options
    )
    assert bits(run) == bits(full)


def test_a_schedule_goes_on_where_a_run_is_resumed(tmp_path):
    optimizer = nn.chain(nn.clip_by_norm(1.0), nn.adam(nn.cosine(0.05, 36, warmup=4)))
    options = {"optimizer": optimizer, "validation": 0.1}
    path = tmp_path / "run.safetensors"
    whole = fitted(network(dropout=0.2), **options)
    fitted(network(dropout=0.2), **options | {"epochs": 2}, checkpoint=path)
    resumed = fitted(network(dropout=0.2), **options, checkpoint=path)
    assert bits(resumed) == bits(whole)
    assert resumed.history == whole.history


def test_a_run_comes_back_from_its_file(tmp_path):
    run = fitted(network(dropout=0.2), validation=0.1, patience=3)
    run.save(tmp_path / "run.safetensors")
    back = nn.load(tmp_path / "run.safetensors")
    assert bits(back) == bits(run)
    assert back.history == run.history
    assert back.epochs == run.epochs
    assert back.model.layers[1] is nn.relu
    assert back.model.layers[2].rate == 0.2
    np.testing.assert_array_equal(back.model(X), run.model(X))
    assert back.progress.state.step == run.progress.state.step
    assert not list(tmp_path.glob("*.partial"))


def test_arrays_of_any_layout_are_kept(tmp_path):
    weights = np.arange(12.0).reshape(3, 4).T[::2]
    model = nn.Sequential(nn.Dense(weights=weights, biases=np.arange(6.0)[::2]))
    x, y = np.ones((4, 2)), np.zeros((4, 3))
    run = nn.fit(model, x, y, loss=nn.mean_squared_error, optimizer=nn.sgd(0.0), epochs=0)
    run.save(tmp_path / "run.safetensors")
    layer = nn.load(tmp_path / "run.safetensors").model.layers[0]
    np.testing.assert_array_equal(layer.weights, weights)
    np.testing.assert_array_equal(layer.biases, [0.0, 2.0, 4.0])


@dataclasses.dataclass(frozen=True)
class Line:
    slope: np.ndarray
    shift: float

    def __call__(self, x):
        return x @ self.slope + self.shift


def squash(x):
    return x / (1.0 + np.abs(x))


def test_models_of_ones_own(tmp_path):
    model = {"no": 1}
    line = Line(np.zeros(2), 0.0)
    targets = X @ np.array([1.0, -2.0]) + 0.5
    run = nn.fit(
        line, X, targets, loss=nn.mean_squared_error, optimizer=nn.adam(0.05), epochs=60,
        checkpoint=tmp_path / "line.safetensors",
    )  # fmt: skip
    assert np.allclose([*run.model.slope, run.model.shift], [1.0, -2.0, 0.5], atol=1e-2)
    back = nn.load(tmp_path / "line.safetensors", like=line)
    assert type(back.model) is Line
    assert bits(back) == bits(run)
    assert type(back.model.shift) is float
    with pytest.raises(gw.GradwrightError, match="Line, which only `like=` can give") as caught:
        nn.load(tmp_path / "line.safetensors")
    assert caught.value.code == "GW613"
    assert model == {"no": 1}


def test_functions_of_ones_own(tmp_path):
    model = nn.Sequential(nn.Dense(2, 3, rng=np.random.default_rng(0)), squash)
    run = nn.fit(
        model, X, np.ones((90, 3)), loss=nn.mean_squared_error, optimizer=nn.sgd(0.1), epochs=1
    )
    run.save(tmp_path / "run.safetensors")
    assert nn.load(tmp_path / "run.safetensors", like=model).model.layers[1] is squash
    with pytest.raises(gw.GradwrightError, match="squash, which only `like=` can give"):
        nn.load(tmp_path / "run.safetensors")


def _train_to(path):
    fitted(network(dropout=0.2), epochs=8, checkpoint=path, validation=0.1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning", "ignore:os.fork:RuntimeWarning")
def test_a_killed_run_resumes_to_the_same_bits(tmp_path):
    """At least 50 runs are killed at random moments, and each is resumed until it is through."""
    fork, rng = multiprocessing.get_context("fork"), np.random.default_rng(9)
    began = time.perf_counter()
    _train_to(tmp_path / "whole.safetensors")
    seconds = time.perf_counter() - began
    whole = nn.load(tmp_path / "whole.safetensors")
    killed = 0
    for attempt in range(400):
        path = tmp_path / f"run{attempt}.safetensors"
        for _ in range(3):
            child = fork.Process(target=_train_to, args=(path,))
            child.start()
            child.join(timeout=seconds * rng.uniform(0.05, 1.1))
            if child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
                killed += 1
            child.join()
        if path.exists():
            nn.load(path)
        _train_to(path)
        assert bits(nn.load(path)) == bits(whole)
        assert nn.load(path).history == whole.history
        if killed >= 50:
            break
    assert killed >= 50


class _Evil:
    def __reduce__(self):
        return os.mkdir, ("made-by-a-pickle",)


def _damaged(content):
    """Yield names and contents of files that are no checkpoint any more."""
    size = int.from_bytes(content[:8], "little")
    yield "empty", b""
    yield "cut in the header", content[: 8 + size // 2]
    yield "cut in the arrays", content[:-5]
    yield "a huge header", (2**60).to_bytes(8, "little") + content[8:]
    yield "no JSON", content[:8] + b"{" * size + content[8 + size :]
    yield "other dtype", content.replace(b'"F64"', b'"F32"', 1)
    yield (
        "an array is missing",
        content.replace(b"model.layers.0.weights", b"model.layers.9.weights", 1),
    )
    yield "a pickle", pickle.dumps(_Evil())
    buffer = io.BytesIO()
    np.savez(buffer, a=np.ones(3))
    yield "an npz", buffer.getvalue()


def test_damaged_and_hostile_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fitted(epochs=1).save("good.safetensors")
    for name, damaged in _damaged(Path("good.safetensors").read_bytes()):
        Path("bad.safetensors").write_bytes(damaged)
        with pytest.raises(gw.GradwrightError) as caught:
            nn.load("bad.safetensors")
        assert caught.value.code == "GW613", name
    assert not Path("made-by-a-pickle").exists()
    with pytest.raises(gw.GradwrightError) as caught:
        nn.load("none.safetensors")
    assert caught.value.code == "GW604"


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    fitted(epochs=1, checkpoint=tmp_path / "run.safetensors")
    wide = nn.Sequential(nn.Dense(2, 2, rng=np.random.default_rng(0)))
    with pytest.raises(gw.GradwrightError) as caught:
        fitted(wide, checkpoint=tmp_path / "run.safetensors")
    assert caught.value.code == "GW613"


def root_loss(outputs, targets):
    shifted = outputs[:, 0] - 1e3
    root = np.sqrt(shifted)
    return root.mean() + targets.mean()


@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_loss_that_is_no_number_is_located():
    with pytest.raises(gw.GradwrightError, match=r"root = np\.sqrt\(shifted\)") as caught:
        fitted(loss=root_loss)
    assert caught.value.code == "GW615"
    assert "epoch 1, batch 1" in str(caught.value)


@pytest.mark.filterwarnings("ignore")
def test_steps_that_are_too_long_are_noticed():
    with pytest.raises(gw.GradwrightError) as caught:
        nn.fit(
            Line(np.ones(2), 0.0), X, X[:, 0], loss=nn.mean_squared_error,
            optimizer=nn.sgd(1e6), epochs=100,
        )  # fmt: skip
    assert caught.value.code == "GW615"


def test_ctrl_c_keeps_what_was_learned():
    calls = []

    def metric(outputs, targets):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return 0.0

    run = fitted(metrics=(metric,), epochs=50)
    assert run.interrupted
    assert run.epochs == 2
    assert bits(run) != bits(fitted(network(), epochs=2))
    assert bits(run) == bits(fitted(network(), epochs=3))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"epochs": -1}, "GW603"),
        ({"batch_size": 0}, "GW603"),
        ({"validation": 0.0}, "GW603"),
        ({"validation": 1.0}, "GW603"),
        ({"validation": math.nan}, "GW603"),
        ({"patience": 3}, "GW603"),
        ({"patience": 0, "validation": 0.1}, "GW603"),
        ({"validation": (X, Y[:-1])}, "GW614"),
    ],
)
def test_options_that_cannot_be(options, code):
    with pytest.raises(gw.GradwrightError) as caught:
        fitted(**options)
    assert caught.value.code == code


def test_data_that_do_not_fit():
    for x, y in ((X, Y[:-1]), (X[:0], Y[:0])):
        with pytest.raises(gw.GradwrightError) as caught:
            nn.fit(network(), x, y, loss=nn.cross_entropy, optimizer=nn.sgd(0.1), epochs=1)
        assert caught.value.code == "GW614"


def test_many_rows_are_predicted_in_parts():
    model, x = network(), np.random.default_rng(1).normal(size=(10_000, 2))
    np.testing.assert_allclose(nn.predict(model, x), model(x), rtol=1e-12)


def test_single_precision_stays():
    rng = np.random.default_rng(0)
    layer = nn.Dense(
        weights=rng.normal(size=(2, 2)).astype(np.float32), biases=np.zeros(2, np.float32)
    )
    run = nn.fit(
        nn.Sequential(layer),
        X.astype(np.float32),
        Y,
        loss=nn.cross_entropy,
        optimizer=nn.adam(0.01),
        epochs=2,
    )
    assert {leaf.dtype for leaf in float_leaves(run.model)} == {np.dtype(np.float32)}


def log_loss(outputs, targets):
    weights = np.log(targets)
    return (weights * outputs[:, 0]).mean()


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_the_batch_is_found_again_where_the_loss_is_no_number(dropout):
    """One row alone is at fault: the epoch, dropout's masks too, is run again up to its batch."""
    targets = np.ones(90)
    targets[5] = 0.0
    batch = list(np.random.default_rng(3).permutation(90)).index(5) // 16 + 1
    assert batch > 1
    with pytest.raises(gw.GradwrightError, match=r"weights = np\.log\(targets\)") as caught:
        nn.fit(
            network(dropout=dropout), X, targets, loss=log_loss, optimizer=nn.sgd(0.01), epochs=1,
            batch_size=16, seed=3,
        )  # fmt: skip
    assert f"epoch 1, batch {batch}" in str(caught.value)
