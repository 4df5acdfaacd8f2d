"""What Python's classes can be: inheritance, properties, dataclasses, arguments of all kinds."""

STYLES = {
    "dataclass": """\
@dataclass
class Data:
    w: np.ndarray
    rate: float = 0.5

    def forward(self, x):
        return x @ self.w * self.rate


def demo():
    return Data(rng.standard_normal((3, 2))), (rng.standard_normal((4, 3)),)
""",
    "optional_argument": """\
class Opt:
    def forward(self, x, weight=None):
        if weight is None:
            return np.mean(x ** 2)
        return np.mean(weight * x ** 2)


def demo():
    return Opt(), (rng.standard_normal(4),)
""",
    "base_class_with_super": """\
class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, x):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weights = rng.standard_normal((n_out, n_in))
        self.bias = rng.standard_normal((n_out, 1))

    def forward(self, x):
        self.input = x
        return np.dot(self.weights, self.input) + self.bias


def demo():
    return Dense(3, 2), (rng.standard_normal((3, 1)),)
""",
    "forward_of_the_base_called": """\
class Linear:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        return x @ self.W + self.b


class LinearReLU(Linear):
    def forward(self, x):
        self.z = super().forward(x)
        return np.maximum(self.z, 0)


def demo():
    Linear(3, 2).forward(rng.standard_normal((4, 3)))
    return LinearReLU(3, 2), (rng.standard_normal((4, 3)),)
""",
    "inherited_forward_reads_a_hook": """\
class Activation:
    def forward(self, x):
        self.output = self.function(x)
        return self.output

    def function(self, x):
        raise NotImplementedError


class Square(Activation):
    def function(self, x):
        return x * x


def demo():
    return Square(), (rng.standard_normal((4, 3)),)
""",
    "properties": """\
class Dense:
    def __init__(self):
        self._W = rng.standard_normal((3, 2))

    @property
    def W(self):
        return self._W

    @property
    def scaled(self):
        return 2.0 * self._W

    def forward(self, x):
        return x @ self.W + np.sum(self.scaled)


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "class_attributes": """\
class Scale:
    rate = 0.25
    bias = np.array([0.1, 0.2, 0.3])

    def forward(self, x):
        return np.tanh(x * self.rate + self.bias)


def demo():
    return Scale(), (rng.standard_normal((4, 3)),)
""",
    "frozen_shapes_in_a_dataclass": """\
from dataclasses import dataclass, field


@dataclass
class Dense:
    n_in: int
    n_out: int
    weights: np.ndarray = field(init=False)
    biases: np.ndarray = field(init=False)

    def __post_init__(self):
        self.weights = rng.standard_normal((self.n_in, self.n_out))
        self.biases = np.zeros(self.n_out)

    def forward(self, inputs: np.ndarray) -> np.ndarray:
        return np.tanh(inputs @ self.weights + self.biases)


def demo():
    return Dense(3, 2), (rng.standard_normal((4, 3)),)
""",
    "starred_arguments": """\
class Concat:
    def forward(self, *xs):
        self.sizes = [x.shape[1] for x in xs]
        return np.concatenate(xs, axis=1) ** 2


def demo():
    return Concat(), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "atleast_2d_and_asarray": """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))

    def forward(self, x):
        x = np.atleast_2d(np.asarray(x, dtype=float))
        self.out = np.tanh(x @ self.W)
        return self.out


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "asserts_and_prints": """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))
        self.verbose = False

    def forward(self, x):
        \"\"\"Compute x W.\"\"\"
        assert x.shape[1] == self.W.shape[0], "shape mismatch"
        if self.verbose:
            print("in", x.shape)
        z = x @ self.W
        assert z.shape == (x.shape[0], self.W.shape[1])
        return z ** 2


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "private_attributes": """\
class Dense:
    def __init__(self):
        self.__w = rng.standard_normal((3,2))
    def __act(self, z): return np.tanh(z)
    def forward(self, x):
        return self.__act(x @ self.__w)
def demo(): return Dense(), (rng.standard_normal((4,3)),)
""",
    "attribute_that_a_method_changes": """\
class Layer:
    def __init__(self):
        self.w = rng.standard_normal(3)
        self.gain = 1.5
        self.calls = 0

    def forward(self, x):
        y = x * self.w * self.gain
        self.count()
        return y * self.grown()

    def count(self):
        self.calls += 1

    def grown(self):
        self.gain *= 2.0
        return self.gain


def demo():
    return Layer(), (rng.standard_normal((4, 3)),)
""",
}
