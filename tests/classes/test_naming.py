"""Names that follow a class of the file that has a backward already."""

import numpy as np
import pytest
from tests.classes.running import module_of, written

SIBLING = """import numpy as np


class Tanh:
    def forward(self, inputs):
        self.output = np.tanh(inputs)

    def backward(self, {upstream}):
        self.{gradient} = {upstream} * (1 - self.output**2)


class Dense:
    def __init__(self):
        self.weights = np.full((3, 2), 0.5)

    def forward(self, inputs):
        self.output = inputs @ self.weights


class Net:
    def __init__(self):
        self.dense, self.tanh = Dense(), Tanh()

    def forward(self, inputs):
        self.dense.forward(inputs)
        self.tanh.forward(self.dense.output)
        self.output = self.tanh.output


Net().forward(np.ones((4, 3)))
"""

STYLES = [
    ("dvalues", "dinputs", "dweights"),
    ("grad", "grad_inputs", "grad_weights"),
    ("dout", "inputs_grad", "weights_grad"),
    ("dL_dy", "dL_dinputs", "dL_dweights"),
    ("grad_output", "d_inputs", "d_weights"),
    ("upstream", "inputs_gradient", "weights_gradient"),
]


@pytest.mark.parametrize(("upstream", "inputs", "weights"), STYLES)
def test_names_of_a_sibling(upstream, inputs, weights, tmp_path):
    text = SIBLING.format(upstream=upstream, gradient=inputs)
    result = written(tmp_path, text)
    assert result.problems == ()
    assert result.done == ("Dense", "Net")
    shown = result.data.decode()
    assert shown.count(f"def backward(self, {upstream}):") == 3
    assert f"self.tanh.backward({upstream})" in shown
    assert f"self.dense.backward(self.tanh.{inputs})" in shown
    net = module_of(result.data).Net()
    x = np.arange(12.0).reshape(4, 3) / 10
    net.forward(x)
    net.backward(np.ones((4, 2)))
    dz = 1 - np.tanh(x @ net.dense.weights) ** 2
    assert np.allclose(getattr(net, inputs), dz @ net.dense.weights.T)
    assert np.allclose(getattr(net.dense, weights), x.T @ dz)


def test_names_of_a_scalar_loss(tmp_path):
    text = SIBLING.format(upstream="dvalues", gradient="dinputs") + (
        "\n\nclass Loss:\n    def forward(self, p):\n        return np.mean(p * p)\n\n\n"
        "Loss().forward(np.ones(3))\n"
    )
    assert "def backward(self, dvalues=1.0):" in written(tmp_path, text).data.decode()


def test_the_names_that_most_have(tmp_path):
    one = (
        "class A{n}:\n    def forward(self, x):\n        self.output = x * 2.0\n\n"
        "    def backward(self, {up}):\n        self.dx = 2.0 * {up}\n\n\n"
    )
    text = "import numpy as np\n\n\n" + "".join(
        one.format(n=n, up=up) for n, up in enumerate(("delta", "dout", "dout"))
    )
    text += (
        "class B:\n    def forward(self, x):\n        return x + 1.0\n\n\nB().forward(np.ones(3))\n"
    )
    assert 'def backward(self, dout):\n        """Set dx' in written(tmp_path, text).data.decode()


@pytest.mark.parametrize("upstream", ["np", "scale", "self", "max"])
def test_a_name_that_stands_for_something_else(upstream, tmp_path):
    text = (
        "import numpy as np\n\nscale = np.array([1.0, 2.0])\n\n\n"
        "class A:\n    def forward(self, x):\n        return x\n\n"
        f"    def backward(_, {upstream}):\n        return {upstream}\n\n\n"
        "class B:\n    def forward(self, x):\n        return np.tanh(x) * scale\n\n\n"
        "B().forward(np.ones(2))\n"
    )
    result = written(tmp_path, text)
    assert "def backward(self, doutput):" in result.data.decode()
    layer = module_of(result.data).B()
    layer.forward(np.zeros(2))
    assert np.allclose(layer.backward(np.ones(2)), [1.0, 2.0])


@pytest.mark.parametrize(
    "left", ["prev_inputs", "running_inputs", "inputs_norm", "xinputs", "inputsd"]
)
def test_attributes_that_are_no_gradients(left, tmp_path):
    """A part leaves the gradient of its argument, or it is refused: never another attribute."""
    text = SIBLING.format(upstream="dvalues", gradient=left)
    result = written(tmp_path, text)
    assert [problem.code for problem in result.problems] == ["GW511"]
    assert "self.dweights" in result.data.decode()
