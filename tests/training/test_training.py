"""Rows of the training room's tables: data sets, layers, targets, splits."""

import numpy as np
import pytest

from gradwright import GradwrightError, nn
from gradwright.training.data import Data, preparation, split
from gradwright.training.networks import Ends, draws, forward_text, network, parameters_of
from gradwright.training.running import Settings, backward_text, sample, set_up
from gradwright.training.sources import SOURCES, Request, identifier, load
from gradwright.training.tables import read_table

SETTINGS = Settings("8,relu", "adam", 0.01, 0.0, 16, 0.0, 0)


@pytest.mark.parametrize("name", SOURCES)
def test_a_data_set_can_be_trained_on(name):
    data = load(Request(name))
    assert data.inputs.shape == (len(data.targets), len(data.columns))
    setup = set_up(data, SETTINGS)
    space = {}
    exec(backward_text(setup), space)
    parameters = parameters_of(setup.model)
    value, gradients = space[f"{name}_loss_backward"](1.0, *parameters.values(), *sample(setup))
    inputs, targets = sample(setup)
    assert value == pytest.approx(setup.task.loss(setup.model(inputs), targets), rel=1e-12)
    assert [g.shape for g in gradients] == [p.shape for p in parameters.values()]


LAYERS = {
    "dense alone": "4",
    "two dense": "4,3",
    "no hidden units": "linear",
    "every activation": "4,relu,4,leaky_relu,4,softplus,4,tanh,4,sigmoid,4,linear",
    "two activations": "4,relu,tanh",
    "dropout first": "dropout:0.5,4",
    "dropout twice": "4,dropout:.2,dropout:0.1,relu",
    "one unit": "1,relu",
}


@pytest.mark.parametrize("layers", LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_the_written_step_is_the_gradient_of_the_layers(layers, l2):
    data = load(Request("iris"))
    setup = set_up(data, Settings(layers, "adam", 0.01, 0.0, 16, l2, 0))
    space = {}
    exec(backward_text(setup), space)
    rng = [np.random.default_rng(7)] if draws(setup.model) else []
    x, y = setup.rows(setup.parts.train[:5])
    arrays = parameters_of(setup.model)
    value, gradients = space["iris_loss_backward"](1.0, *arrays.values(), x, y, *rng)
    outputs = setup.model(x, rng=np.random.default_rng(7))
    penalty = sum(nn.l2(a, l2) for name, a in arrays.items() if name.startswith("w"))
    assert value == pytest.approx(nn.cross_entropy(outputs, y) + penalty, rel=1e-12)
    step = 1e-7
    moved = [a + step * g for a, g in zip(arrays.values(), gradients, strict=True)]
    rng = [np.random.default_rng(7)] if draws(setup.model) else []
    further, _ = space["iris_loss_backward"](1.0, *moved, x, y, *rng)
    assert (further - value) / step == pytest.approx(
        sum((g * g).sum() for g in gradients), rel=1e-4
    )


@pytest.mark.parametrize("size", [1, 2, 100])
def test_the_written_step_takes_batches_of_every_size(size):
    setup = set_up(load(Request("sine")), SETTINGS)
    space = {}
    exec(backward_text(setup), space)
    x, y = setup.rows(setup.parts.train[:size])
    value, _ = space["sine_loss_backward"](1.0, *parameters_of(setup.model).values(), x, y)
    assert value == pytest.approx(nn.mean_squared_error(setup.model(x), y), rel=1e-12)


def test_the_forward_function_reads_as_people_write_it():
    model = network("4,relu,dropout:0.1", 2, 3, np.random.default_rng(0))
    text = forward_text(model, Ends("my_loss", "cross_entropy", "logits", "labels"), 0.001)
    assert text == (
        "def my_loss(w1, b1, w2, b2, inputs, labels, rng):\n"
        "    z1 = inputs @ w1 + b1\n"
        "    h1 = relu(z1)\n"
        "    kept1 = (rng.random(h1.shape) >= 0.1) / 0.9\n"
        "    d1 = h1 * kept1\n"
        "    logits = d1 @ w2 + b2\n"
        "    return cross_entropy(logits, labels) + l2(w1, 0.001) + l2(w2, 0.001)\n"
    )


def table(tmp_path, text, **asked):
    (tmp_path / "t.csv").write_text(text)
    return load(Request(str(tmp_path / "t.csv"), target="y", **asked))


TARGETS = {  # the target's texts, the task asked for, the classes that come of it
    "words": (["b", "a", "b", "a", "c", "c"], "auto", ("a", "b", "c")),
    "few whole numbers": (["10", "9", "10", "9", "9", "9"], "auto", ("9", "10")),
    "whole numbers as floats": (["1.0", "0.0", "1.0", "0.0", "1.0", "0.0"], "auto", ("0.0", "1.0")),
    "fractions": (["0.5", "1", "0.5", "1", "0.5", "1"], "auto", None),
    "many whole numbers": ([str(k) for k in range(6)], "auto", None),
    "numbers that are asked for": (["1", "2", "1", "2", "1", "2"], "numbers", None),
    "classes that are asked for": (["0.5", "1", "0.5", "1", "1", "1"], "classes", ("0.5", "1")),
}


@pytest.mark.parametrize(("texts", "task", "classes"), TARGETS.values(), ids=TARGETS)
def test_what_a_target_is(texts, task, classes, tmp_path):
    data = table(tmp_path, "x,y\n" + "".join(f"{k},{t}\n" for k, t in enumerate(texts)), task=task)
    assert data.classes == classes
    if classes:
        assert [classes[k] for k in data.targets] == texts
    else:
        assert data.targets.tolist() == list(map(float, texts))


FORMS = {
    "semicolons": "x;y\n1;2\n", "tabs": "x\ty\n1\t2\n", "bars": "x|y\n1|2\n",
    "a byte order mark": "\ufeffx,y\n1,2\n", "blanks": " x , y \n 1 , 2 \n\n", "quotes": '"x","y"\n"1","2"\n',
    "Windows": "x,y\r\n1,2\r\n", "no last line end": "x,y\n1,2",
}  # fmt: skip


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_forms_of_tables(text, tmp_path):
    (tmp_path / "t.csv").write_bytes(text.encode())
    found = read_table(tmp_path / "t.csv")
    assert (found.header, found.rows) == (("x", "y"), (("1", "2"),))


def test_every_class_is_trained_on():
    labels = np.array([0] * 50 + [1])
    data = Data("d", ("x",), np.zeros((51, 1)), "y", labels, ("a", "b"))
    for seed in range(30):
        parts = split(data, np.random.default_rng(seed))
        assert sorted([*parts.train, *parts.test]) == list(range(51))
        assert 50 in parts.train


def test_a_column_that_is_the_same_everywhere_stays_finite():
    inputs = np.column_stack([np.full(10, 0.1), np.arange(10.0)])
    data = Data("d", ("a", "b"), inputs, "y", np.arange(10.0))
    prepared = preparation(data, np.arange(10))
    assert prepared.deviation[0] == 1.0
    assert np.isfinite(prepared.inputs(inputs)).all()
    np.testing.assert_allclose(prepared.numbers(prepared.targets(data.targets)), data.targets)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("iris", "iris"),
        ("my data-2", "my_data_2"),
        ("2020", "table_2020"),
        ("--", "table"),
        ("größe", "größe"),
    ],
)
def test_a_file_gives_its_name_to_the_function(stem, name):
    assert identifier(stem) == name


def test_layers_that_are_none_are_named():
    with pytest.raises(GradwrightError, match="'gelu'") as caught:
        network("8,gelu", 2, 2, np.random.default_rng(0))
    assert caught.value.code == "GW618"
