"""Minibatches, the split of the data, the picture's edge cases."""

import numpy as np
import pytest

from gradwright.nn.curves import draw_curves
from gradwright.nn.digits import load_digits
from gradwright.nn.training import Scores, minibatches


@pytest.mark.parametrize(("count", "size"), [(10, 3), (9, 3), (2, 5), (1, 1), (0, 4)])
def test_minibatches_hold_every_row_once(count, size):
    batches = list(minibatches(count, size, np.random.default_rng(0)))
    assert sorted(np.concatenate([[], *batches])) == list(range(count))
    assert all(len(batch) == size for batch in batches[:-1])


def test_the_split_is_80_20_and_follows_the_seed():
    one, same, other = (load_digits(np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert (len(one.train_labels), len(one.test_labels)) == (1437, 360)
    assert one.train_inputs.shape == (1437, 64)
    assert (one.train_inputs.min(), one.train_inputs.max()) == (0.0, 1.0)
    np.testing.assert_array_equal(one.test_inputs, same.test_inputs)
    assert not np.array_equal(one.test_labels, other.test_labels)


def test_no_image_is_on_both_sides():
    data = load_digits(np.random.default_rng(0))
    rows = {image.tobytes() for image in data.train_inputs}
    assert not rows & {image.tobytes() for image in data.test_inputs}


@pytest.mark.parametrize("epochs", [0, 1, 200])
def test_curves_of_few_and_of_many_epochs(epochs, tmp_path):
    history = [Scores(k, 1.0 / (k + 1), 0.9, 2.0 / (k + 1), 0.8) for k in range(epochs + 1)]
    draw_curves(history, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
