"""Minibatches: every row once."""

import numpy as np
import pytest

from gradwright.nn.training import minibatches


@pytest.mark.parametrize(("count", "size"), [(10, 3), (9, 3), (2, 5), (1, 1), (0, 4)])
def test_minibatches_hold_every_row_once(count, size):
    batches = list(minibatches(count, size, np.random.default_rng(0)))
    assert sorted(np.concatenate([[], *batches])) == list(range(count))
    assert all(len(batch) == size for batch in batches[:-1])
