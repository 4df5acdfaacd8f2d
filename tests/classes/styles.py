"""Forward-only layers in the styles that people write: each file's text, with a demonstration.

`demo()` gives a layer and the arguments of its forward; `DY` is left to the test.
"""

HEAD = "import numpy as np\n\nrng = np.random.default_rng(3)\n\n\n"
HEADS = {
    "dataclass": "from dataclasses import dataclass\n\n" + HEAD,
    "numpy_under_its_own_name": "import numpy\n\nrng = numpy.random.default_rng(3)\n\n\n",
}
MAIN = '\n\nif __name__ == "__main__":\n    layer, args = demo()\n    layer.forward(*args)\n'

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
    "stored_mask": """\
class LeakyReLU:
    slope = 0.1

    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, self.slope * x)


def demo():
    return LeakyReLU(), (rng.standard_normal((4, 3)),)
""",
    "local_mask": """\
class ReLU:
    def forward(self, x):
        mask = (x > 0).astype(float)
        return x * mask


def demo():
    return ReLU(), (rng.standard_normal((4, 3)),)
""",
    "sigmoid": """\
class Sigmoid:
    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-inputs))


def demo():
    return Sigmoid(), (rng.standard_normal((4, 3)),)
""",
    "tanh": """\
class Tanh:
    def forward(self, inputs):
        self.output = np.tanh(inputs)


def demo():
    return Tanh(), (rng.standard_normal((4, 3)),)
""",
    "softmax": """\
class Softmax:
    def forward(self, z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        self.output = e / e.sum(axis=1, keepdims=True)
        return self.output


def demo():
    return Softmax(), (rng.standard_normal((4, 3)),)
""",
    "squared_error": """\
class MSE:
    def forward(self, predictions, targets):
        difference = predictions - targets
        return np.mean(difference**2)


def demo():
    return MSE(), (rng.standard_normal((4, 2)), rng.standard_normal((4, 2)))
""",
    "loss_that_is_stored": """\
class HalfSquares:
    def forward(self, predictions, targets):
        self.loss = 0.5 * np.sum((predictions - targets) ** 2) / len(predictions)


def demo():
    return HalfSquares(), (rng.standard_normal((4, 2)), rng.standard_normal((4, 2)))
""",
    "cross_entropy": """\
class CrossEntropy:
    def forward(self, p, y):
        n = len(p)
        clipped = np.clip(p, 1e-7, 1 - 1e-7)
        losses = -np.log(clipped[np.arange(n), y])
        return losses.mean()


def demo():
    p = rng.uniform(0.1, 0.9, (5, 3))
    return CrossEntropy(), (p, np.array([0, 2, 1, 1, 0]))
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
    "flag_at_run_time": """\
class Noise:
    def __init__(self, training):
        self.training = training
        self.level = 0.3

    def forward(self, x):
        if self.training:
            self.output = x * np.exp(self.level * x)
        else:
            self.output = 2.0 * x


def demo():
    return Noise(True), (rng.standard_normal((4, 3)),)
""",
    "loop_over_time": """\
class Recurrent:
    def __init__(self):
        self.wx = rng.standard_normal((3, 2))
        self.wh = rng.standard_normal((2, 2))

    def forward(self, x):
        h = np.zeros(2)
        for t in range(len(x)):
            h = np.tanh(x[t] @ self.wx + h @ self.wh)
        return h


def demo():
    return Recurrent(), (rng.standard_normal((5, 3)),)
""",
    "stores_into_an_array": """\
class Doubler:
    def forward(self, x):
        y = np.zeros_like(x)
        for i in range(len(x)):
            y[i] = x[i] * x[i]
        self.y = y
        return self.y


def demo():
    return Doubler(), (rng.standard_normal((5, 3)),)
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
    "dropout": """\
class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, inputs):
        self.mask = np.random.binomial(1, 1 - self.rate, size=inputs.shape) / (1 - self.rate)
        self.output = inputs * self.mask


def demo():
    return Dropout(0.25), (rng.standard_normal((4, 3)),)
""",
    "dropout_with_a_local_mask": """\
class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, inputs, training=True):
        if not training:
            return inputs
        mask = np.random.rand(*inputs.shape) < self.keep
        return inputs * mask / self.keep


def demo():
    return Dropout(0.75), (rng.standard_normal((4, 3)),)
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
    "running_statistics": """\
class BatchNorm:
    def __init__(self, n):
        self.gamma = np.ones(n); self.beta = np.zeros(n)
        self.mean = np.zeros(n); self.momentum = 0.9

    def forward(self, x, training=True):
        if training:
            mu = x.mean(axis=0)
            var = x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mu
        else:
            mu = self.mean
            var = np.ones_like(mu)
        xhat = (x - mu) / np.sqrt(var + 1e-5)
        self.output = self.gamma * xhat + self.beta
        return self.output


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    "rows_of_a_table": """\
class Embedding:
    def __init__(self): self.table = rng.standard_normal((10, 4))

    def forward(self, idx):
        self.output = self.table[idx]


def demo():
    return Embedding(), (np.array([1, 2, 2]),)
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
    "instance_by_another_name": """\
class This:
    def forward(this, x):
        this.output = np.tanh(x)


def demo():
    return This(), (rng.standard_normal(3),)
""",
    "convolution": """\
class Conv:
    def __init__(self): self.k = rng.standard_normal((3, 3)); self.b = 0.5

    def forward(self, image):
        H, W = image.shape
        out = np.zeros((H - 2, W - 2))
        for i in range(H - 2):
            for j in range(W - 2):
                out[i, j] = np.sum(image[i:i+3, j:j+3] * self.k) + self.b
        self.output = out


def demo():
    return Conv(), (rng.standard_normal((5, 4)),)
""",
    "pooling": """\
class Pool:
    def forward(self, x):
        n, h, w = x.shape
        self.output = x.reshape(n, h // 2, 2, w // 2, 2).max(axis=(2, 4))


def demo():
    return Pool(), (rng.standard_normal((2, 4, 4)),)
""",
    "attention": """\
class Attention:
    def __init__(self, d):
        self.Wq = rng.standard_normal((d, d))
        self.Wk = rng.standard_normal((d, d))
        self.Wv = rng.standard_normal((d, d))
        self.d = d

    def forward(self, x):
        q = x @ self.Wq
        k = x @ self.Wk
        v = x @ self.Wv
        s = q @ k.T / np.sqrt(self.d)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        a = e / e.sum(axis=-1, keepdims=True)
        self.output = a @ v
        return self.output


def demo():
    return Attention(4), (rng.standard_normal((5, 4)),)
""",
    "huber": """\
class Huber:
    def __init__(self): self.delta = 1.0

    def forward(self, y, t):
        e = np.abs(y - t)
        q = np.minimum(e, self.delta)
        return (0.5 * q ** 2 + self.delta * (e - q)).mean()


def demo():
    return Huber(), (rng.standard_normal(6), rng.standard_normal(6))
""",
    "binary_cross_entropy": """\
class BCE:
    def forward(self, p, t):
        p = np.clip(p, 1e-12, 1.0 - 1e-12)
        self.loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
        return self.loss


def demo():
    return BCE(), (rng.uniform(0.1, 0.9, 6), rng.uniform(0.1, 0.9, 6))
""",
    "identity": """\
class Identity:
    def forward(self, x):
        self.output = x


def demo():
    return Identity(), (rng.standard_normal(6),)
""",
    "flatten": """\
class Flatten:
    def forward(self, x):
        self.shape = x.shape
        self.output = x.reshape(x.shape[0], -1)


def demo():
    return Flatten(), (rng.standard_normal((2, 3, 4)),)
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
    "states_in_an_attribute": """\
class GRUish:
    def __init__(self):
        self.Wx = rng.standard_normal((3, 2))
        self.Wh = rng.standard_normal((2, 2))

    def forward(self, x):
        self.h = np.zeros((len(x) + 1, 2))
        for t in range(len(x)):
            self.h[t + 1] = np.tanh(x[t] @ self.Wx + self.h[t] @ self.Wh)
        return self.h[-1]


def demo():
    return GRUish(), (rng.standard_normal((4, 3)),)
""",
    "one_argument_of_two_parts": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
        self.b = np.zeros(m)

    def forward(self, x):
        self.output = x @ self.w + self.b
        return self.output


class Multi:
    def __init__(self):
        self.q = Dense(3, 3)
        self.k = Dense(3, 3)

    def forward(self, x):
        a = self.q.forward(x)
        b = self.k.forward(x)
        self.output = a * b


def demo():
    return Multi(), (rng.standard_normal((4, 3)),)
""",
    "networks_of_networks": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
        self.b = np.zeros(m)

    def forward(self, x):
        self.output = x @ self.w + self.b
        return self.output


class Multi:
    def __init__(self):
        self.q = Dense(3, 3)
        self.k = Dense(3, 3)

    def forward(self, x):
        a = self.q.forward(x)
        b = self.k.forward(x)
        self.output = a * b


class Deep:
    def __init__(self):
        self.m = Multi()
        self.d = Dense(3, 1)

    def forward(self, x):
        self.m.forward(x)
        out = self.d.forward(self.m.output)
        return np.mean(out)


def demo():
    return Deep(), (rng.standard_normal((4, 3)),)
""",
    "norm": """\
class Norm:
    def forward(self, x):
        self.norm = np.sqrt(np.sum(x ** 2, axis=1, keepdims=True))
        self.output = x / self.norm


def demo():
    return Norm(), (rng.standard_normal((4, 3)),)
""",
    "branches": """\
class Cond:
    def forward(self, x):
        if x.sum() > 0:
            y = x * 2
        else:
            y = x * x
        self.output = y * y


def demo():
    return Cond(), (rng.standard_normal((4, 3)),)
""",
    "while_loop": """\
class While:
    def forward(self, x):
        y = x
        n = 0
        while n < 3:
            y = y * x
            n += 1
        self.output = y


def demo():
    return While(), (rng.standard_normal((4, 3)),)
""",
    "in_place_operations": """\
class Aug2:
    def __init__(self):
        self.w = rng.standard_normal((3, 2))
        self.b = rng.standard_normal(2)

    def forward(self, x):
        out = x @ self.w
        out += self.b
        out *= out
        self.out = out
        return out


def demo():
    return Aug2(), (rng.standard_normal((4, 3)),)
""",
    "one_name_for_all": """\
class Chain:
    def forward(self, x):
        x = np.tanh(x)
        x = x * x
        x = np.exp(x)
        return x


def demo():
    return Chain(), (rng.standard_normal((4, 3)),)
""",
    "network_of_named_parts": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))
        self.biases = np.zeros((1, n_out))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


class Tanh:
    def forward(self, inputs):
        self.output = np.tanh(inputs)


class Network:
    def __init__(self):
        self.first = Dense(3, 4)
        self.activation = Tanh()
        self.second = Dense(4, 2)

    def forward(self, x):
        self.first.forward(x)
        self.activation.forward(self.first.output)
        self.second.forward(self.activation.output)
        self.output = self.second.output


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
    "parts_that_return": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))

    def forward(self, inputs):
        return inputs @ self.weights


class MSE:
    def forward(self, predictions, targets):
        return np.mean((predictions - targets) ** 2)


class Network:
    def __init__(self):
        self.first = Dense(3, 4)
        self.second = Dense(4, 2)
        self.loss = MSE()
        self.decay = 0.01

    def forward(self, x, targets):
        h = np.maximum(0.0, self.first.forward(x))
        predictions = self.second.forward(h)
        return self.loss.forward(predictions, targets) + self.decay * np.sum(h * h)


def demo():
    return Network(), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "residual": """\
class Dense:
    def __init__(self, n):
        self.weights = rng.standard_normal((n, n))

    def forward(self, inputs):
        return inputs @ self.weights


class Block:
    def __init__(self):
        self.first = Dense(3)
        self.second = Dense(3)

    def forward(self, x):
        h = np.tanh(self.first.forward(x))
        return x + self.second.forward(h) * 0.5


def demo():
    return Block(), (rng.standard_normal((4, 3)),)
""",
    "parts_that_are_called": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))

    def __call__(self, inputs):
        return self.forward(inputs)

    def forward(self, inputs):
        return inputs @ self.weights


class Network:
    def __init__(self):
        self.first = Dense(3, 4)
        self.second = Dense(4, 2)

    def forward(self, x):
        hidden = np.tanh(self.first(x))
        return self.second(hidden)


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
    "backward_of_the_users_own": """\
class Square:
    def forward(self, x):
        self.x = x
        return x * x

    def backward(self, dvalues):
        return 2.0 * self.x * dvalues


class Network:
    def __init__(self):
        self.square = Square()
        self.scale = 3.0

    def forward(self, x):
        return self.square.forward(self.scale * x)


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
}


def text_of(name: str) -> str:
    """Return the file of a style."""
    return HEADS.get(name, HEAD) + STYLES[name] + MAIN
