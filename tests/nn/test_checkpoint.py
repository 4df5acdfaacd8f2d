"""Checkpoints: bit for bit, whatever the layout."""

import numpy as np
import pytest

from gradwright.nn.checkpoint import load_parameters, save_parameters

BASE = np.random.default_rng(0).normal(size=(4, 6))
LAYOUTS = {
    "C": BASE,
    "transposed": BASE.T,
    "F": np.asfortranarray(BASE),
    "strided": BASE[::2, ::3],
    "reversed": BASE[::-1],
    "broadcast": np.broadcast_to(BASE[0], (3, 6)),
    "float32": BASE.astype(np.float32).T,
    "scalar": np.array(1.5),
    "empty": np.zeros((0, 3)),
}


@pytest.mark.parametrize("array", LAYOUTS.values(), ids=LAYOUTS)
def test_an_array_comes_back_bit_for_bit(array, tmp_path):
    save_parameters(tmp_path / "a.safetensors", {"array": array})
    loaded = load_parameters(tmp_path / "a.safetensors")
    assert list(loaded) == ["array"]
    assert loaded["array"].dtype == array.dtype
    np.testing.assert_array_equal(loaded["array"], array)


def test_no_partial_file_is_left(tmp_path):
    save_parameters(tmp_path / "a.safetensors", {"array": BASE})
    assert [path.name for path in tmp_path.iterdir()] == ["a.safetensors"]
