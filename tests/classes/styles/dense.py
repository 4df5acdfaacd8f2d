"""Layers of weights and biases: what they store, return, keep and compute in helper methods."""

STYLES = {
    "stores_its_output": """\
class Dense:
    def __init__(self):
        self.weights = rng.standard_normal((3, 2))
        self.biases = rng.standard_normal((1, 2))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "returns_its_output": """\
class Linear(object):
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = rng.standard_normal(n_out)

    def forward(self, x):
        return x @ self.W + self.b


def demo():
    return Linear(3, 2), (rng.standard_normal((4, 3)),)
""",
    "stores_and_returns": """\
class Linear:
    def __init__(self, n_in, n_out):
        self.w = rng.standard_normal((n_out, n_in))
        self.b = np.zeros((n_out, 1))

    def forward(self, x):
        self.x = x
        self.output = self.w @ self.x + self.b
        return self.output


def demo():
    return Linear(3, 2), (rng.standard_normal((3, 4)),)
""",
    "keyword_arguments": """\
class Affine:
    def __init__(self):
        self.gain = rng.standard_normal(3)

    def forward(self, x, *, shift=0.5, scale=2.0):
        return self.gain * (x * scale + shift)


def demo():
    return Affine(), (rng.standard_normal((4, 3)),)
""",
    "helper_method": """\
class Swish:
    def forward(self, x):
        self.output = x * self._sigmoid(x)

    @staticmethod
    def _sigmoid(x):
        return 1.0 / (1.0 + np.exp(-x))


def demo():
    return Swish(), (rng.standard_normal((4, 3)),)
""",
    "method_that_reads_parameters": """\
class Layer:
    def __init__(self):
        self.weights = rng.standard_normal((3, 2))
        self.biases = rng.standard_normal(2)

    def linear(self, x):
        return x @ self.weights + self.biases

    def forward(self, x):
        self.output = np.tanh(self.linear(x))
        return self.output


def demo():
    return Layer(), (rng.standard_normal((4, 3)),)
""",
    "batch_of_one_bias": """\
class Scale:
    def __init__(self):
        self.gamma = np.ones((1, 3))
        self.beta = np.zeros((1, 3))
        self.epsilon = 1e-5

    def forward(self, x):
        mean = np.mean(x, axis=0, keepdims=True)
        variance = np.mean((x - mean) ** 2, axis=0, keepdims=True)
        normal = (x - mean) / np.sqrt(variance + self.epsilon)
        self.output = self.gamma * normal + self.beta


def demo():
    return Scale(), (rng.standard_normal((4, 3)),)
""",
    "parameters_in_a_dictionary": """\
class Dense:
    def __init__(self):
        self.params = {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(2)}

    def forward(self, x):
        return x @ self.params["W"] + self.params["b"]


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "single_precision": """\
class Dense:
    def __init__(self):
        self.weights = rng.standard_normal((3, 2)).astype(np.float32)
        self.biases = np.zeros(2, dtype=np.float32)

    def forward(self, x):
        self.output = np.maximum(x @ self.weights + self.biases, 0)


def demo():
    return Dense(), (rng.standard_normal((4, 3)).astype(np.float32),)
""",
    "mask_that_is_an_argument": """\
class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, mask):
        self.mask = mask / (1.0 - self.rate)
        self.output = x * self.mask


def demo():
    return Dropout(0.25), (rng.standard_normal((4, 3)), (rng.random((4, 3)) > 0.25) * 1.0)
""",
    "global_constant": """\
EPSILON = 1e-3


class Log:
    def forward(self, x):
        return np.log(x * x + EPSILON) * EPSILON


def demo():
    return Log(), (rng.standard_normal((4, 3)),)
""",
    "numpy_under_its_own_name": """\
class Cosine:
    def forward(self, x):
        return numpy.sin(x) * numpy.sum(x)


def demo():
    return Cosine(), (rng.standard_normal((4, 3)),)
""",
    "method_that_stores": """\
class HelperWrites:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))

    def linear(self, x):
        self.z = x @ self.W

    def forward(self, x):
        self.linear(x)
        self.output = 1 / (1 + np.exp(-self.z))
        return self.output


def demo():
    return HelperWrites(), (rng.standard_normal((4, 3)),)
""",
    "changes_its_argument": """\
class Shift:
    def __init__(self):
        self.scale = rng.standard_normal(3)

    def forward(self, x):
        x = x + 1.0
        x *= self.scale
        self.output = x * x


def demo():
    return Shift(), (rng.standard_normal((4, 3)),)
""",
    "instance_by_another_name": """\
class This:
    def forward(this, x):
        this.output = np.tanh(x)


def demo():
    return This(), (rng.standard_normal(3),)
""",
    "names_that_clash": """\
class Steps:
    def forward(self, x, dt):
        v = x * dt
        dx = v * x
        self.output = dx + v


def demo():
    return Steps(), (rng.standard_normal(3), 0.1)
""",
    "an_argument_called_like_a_gradient": """\
class Step:
    def forward(self, x, dx):
        return x * x * dx * dx


def demo():
    return Step(), (rng.standard_normal(3), rng.standard_normal(3))
""",
    "einsum": """\
class Bilinear:
    def __init__(self):
        self.W = rng.standard_normal((2, 3, 4))

    def forward(self, x, y):
        self.x, self.y = x, y
        return np.einsum("bi,kij,bj->bk", x, self.W, y)


def demo():
    return Bilinear(), (rng.standard_normal((5, 3)), rng.standard_normal((5, 4)))
""",
    "vector_or_matrix": """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))

    def forward(self, x):
        if x.ndim == 1:
            x = x.reshape(1, -1)
        self.x = x
        return np.tanh(x @ self.W)


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    "lists_as_inputs": """\
class Dense:
    def __init__(self):
        self.weights = rng.standard_normal((4, 3))
        self.biases = np.zeros((1, 3))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


def demo():
    return Dense(), ([[1.0, 2.0, 3.0, 2.5], [2.0, 5.0, -1.0, 2.0], [-1.5, 2.7, 3.3, -0.8]],)
""",
}
