"""Files that a check could be misled by: each with what is found of every gradient, and the exit code.

A gradient that is equal is left out; a difference or a convention is its cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Form:
    """A file's text; what is found beside what is equal; the owners that are not compared."""

    text: str
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    exit_code: int = 0
    strict: int | None = None


HEAD = "import numpy as np\n\nrng = np.random.default_rng(0)\n\n\n"
FORMS: dict[str, Form] = {}


def form(name: str, text: str, **expected: object) -> None:
    FORMS[name] = Form(HEAD + text, **expected)


DIFFERENT, CONVENTION = "different", "convention"

# what changes between forward and backward ----------------------------------------------------------

form("the_input_is_changed_before_backward", """\
class Scale:
    def __init__(self):
        self.g = np.array([1.0, 2.0, 3.0])

    def forward(self, x):
        self.x = x
        return x * self.g

    def backward(self, dout):
        self.dg = (dout * self.x).sum(axis=0)
        return dout * self.g


scale = Scale()
x = rng.standard_normal((4, 3))
scale.forward(x)
x *= 2.0
scale.backward(rng.standard_normal((4, 3)))
""", found={"Scale self.dg": (DIFFERENT, "values changed since")}, exit_code=1)  # fmt: skip

form("weights_are_updated_before_the_input_gradient", """\
class Dense:
    def __init__(self):
        self.w = rng.standard_normal((3, 2))

    def forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, dout, lr):
        self.w -= lr * self.x.T @ dout
        return dout @ self.w.T


dense = Dense()
for _ in range(3):
    y = dense.forward(rng.standard_normal((4, 3)))
    dense.backward(y, 0.1)
""", found={"Dense returned": (DIFFERENT, "values changed since")}, exit_code=1)  # fmt: skip

form("forward_and_backward_work_in_place", """\
class ReLU:
    def forward(self, x):
        x[x < 0] = 0
        self.mask = x > 0
        return x

    def backward(self, dout):
        dout[~self.mask] = 0
        return dout


relu = ReLU()
relu.forward(rng.standard_normal((4, 3)))
relu.backward(rng.standard_normal((4, 3)))
""")  # fmt: skip

form("a_training_loop_updates_in_place", """\
class Linear:
    def __init__(self):
        self.w = rng.standard_normal((3, 2))

    def forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, dy):
        self.dw = self.x.T @ dy
        return dy @ self.w.T


linear = Linear()
for _ in range(20):
    y = linear.forward(rng.standard_normal((6, 3)))
    linear.backward(2 * y / y.size)
    linear.w -= 0.3 * linear.dw
    linear.forward(rng.standard_normal((2, 3)))  # validation
""")  # fmt: skip

# several calls --------------------------------------------------------------------------------------

form("gradients_accumulate_over_calls", """\
class Linear:
    def __init__(self):
        self.w = rng.standard_normal((3, 2))
        self.dw = np.zeros((3, 2))

    def forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, d):
        self.dw += self.x.T @ d
        return d @ self.w.T


linear = Linear()
for _ in range(3):
    linear.forward(rng.standard_normal((5, 3)))
    linear.backward(rng.standard_normal((5, 2)))
""")  # fmt: skip

CELL = """\
class Cell:
    def __init__(self):
        self.W = rng.standard_normal((3, 3))
        self.dW = np.zeros((3, 3))
        self.inputs = []

    def forward(self, x):
        self.inputs.append(x)
        return np.tanh(x @ self.W)

    def backward(self, d):
        x = self.inputs.pop()
        dz = d * (1 - np.tanh(x @ self.W) ** 2)
        self.dW += x.T @ dz
        return dz @ self.W.T


cell = Cell()
h = rng.standard_normal((5, 3))
for _ in range(4):
    h = cell.forward(h)
d = rng.standard_normal((5, 3))
for _ in range(4):
    d = cell.backward(d)
"""
form("one_instance_keeps_a_list_of_its_calls", CELL)
form(
    "one_instance_keeps_its_last_call_alone",
    CELL.replace("self.inputs.pop()", "self.inputs[-1]"),
    found={
        "Cell returned": (DIFFERENT, "values of another call"),
        "Cell self.dW": (DIFFERENT, "values of another call"),
    },
    exit_code=1,
)

form("backward_calls_forward_again", """\
class Sigmoid:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))

    def backward(self, x, d):
        y = self.forward(x)
        return y * (1 - y) * d


sigmoid = Sigmoid()
for _ in range(12):
    x, x2 = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))
    sigmoid.forward(sigmoid.forward(x) + x2)
    d = sigmoid.backward(sigmoid.forward(x) + x2, rng.standard_normal((2, 3)))
    sigmoid.backward(x, d)
""")  # fmt: skip

UNROLLED = """\
class RNN:
    def __init__(self, n, h):
        self.Wx = 0.3 * rng.standard_normal((n, h))
        self.Wh = 0.3 * rng.standard_normal((h, h))

    def forward(self, xs):
        self.xs = xs
        self.hs = [np.zeros((xs.shape[1], self.Wh.shape[0]))]
        for x in xs:
            self.hs.append(np.tanh(x @ self.Wx + self.hs[-1] @ self.Wh))
        return np.stack(self.hs[1:])

    def backward(self, dhs):
        self.dWx = np.zeros_like(self.Wx)
        self.dWh = np.zeros_like(self.Wh)
        dnext = 0
        dxs = np.zeros_like(self.xs)
        for t in reversed(range(len(self.xs))):
            dz = (dhs[t] + dnext) * (1 - self.hs[t + 1] ** 2)
            self.dWx += self.xs[t].T @ dz
            self.dWh += self.hs[t].T @ dz
            dxs[t] = dz @ self.Wx.T
            dnext = dz @ self.Wh.T
        return dxs


rnn = RNN(3, 4)
rnn.backward(rng.standard_normal(rnn.forward(rng.standard_normal((5, 2, 3))).shape))
"""
form("a_recurrent_layer", UNROLLED)
form(
    "a_recurrent_layer_that_keeps_one_step_alone",
    UNROLLED.replace("self.dWx += self.xs", "self.dWx = self.xs"),
    found={"RNN self.dWx": (DIFFERENT, "= for +=")},
    exit_code=1,
)

form("two_outputs_two_upstream_gradients", """\
class Cell:
    def __init__(self, n, h):
        self.W = 0.3 * rng.standard_normal((n + h, 2 * h))
        self.h = h

    def forward(self, x, h_prev, c_prev):
        self.inputs = np.concatenate([x, h_prev], axis=1)
        z = self.inputs @ self.W
        self.f = 1 / (1 + np.exp(-z[:, : self.h]))
        self.g = np.tanh(z[:, self.h :])
        self.c_prev = c_prev
        self.c = self.f * c_prev + (1 - self.f) * self.g
        return np.tanh(self.c), self.c

    def backward(self, dh, dc):
        dc = dc + dh * (1 - np.tanh(self.c) ** 2)
        df = dc * (self.c_prev - self.g) * self.f * (1 - self.f)
        dg = dc * (1 - self.f) * (1 - self.g**2)
        dz = np.hstack([df, dg])
        self.dW = self.inputs.T @ dz
        dinputs = dz @ self.W.T
        n = dinputs.shape[1] - self.h
        return dinputs[:, :n], dinputs[:, n:], dc * self.f


cell = Cell(3, 4)
h, c = cell.forward(rng.standard_normal((2, 3)), rng.standard_normal((2, 4)), rng.standard_normal((2, 4)))
cell.backward(rng.standard_normal(h.shape), rng.standard_normal(c.shape))
""")  # fmt: skip

# numbers --------------------------------------------------------------------------------------------

form("single_precision", """\
class Dense:
    def __init__(self, n, m):
        self.W = rng.standard_normal((n, m)).astype(np.float32)
        self.b = np.zeros(m, dtype=np.float32)

    def forward(self, x):
        self.x = x
        self.y = np.tanh(x @ self.W + self.b)
        return self.y

    def backward(self, d):
        dz = d * (1 - self.y**2)
        self.dW = self.x.T @ dz
        self.db = dz.sum(0)
        return dz @ self.W.T


class Power:
    def __init__(self):
        self.f = lambda v: v**2
        self.k = np.full(3, 1.5, np.float32)

    def forward(self, x):
        self.x = x
        return self.f(x) * self.k

    def backward(self, d):
        self.dk = (d * self.x**2).sum(0)
        return 2 * self.x * d * self.k


dense, power = Dense(20, 3), Power()
y = power.forward(dense.forward(rng.standard_normal((64, 20)).astype(np.float32)))
dense.backward(power.backward(rng.standard_normal(y.shape).astype(np.float32)))
""")  # fmt: skip

form("lists_and_integers_as_inputs", """\
class Dense:
    def __init__(self):
        self.weights = rng.standard_normal((3, 2))

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights)

    def backward(self, dvalues):
        self.dweights = np.dot(np.array(self.inputs).T, dvalues)
        self.dinputs = np.dot(dvalues, self.weights.T)


for X in ([[1, 2, 3], [4, 5, -6]], [[1.0, 2.0, 3.0], [2.5, 1.0, 0.5]], np.arange(6).reshape(2, 3)):
    dense = Dense()
    dense.forward(X)
    dense.backward(rng.standard_normal((2, 2)))
""")  # fmt: skip

form("repeated_indices_overwrite_each_other", """\
class Embedding:
    def __init__(self):
        self.W = rng.standard_normal((10, 4))

    def forward(self, indices):
        self.indices = indices
        return self.W[indices]

    def backward(self, dout):
        self.dW = np.zeros_like(self.W)
        self.dW[self.indices] = dout


embedding = Embedding()
embedding.forward(np.array([1, 2, 2, 5]))
embedding.backward(rng.standard_normal((4, 4)))
""", found={"Embedding self.dW": (DIFFERENT, "= for +=")}, exit_code=1)  # fmt: skip

form("random_draws_of_all_kinds", """\
import random


class Own:
    def __init__(self):
        self.rng = np.random.default_rng(1)

    def forward(self, x):
        self.m = self.rng.random(x.shape) < 0.5
        return x * self.m / 0.5

    def backward(self, d):
        return d * self.m / 0.5


class Modules:
    def forward(self, x):
        self.m = rng.random(x.shape) < 0.5
        return x * self.m / 0.5

    def backward(self, d):
        return d * self.m / 0.5


class Python:
    def forward(self, x):
        self.k = random.choice([0.5, 2.0])
        return x * self.k

    def backward(self, d):
        return d * self.k


x, d = rng.standard_normal((6, 5)), rng.standard_normal((6, 5))
for layer in (Own(), Modules(), Python()):
    for _ in range(3):
        layer.forward(x)
        layer.backward(d)
""")  # fmt: skip

# classes --------------------------------------------------------------------------------------------

form("inherited_and_overridden_methods", """\
class Base:
    def forward(self, x):
        self.x = x
        return self.compute(x)

    def backward(self, d):
        return d * self.slope(self.x)


class Tanh(Base):
    def compute(self, x):
        return np.tanh(x)

    def slope(self, x):
        return 1 - np.tanh(x) ** 2


class Square(Base):
    def compute(self, x):
        return x**2

    def slope(self, x):
        return x


class Linear:
    def __init__(self):
        self.W = rng.standard_normal((3, 3))

    def forward(self, x):
        self.x = x
        return x @ self.W

    def backward(self, d):
        self.dW = self.x.T @ d
        return d @ self.W.T


class Neuron(Linear):
    def forward(self, x):
        self.z = super().forward(x)
        return np.tanh(self.z)

    def backward(self, d):
        return super().backward(d * (1 - np.tanh(self.z) ** 2))


for layer in (Tanh(), Square(), Linear(), Neuron()):
    layer.forward(rng.standard_normal((4, 3)))
    layer.backward(rng.standard_normal((4, 3)))
""", found={"Square returned": (DIFFERENT, "factor 2")}, exit_code=1)  # fmt: skip

form("static_methods_with_a_context", """\
class Product:
    @staticmethod
    def forward(ctx, a, b):
        ctx["saved"] = (a, b)
        return a * b + a

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx["saved"]
        return grad * b, grad * a


ctx = {}
Product.forward(ctx, rng.standard_normal((2, 3)), rng.standard_normal((2, 3)))
Product.backward(ctx, rng.standard_normal((2, 3)))
""", found={"Product returned[0]": (DIFFERENT, "= for +=")}, exit_code=1)  # fmt: skip

form("slots_dataclasses_and_dictionaries", """\
from dataclasses import dataclass, field


@dataclass
class Affine:
    W: np.ndarray
    b: np.ndarray
    grads: dict = field(default_factory=dict)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, d):
        self.grads = {"W": self.x.T @ d, "b": d.sum(0)}
        return {"x": d @ self.W.T}


class Scale:
    __slots__ = ("w", "x", "dw")

    def __init__(self):
        self.w = rng.standard_normal(3)

    def forward(self, x):
        self.x = x
        return x * self.w

    def backward(self, d):
        self.dw = d * self.x
        return d * self.w


affine = Affine(rng.standard_normal((3, 2)), np.zeros(2))
affine.forward(rng.standard_normal((5, 3)))
affine.backward(rng.standard_normal((5, 2)))
scale = Scale()
scale.forward(rng.standard_normal(3))
scale.backward(rng.standard_normal(3))
""")  # fmt: skip

form("derivatives_without_upstream_gradient", """\
class Sigmoid:
    def __call__(self, x):
        return 1 / (1 + np.exp(-x))

    def gradient(self, x):
        return self(x) * (1 - self(x))


class SquareLoss:
    def loss(self, y, y_pred):
        return 0.5 * np.power((y - y_pred), 2)

    def gradient(self, y, y_pred):
        return -(y - y_pred)


sigmoid, square = Sigmoid(), SquareLoss()
x = rng.standard_normal((4, 3))
square.loss(x, sigmoid(x))
square.gradient(x, sigmoid(x))
sigmoid.gradient(x)
""")  # fmt: skip

NETWORK = """\
class Network:
    def __init__(self):
        self.params = {"W1": rng.standard_normal((4, 5)), "b1": np.zeros(5)}
        self.params |= {"W2": rng.standard_normal((5, 3)), "b2": np.zeros(3)}

    def forward(self, X):
        self.A1 = np.maximum(0, X @ self.params["W1"] + self.params["b1"])
        S = self.A1 @ self.params["W2"] + self.params["b2"]
        E = np.exp(S - S.max(1, keepdims=True))
        self.P = E / E.sum(1, keepdims=True)
        return self.P

    def backward(self, X, y):
        n = X.shape[0]
        dS = self.P.copy()
        dS[np.arange(n), y] -= 1
        dS /= n
        grads = {"W2": self.A1.T @ dS, "b2": dS.sum(0)}
        dA = dS @ self.params["W2"].T
        dA[self.A1 <= 0] = 0
        grads["W1"] = X.T @ dA
        grads["b1"] = dA.sum(0)
        return grads


network = Network()
X, y = rng.standard_normal((7, 4)), rng.integers(0, 3, 7)
network.forward(X)
network.backward(X, y)
"""
form("a_network_whose_backward_holds_the_loss", NETWORK)
form(
    "a_network_whose_backward_holds_the_loss_with_a_slip",
    NETWORK.replace("dA[self.A1 <= 0] = 0", "dA[dA <= 0] = 0"),
    found={
        "Network returned['W1']": (DIFFERENT, "mask on the upstream gradient"),
        "Network returned['b1']": (DIFFERENT, "mask on the upstream gradient"),
    },
    exit_code=1,
)

form("lists_of_weights_and_one_sample_in_a_column", """\
def sigmoid(s):
    return 1 / (1 + np.exp(-s))


class Network:
    def __init__(self):
        self.biases = [rng.standard_normal((4, 1)), rng.standard_normal((2, 1))]
        self.weights = [rng.standard_normal((4, 3)), rng.standard_normal((2, 4))]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activations = [x]
        for b, w in zip(self.biases, self.weights):
            activations.append(sigmoid(np.dot(w, activations[-1]) + b))
        delta = (activations[2] - y) * activations[2] * (1 - activations[2])
        nabla_b[1], nabla_w[1] = delta, np.dot(delta, activations[1].T)
        delta = np.dot(self.weights[1].T, delta) * activations[1] * (1 - activations[1])
        nabla_b[0], nabla_w[0] = delta, np.dot(delta, activations[0].T)
        return nabla_b, nabla_w


network = Network()
network.feedforward(rng.standard_normal((3, 1)))
network.backprop(rng.standard_normal((3, 1)), rng.random((2, 1)))
""")  # fmt: skip

form("feed_forward_and_backward", """\
class Dense:
    def __init__(self):
        self.w = rng.standard_normal((3, 2))

    def feed_forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, dy):
        self.dw = self.x.T @ dy
        return dy @ self.w.T * 2


layer = Dense()
layer.backward(np.ones(layer.feed_forward(rng.standard_normal((4, 3))).shape))
""", found={"Dense returned": (DIFFERENT, "factor 2")}, exit_code=1)  # fmt: skip

# conventions ----------------------------------------------------------------------------------------

form("relu_at_exactly_zero", """\
class ReLU:
    def forward(self, x):
        self.x = x
        return np.maximum(x, 0)

    def backward(self, d):
        return d * (self.x >= 0)


relu = ReLU()
x = rng.standard_normal((5, 3))
x[0, 0] = 0.0
relu.forward(x)
relu.backward(rng.standard_normal((5, 3)))
""", found={"ReLU returned": (CONVENTION, "corner")}, strict=1)  # fmt: skip

form("a_clip_and_a_small_constant_left_out", """\
class CrossEntropy:
    def forward(self, y_pred, y_true):
        clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        return np.mean(-np.log(clipped[range(len(y_true)), y_true]))

    def backward(self, dvalues, y_true):
        self.dinputs = np.zeros_like(dvalues)
        rows = range(len(y_true))
        self.dinputs[rows, y_true] = -1 / np.clip(dvalues[rows, y_true], 1e-7, 1 - 1e-7) / len(y_true)


class BinaryCrossEntropy:
    def forward(self, p, t):
        self.p, self.t = p, t
        return -np.mean(t * np.log(p + 1e-7) + (1 - t) * np.log(1 - p + 1e-7))

    def backward(self):
        return (self.p - self.t) / (self.p * (1 - self.p)) / self.p.size


p = rng.uniform(0.1, 0.9, (4, 3))
p[0, 1] = 1e-9
y = np.array([1, 0, 2, 1])
loss, binary = CrossEntropy(), BinaryCrossEntropy()
loss.forward(p, y)
loss.backward(p, y)
p[0, 1] = 1e-5
binary.forward(p, np.eye(3)[y])
binary.backward()
""", found={
    "CrossEntropy self.dinputs": (CONVENTION, "clip"),
    "BinaryCrossEntropy returned": (CONVENTION, "clip"),
}, strict=1)  # fmt: skip

FUSED = """\
class Softmax:
    def forward(self, x):
        e = np.exp(x - x.max(1, keepdims=True))
        self.output = e / e.sum(1, keepdims=True)
        return self.output

    def backward(self, d):
        return d


class CrossEntropy:
    def forward(self, p, y):
        self.p, self.y = p, y
        return -np.mean(np.log(p[np.arange(len(y)), y]))

    def backward(self):
        d = self.p.copy()
        d[np.arange(len(self.y)), self.y] -= 1
        return d / len(self.y)


softmax, loss = Softmax(), CrossEntropy()
x, y = rng.standard_normal((5, 3)), rng.integers(0, 3, 5)
loss.forward(softmax.forward(x), y)
softmax.backward(loss.backward())
"""
form(
    "softmax_and_loss_in_one", FUSED,
    found={
        "CrossEntropy returned": (CONVENTION, "fused"),
        "Softmax returned": (CONVENTION, "fused"),
    },
    strict=1,
)  # fmt: skip
form(
    "softmax_twice_in_the_chain",
    FUSED.replace(
        "        return d\n",
        "        s = self.output\n        return s * (d - np.sum(d * s, 1, keepdims=True))\n",
    ),
    found={"CrossEntropy returned": (DIFFERENT, "softmax twice")},
    exit_code=1,
)  # fmt: skip

form("softmax_with_cross_entropy_as_one_class", """\
class Softmax:
    def forward(self, inputs):
        e = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = e / np.sum(e, axis=1, keepdims=True)


class CrossEntropy:
    def calculate(self, output, y):
        return np.mean(self.forward(output, y))

    def forward(self, y_pred, y_true):
        return -np.log(np.clip(y_pred, 1e-7, 1 - 1e-7)[range(len(y_pred)), y_true])


class SoftmaxCrossEntropy:
    def __init__(self):
        self.activation = Softmax()
        self.loss = CrossEntropy()

    def forward(self, inputs, y_true):
        self.activation.forward(inputs)
        self.output = self.activation.output
        return self.loss.calculate(self.output, y_true)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        self.dinputs = dvalues.copy()
        self.dinputs[range(samples), y_true] -= 1
        self.dinputs = self.dinputs / samples


both = SoftmaxCrossEntropy()
both.forward(rng.standard_normal((5, 3)), np.array([0, 1, 2, 0, 1]))
both.backward(both.output, np.array([0, 1, 2, 0, 1]))
""")  # fmt: skip

LAYERS_DIVIDE = """\
class Layer:
    def __init__(self, n, m):
        self.W = rng.standard_normal((m, n))
        self.b = np.zeros((m, 1))

    def forward(self, A_prev):
        self.A_prev = A_prev
        return self.W @ A_prev + self.b

    def backward(self, dZ):
        m = dZ.shape[1]
        self.dW = dZ @ self.A_prev.T / m
        self.db = np.sum(dZ, axis=1, keepdims=True) / m
        return self.W.T @ dZ


class SquaredError:
    def forward(self, A, Y):
        self.A, self.Y = A, Y
        return np.sum((A - Y) ** 2) / (2 * Y.shape[1])

    def backward(self):
        return self.A - self.Y


layer, loss = Layer(3, 2), SquaredError()
X, Y = rng.standard_normal((3, 7)), rng.standard_normal((2, 7))
for _ in range(2):
    loss.forward(layer.forward(X), Y)
    layer.backward(loss.backward())
"""
_DIVIDED = {"Layer self.dW": (CONVENTION, "1/n"), "Layer self.db": (CONVENTION, "1/n")}
form(
    "the_layers_divide_instead_of_the_loss", LAYERS_DIVIDE,
    found={**_DIVIDED, "SquaredError returned": (CONVENTION, "1/n")}, strict=1,
)  # fmt: skip
form(
    "the_layers_and_the_loss_divide",
    LAYERS_DIVIDE.replace("return self.A - self.Y", "return (self.A - self.Y) / self.Y.shape[1]"),
    found={
        "Layer self.dW": (DIFFERENT, "doubled 1/n"),
        "Layer self.db": (DIFFERENT, "doubled 1/n"),
    },
    exit_code=1,
)

UPDATE_DIVIDES = """\
class Linear:
    def __init__(self):
        self.w = rng.standard_normal((3, 1))

    def forward(self, x):
        self.x = x
        return x @ self.w

    def backward(self, d):
        self.dw = self.x.T @ d


class SquaredError:
    def forward(self, p, t):
        self.d = p - t
        return np.mean(self.d**2)

    def backward(self):
        return 2 * self.d


linear, loss = Linear(), SquaredError()
x, t = rng.standard_normal((6, 3)), rng.standard_normal((6, 1))
batch_size = len(x)
for _ in range(2):
    loss.forward(linear.forward(x), t)
    linear.backward(loss.backward())
    linear.w -= 0.1 * linear.dw / batch_size
"""
form(
    "the_update_divides", UPDATE_DIVIDES,
    found={"SquaredError returned": (CONVENTION, "1/n")}, strict=1,
)  # fmt: skip
form(
    "nothing_divides",
    UPDATE_DIVIDES.replace(" / batch_size", ""),
    found={"SquaredError returned": (DIFFERENT, "missing 1/n")},
    exit_code=1,
)

form("a_sum_forward_a_mean_backward_and_a_penalty", """\
class SumCrossEntropy:
    def forward(self, p, t):
        return -np.sum(t * np.log(p))

    def backward(self, p, t):
        return -t / p / len(p)


class Dense:
    def __init__(self):
        self.weights = rng.standard_normal((3, 2))
        self.weight_regularizer_l2 = 5e-4

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights)

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        if self.weight_regularizer_l2 > 0:
            self.dweights += 2 * self.weight_regularizer_l2 * self.weights
        self.dinputs = np.dot(dvalues, self.weights.T)


p, t = rng.uniform(0.1, 0.9, (5, 3)), np.eye(3)[[0, 1, 2, 0, 1]]
loss, dense = SumCrossEntropy(), Dense()
loss.forward(p, t)
loss.backward(p, t)
dense.forward(p)
dense.backward(rng.standard_normal((5, 2)))
""", found={
    "SumCrossEntropy returned": (CONVENTION, "mean for sum"),
    "Dense self.dweights": (CONVENTION, "penalty"),
}, strict=1)  # fmt: skip

# what cannot be compared ----------------------------------------------------------------------------

LAYER = """\
class Square:
    def forward(self, x):
        self.x = x
        return x**2

    def backward(self, d):
        return 2 * self.x * d


"""
form("no_call_at_all", LAYER, skipped=("Square",), exit_code=2)
form("no_class_at_all", "print(rng)\n", exit_code=2)
form("no_call_of_backward", LAYER + "Square().forward(np.arange(3.0))\n")
form("backward_before_forward", LAYER.replace("self.x * d", "d") + "Square().backward(1.0)\n",
     skipped=("Square",), exit_code=2)  # fmt: skip
form("the_file_raises_afterwards", LAYER + """\
square = Square()
square.forward(np.arange(3.0))
square.backward(np.ones(3))
raise RuntimeError("no data")
""", exit_code=2)  # fmt: skip
form("the_file_leaves", LAYER + """\
square = Square()
square.forward(np.arange(3.0))
square.backward(np.ones(3))
raise SystemExit
""")  # fmt: skip
form("the_file_leaves_with_a_failure", LAYER + """\
square = Square()
square.forward(np.arange(3.0))
square.backward(np.ones(3))
raise SystemExit(3)
""", exit_code=2)  # fmt: skip
form("backward_takes_what_nothing_tells", LAYER.replace("(self, d)", "(self, d, state, step)") + """\
Square().forward(np.arange(3.0))
""", skipped=("Square",), exit_code=2)  # fmt: skip
form("backward_leaves_nothing", LAYER.replace("return 2 * self.x * d", "pass") + """\
square = Square()
square.forward(np.arange(3.0))
square.backward(np.ones(3))
""", skipped=("Square",), exit_code=2)  # fmt: skip
form("a_forward_that_cannot_be_repeated", """\
import itertools

counter = itertools.count()


class Odd:
    def forward(self, x):
        self.k = next(counter)
        return x * self.k

    def backward(self, d):
        return d * self.k


odd = Odd()
odd.forward(np.ones(3))
odd.backward(np.ones(3))
""", skipped=("Odd",), exit_code=2)  # fmt: skip
form("forward_only_classes_are_no_matter", LAYER + """\
class Plus:
    def forward(self, x):
        return x + 1


square = Square()
square.forward(Plus().forward(np.arange(3.0)))
square.backward(np.ones(3))
""")  # fmt: skip
form("an_upstream_gradient_of_ones_hides_a_slip", LAYER.replace("2 * self.x * d", "2 * self.x") + """\
square = Square()
square.forward(np.arange(3.0))
square.backward(np.ones(3))
""", found={"Square returned": (DIFFERENT, "dropped upstream gradient")}, exit_code=1)  # fmt: skip
