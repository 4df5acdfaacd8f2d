"""Layers in many styles: what is written, against differences."""

import pytest
from tests.classes.running import check_gradients, module_of, written
from tests.classes.styles import TEXTS


@pytest.mark.parametrize("style", TEXTS)
def test_gradients(style, tmp_path):
    result = written(tmp_path, TEXTS[style])
    assert result.problems == ()
    layer, args = module_of(result.data).demo()
    single = any(getattr(arg, "dtype", None) == "float32" for arg in args)
    assert check_gradients(layer, args, 1e-3 if single else 1e-6)


@pytest.mark.parametrize("style", TEXTS)
def test_a_second_run_changes_nothing(style, tmp_path):
    data = written(tmp_path, TEXTS[style]).data
    again = written(tmp_path, data.decode())
    assert again.data == data
    assert again.problems == ()
