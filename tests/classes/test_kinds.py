"""Calls of several kinds: each instance and each call gets the gradient of its own."""

import types

import numpy as np
import pytest
from tests.classes.running import check_gradients, module_of, written
from tests.classes.styles import HEAD

import gradwright as gw

rng = np.random.default_rng(6)
X = rng.standard_normal((5, 3))
P = rng.uniform(0.1, 0.9, (5, 3))
LABELS = np.array([0, 2, 1, 1, 0])

# name: (the class, the calls that are compared: a layer and arguments)
KINDS = {
    "texts": (
        """\
class Layer:
    def __init__(self, activation):
        self.W = rng.standard_normal((3, 2))
        self.activation = activation

    def forward(self, x):
        z = x @ self.W
        if self.activation == "relu":
            return np.maximum(z, 0)
        elif self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        return z * z
""",
        (("Layer('relu')", (X,)), ("Layer('sigmoid')", (X,)), ("Layer(None)", (X,))),
    ),
    "functions": (
        """\
def relu(z):
    return np.maximum(z, 0)


ACTIVATIONS = {"square": lambda z: z * z, "cube": lambda z: z**3}


class Layer:
    def __init__(self, activation):
        self.W = rng.standard_normal((3, 2))
        self.activation = activation

    def forward(self, x):
        self.x = x
        return self.activation(x @ self.W)
""",
        (
            ("Layer(relu)", (X,)),
            ("Layer(np.tanh)", (X,)),
            ("Layer(ACTIVATIONS['square'])", (X,)),
            ("Layer(ACTIVATIONS['cube'])", (X,)),
        ),
    ),
    "lambdas": (
        """\
class Layer:
    def __init__(self, name):
        if name == "tanh":
            self.act = lambda z: np.tanh(z)
        else:
            self.act = lambda z: np.sin(z)

    def forward(self, x):
        return self.act(x * x)
""",
        (("Layer('tanh')", (X,)), ("Layer('sin')", (X,))),
    ),
    "methods_of_its_own": (
        """\
class Layer:
    def __init__(self, name):
        self.act = {"square": self.square, "cube": self.cube}[name]

    def square(self, z):
        return z * z

    def cube(self, z):
        return z**3

    def forward(self, x):
        return self.act(x)
""",
        (("Layer('square')", (X,)), ("Layer('cube')", (X,))),
    ),
    "labels": (
        """\
class Loss:
    def forward(self, y_pred, y_true):
        n = len(y_pred)
        p = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            c = p[range(n), y_true]
        elif len(y_true.shape) == 2:
            c = np.sum(p * y_true, axis=1)
        return -np.log(c)
""",
        (("Loss()", (P, LABELS)), ("Loss()", (P, np.eye(3)[LABELS]))),
    ),
    "ranks_that_nobody_asks_for": (
        """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 3))

    def forward(self, x):
        return np.tanh(x @ self.W)
""",
        (("Dense()", (X,)), ("Dense()", (X[0],)), ("Dense()", (X[:1],))),
    ),
    "flags": (
        """\
class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, training=True, noise="mask"):
        if not training:
            self.output = x * 1.0
            return self.output
        if noise == "mask":
            self.mask = np.random.binomial(1, self.rate, size=x.shape) / self.rate
        else:
            self.mask = np.random.normal(1.0, 0.1, size=x.shape)
        self.output = x * self.mask
        return self.output
""",
        (
            ("Dropout(0.8)", (X,)),
            ("Dropout(0.8)", (X, False)),
            ("Dropout(0.8)", (X, True, "gaussian")),
        ),
    ),
    "methods_of_subclasses": (
        """\
class Activation:
    def forward(self, x):
        self.output = self.function(x)
        return self.output


class Square(Activation):
    def function(self, x):
        return x * x


class Sine(Activation):
    scale = 3.0

    def function(self, x):
        return np.sin(x) * self.scale
""",
        (("Square()", (X,)), ("Sine()", (X,))),
    ),
    "made_at_the_first_call": (
        """\
class Smooth:
    def __init__(self, start=None):
        self.mean = start

    def forward(self, x):
        if self.mean is None:
            self.mean = x.mean(axis=0)
        self.mean = 0.9 * self.mean + 0.1 * x.sum(axis=0)
        return x - self.mean
""",
        (("Smooth()", (X,)), ("Smooth(np.ones(3))", (X,))),
    ),
    "whole_numbers_that_must_be_known": (
        """\
class Largest:
    def __init__(self, axis):
        self.axis = axis

    def forward(self, x):
        return np.max(x, axis=self.axis) * 2.0
""",
        (("Largest(1)", (X,)), ("Largest(0)", (X,)), ("Largest(None)", (X,))),
    ),
    "whole_numbers_that_a_method_reads": (
        """\
class Largest:
    def __init__(self, axis):
        self.axis = axis

    def reduced(self, x):
        return np.max(x, axis=self.axis)

    def forward(self, x):
        return self.reduced(x) * 2.0
""",
        (("Largest(1)", (X,)), ("Largest(0)", (X,))),
    ),
    "an_optional_argument": (
        """\
class Weighted:
    def forward(self, x, weight=None):
        if weight is None:
            return np.mean(x**2)
        return np.mean(weight * x**2)
""",
        (("Weighted()", (X,)), ("Weighted()", (X, P))),
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_in_a_file(name, tmp_path):
    text, calls = KINDS[name]
    runs = "".join(f"{layer}.forward(*{args!r})\n" for layer, args in calls)
    whole = HEAD.replace("import numpy as np", "import numpy as np\nfrom numpy import array") + text
    result = written(tmp_path, f"{whole}\n\n{runs}")
    assert result.problems == ()
    module = module_of(result.data)
    for layer, args in calls:
        assert check_gradients(eval(layer, vars(module)), args)


@pytest.mark.filterwarnings("ignore:.*np.clip has derivative 0")
@pytest.mark.parametrize("name", KINDS)
def test_decorated(name, tmp_path):
    text, calls = KINDS[name]
    path = tmp_path / "layers.py"
    path.write_text(HEAD + text)
    module = types.ModuleType("layers")
    exec(compile(path.read_text(), path, "exec"), vars(module))
    for cls in [c for c in vars(module).values() if isinstance(c, type) and "forward" in vars(c)]:
        gw.with_backward(cls)
    for layer, args in (*calls, *reversed(calls)):
        assert check_gradients(eval(layer, vars(module)), args)


def test_a_kind_that_was_not_seen_is_refused_when_it_comes(tmp_path):
    text, calls = KINDS["texts"]
    layer, args = calls[0]
    result = written(tmp_path, f"{HEAD}{text}\n\n{layer}.forward(np.ones((4, 3)))\n")
    other = module_of(result.data).Layer("sigmoid")
    other.forward(*args)
    with pytest.raises(ValueError, match=r'written for self\.activation = "relu"'):
        other.backward(np.ones((5, 2)))
