"""Networks that are made of layers: by name, called, returned, inside of each other."""

STYLES = {
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
    "network_with_its_loss_and_penalty": """\
class TwoLayerNet:
    def __init__(self):
        self.params = {}
        self.params["W1"] = rng.standard_normal((3, 4))
        self.params["b1"] = np.zeros(4)
        self.params["W2"] = rng.standard_normal((4, 3))
        self.params["b2"] = np.zeros(3)
        self.reg = 0.1

    def forward(self, X, y):
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        hidden = np.maximum(0, X.dot(W1) + b1)
        scores = hidden.dot(W2) + b2
        scores -= np.max(scores, axis=1, keepdims=True)
        p = np.exp(scores)
        p /= np.sum(p, axis=1, keepdims=True)
        data_loss = -np.log(p[range(X.shape[0]), y]).mean()
        return data_loss + 0.5 * self.reg * (np.sum(W1 * W1) + np.sum(W2 * W2))


def demo():
    return TwoLayerNet(), (rng.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0]))
""",
    "penalty_on_a_parts_weights": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))

    def forward(self, x):
        self.output = x @ self.weights


class Net:
    def __init__(self):
        self.dense = Dense(3, 2)
        self.lam = 0.1

    def forward(self, x, y):
        self.dense.forward(x)
        data = np.mean((self.dense.output - y) ** 2)
        return data + self.lam * np.sum(self.dense.weights ** 2)


def demo():
    return Net(), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "residual_block_with_norm": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        return x @ self.w + self.b


class LayerNorm:
    def __init__(self, d, eps=1e-5):
        self.gamma = np.ones(d)
        self.beta = np.zeros(d)
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdims=True)
        var = x.var(-1, keepdims=True)
        self.x_hat = (x - mean) / np.sqrt(var + self.eps)
        return self.gamma * self.x_hat + self.beta


class Block:
    def __init__(self, d):
        self.norm = LayerNorm(d)
        self.up = Dense(d, 2 * d)
        self.down = Dense(2 * d, d)

    def forward(self, x):
        residual = x
        out = self.norm.forward(x)
        out = np.maximum(self.up.forward(out), 0)
        out = self.down.forward(out)
        return residual + out


def demo():
    return Block(3), (rng.standard_normal((4, 3)),)
""",
}
