"""A demonstration with a batch of one gives code for every batch; broadcast axes stay what they are."""

import numpy as np
import pytest
from tests.classes.running import check_gradients, module_of, written

DENSE = """import numpy as np


class Dense:
    def __init__(self):
        self.w = np.ones((3, 2))
        self.b = np.zeros({shape})

    def forward(self, x):
        self.output = np.tanh(x @ self.w + self.b)


Dense().forward(np.ones((1, 3)))
"""
rng = np.random.default_rng(2)


@pytest.mark.parametrize("shape", ["2", "(1, 2)"])
@pytest.mark.parametrize("batch", [1, 2, 5])
def test_a_demonstration_of_one_row(tmp_path, shape, batch):
    result = written(tmp_path, DENSE.format(shape=shape))
    assert result.problems == ()
    layer = module_of(result.data).Dense()
    assert check_gradients(layer, (rng.standard_normal((batch, 3)),)) == ["x", "w", "b"]


MASKED = """import numpy as np


class Masked:
    def forward(self, x, gain):
        self.output = x * gain


Masked().forward(np.ones((4, 3)), np.ones((1, 3)))
"""


def test_an_argument_that_is_broadcast(tmp_path):
    layer = module_of(written(tmp_path, MASKED).data).Masked()
    args = (rng.standard_normal((4, 3)), rng.standard_normal((1, 3)))
    assert check_gradients(layer, args) == ["x", "gain"]


def test_an_argument_that_is_broadcast_is_checked(tmp_path):
    layer = module_of(written(tmp_path, MASKED).data).Masked()
    layer.forward(np.ones((4, 3)), np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"written for self\.gain\.shape\[0\] = 1"):
        layer.backward(np.ones((4, 3)))


SCALE = """import numpy as np


class Scale:
    def __init__(self, n):
        self.gain = np.ones(n)

    def forward(self, x):
        self.output = x * self.gain


Scale(1).forward(np.ones((4, 1)))
"""


def test_a_parameter_of_one_element_is_checked(tmp_path):
    Scale = module_of(written(tmp_path, SCALE).data).Scale
    assert check_gradients(Scale(1), (rng.standard_normal((4, 1)),)) == ["x", "gain"]
    layer = Scale(3)
    layer.forward(np.ones((4, 3)))
    with pytest.raises(ValueError, match=r"written for self\.gain\.shape\[0\] = 1"):
        layer.backward(np.ones((4, 3)))


def test_a_later_instance_is_the_better_example(tmp_path):
    text = SCALE + "Scale(3).forward(np.ones((4, 3)))\n"
    Scale = module_of(written(tmp_path, text).data).Scale
    for n in (1, 3):
        assert check_gradients(Scale(n), (rng.standard_normal((4, n)),)) == ["x", "gain"]
