"""Layers whose forward has another name: each file's text, with a demonstration that calls it."""

# name: (what the demonstration calls, the classes)
STYLES = {
    "feedforward_over_lists_of_weights": (
        "layer.feedforward",
        """\
class Network(object):
    def __init__(self, sizes):
        self.sizes = sizes
        self.biases = [rng.standard_normal((y, 1)) for y in sizes[1:]]
        self.weights = [rng.standard_normal((y, x)) for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        \"\"\"Return the output of the network if ``a`` is input.\"\"\"
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def demo():
    return Network([3, 4, 2]), (rng.standard_normal((3, 1)),)
""",
    ),
    "feedforward_without_arguments": (
        "layer.feedforward",
        """\
class NeuralNetwork:
    def __init__(self, x, y):
        self.input = x
        self.weights1 = rng.random((self.input.shape[1], 4))
        self.weights2 = rng.random((4, 1))
        self.y = y
        self.output = np.zeros(y.shape)

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        self.output = sigmoid(np.dot(self.layer1, self.weights2))

    def loss(self):
        return np.sum((self.y - self.output) ** 2)


def sigmoid(x):
    return 1.0 / (1 + np.exp(-x))


def demo():
    x = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    return NeuralNetwork(x, np.array([[0.0], [1.0], [1.0], [0.0]])), ()
""",
    ),
    "call_alone": (
        "layer",
        """\
class Linear:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def __call__(self, x):
        self.x = x
        return np.tanh(self.x @ self.W + self.b)


def demo():
    return Linear(3, 2), (rng.standard_normal((4, 3)),)
""",
    ),
    "forward_pass_of_a_base": (
        "layer.forward_pass",
        """\
class Layer:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))

    def forward_pass(self, X):
        self.layer_input = X
        return self.activate(X.dot(self.W))

    def activate(self, z):
        raise NotImplementedError


class Tanh(Layer):
    def activate(self, z):
        return np.tanh(z)


def demo():
    return Tanh(3, 2), (rng.standard_normal((4, 3)),)
""",
    ),
    "call_of_a_base_that_leads_on": (
        "layer",
        """\
class Module:
    def __call__(self, *args):
        self.args = args
        return self.fprop(*args)


class Scale(Module):
    def __init__(self):
        self.gain = rng.standard_normal(3)

    def fprop(self, x):
        return x * self.gain


def demo():
    return Scale(), (rng.standard_normal((4, 3)),)
""",
    ),
    "parts_with_names_of_their_own": (
        "layer",
        """\
class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))

    def feedforward(self, x):
        self.out = x @ self.W
        return self.out


class Squash:
    def __init__(self):
        self.slope = 0.7

    def __call__(self, z):
        return np.tanh(self.slope * z)


class Shift:
    def __init__(self):
        self.b = rng.standard_normal(4)

    def feed_forward(self, x):
        return x + self.b

    def __call__(self, x):
        return self.feed_forward(x)


class Network:
    def __init__(self):
        self.layers = [Dense(3, 4), Dense(4, 2)]
        self.shift = Shift()
        self.act = Squash()

    def __call__(self, x):
        h = self.act(self.shift(self.layers[0].feedforward(x)))
        return self.layers[1].feedforward(h)


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
    ),
    "forward_propagation_that_calls_a_helper_of_a_lesser_name": (
        "layer.forward_propagation",
        """\
class Network:
    def __init__(self):
        self.W1 = rng.standard_normal((3, 4))
        self.W2 = rng.standard_normal((4, 2))

    def propagate(self, x, W):
        return np.tanh(x @ W)

    def forward_propagation(self, x):
        return self.propagate(self.propagate(x, self.W1), self.W2)


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
    ),
    "forward_beside_a_call_of_another_kind": (
        "layer.forward",
        """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))

    def __call__(self, x):
        return np.argmax(self.forward(x), axis=1)

    def forward(self, x):
        return np.exp(x @ self.W)


class Sub(Dense):
    def call(self, x):
        return 2 * x


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
    ),
}
