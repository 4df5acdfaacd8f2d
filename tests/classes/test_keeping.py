"""What is kept: by reference, but for arrays that forward itself changes."""

import numpy as np
from tests.classes.running import module_of, written

CHANGES = """import numpy as np


class First:
    def forward(self, x):
        y = np.exp(x) * x
        x[0] = 0.0
        self.output = x * x * y


First().forward(np.ones(3))
"""


def test_an_argument_that_forward_changes_is_copied(tmp_path):
    data = written(tmp_path, CHANGES).data
    assert b"self.x = x.copy()  # kept for backward: dx reads it" in data
    layer = module_of(data).First()
    x = np.array([1.0, 2.0, 3.0])
    layer.forward(x.copy())
    layer.backward(np.ones(3))
    kept = x * np.array([0.0, 1.0, 1.0])
    expected = np.exp(x) * (x + 1) * kept**2 + 2 * kept * np.exp(x) * x
    assert np.allclose(layer.dx, expected)


COPIES = CHANGES.replace("        x[0] = 0.0\n", "").replace(
    "np.exp(x) * x", "x.copy()\n        y *= x"
)


def test_a_copy_of_the_classs_own_is_no_change_of_the_argument(tmp_path):
    data = written(tmp_path, COPIES).data
    assert b"self.x = x  # kept for backward: dx reads it" in data
    layer = module_of(data).First()
    x = np.array([1.0, 2.0, 3.0])
    layer.forward(x)
    layer.backward(np.ones(3))
    assert np.allclose(layer.dx, 4 * x**3)
