"""Networks that hold their layers in lists and dictionaries."""

STYLES = {
    "list_of_layers": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = np.zeros((1, n_out))

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b


class Tanh:
    def forward(self, x):
        self.out = np.tanh(x)
        return self.out


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x


def demo():
    return Sequential(Dense(3, 4), Tanh(), Dense(4, 2)), (rng.standard_normal((4, 3)),)
""",
    "list_of_layers_that_store": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.weights = rng.standard_normal((n_in, n_out))
        self.biases = np.zeros((1, n_out))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


class ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)


class Network:
    def __init__(self):
        self.layers = [Dense(3, 4), ReLU(), Dense(4, 2)]

    def forward(self, inputs):
        current = inputs
        for layer in self.layers:
            layer.forward(current)
            current = layer.output
        self.output = current
        return self.output


def demo():
    return Network(), (rng.standard_normal((4, 3)),)
""",
    "list_of_layers_with_calls": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        return np.tanh(x @ self.W)


class MSE:
    def __call__(self, p, y):
        return self.forward(p, y)

    def forward(self, p, y):
        return ((p - y) ** 2).mean()


class Model:
    def __init__(self):
        self.layers = []
        self.add(Dense(3, 4))
        self.add(Dense(4, 2))
        self.loss_fn = MSE()

    def add(self, layer):
        self.layers.append(layer)

    def predict(self, x):
        out = x
        for layer in self.layers:
            out = layer(out)
        return out

    def forward(self, x, y):
        return self.loss_fn(self.predict(x), y)


def demo():
    return Model(), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "dictionary_of_layers": """\
class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None

    def forward(self, x):
        self.x = x
        return np.dot(self.x, self.W) + self.b


class Sigmoid:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out


class Net:
    def __init__(self):
        self.layers = {}
        self.layers["Affine1"] = Affine(rng.standard_normal((3, 4)), np.zeros(4))
        self.layers["Sigmoid1"] = Sigmoid()
        self.layers["Affine2"] = Affine(rng.standard_normal((4, 2)), np.zeros(2))

    def forward(self, x):
        for layer in self.layers.values():
            x = layer.forward(x)
        return x


def demo():
    return Net(), (rng.standard_normal((4, 3)),)
""",
    "parts_by_index": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.standard_normal((n_in, n_out))

    def forward(self, x):
        return np.tanh(x @ self.w)


class Net:
    def __init__(self):
        self.layers = [Dense(3, 4), Dense(4, 4), Dense(4, 2)]

    def forward(self, x):
        out = self.layers[0].forward(x)
        for i in range(1, len(self.layers)):
            out = self.layers[i].forward(out)
        return out


def demo():
    return Net(), (rng.standard_normal((4, 3)),)
""",
    "penalty_over_a_list_of_parts": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))

    def forward(self, x):
        return np.tanh(x @ self.W)


class Net:
    def __init__(self):
        self.layers = [Dense(3, 4), Dense(4, 2)]

    def forward(self, x):
        penalty = 0.0
        for layer in self.layers:
            x = layer.forward(x)
            penalty += np.sum(layer.W ** 2)
        return np.sum(x ** 2) + 0.01 * penalty


def demo():
    return Net(), (rng.standard_normal((4, 3)),)
""",
    "layers_told_apart_by_their_class": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
    def forward(self, x):
        return np.tanh(x @ self.w)

class Drop:
    def forward(self, x, training):
        self.mask = (np.random.rand(*x.shape) > 0.3) * 1.0
        return x * self.mask
class Net:
    def __init__(self): self.layers = [Dense(3,4), Drop(), Dense(4,2)]
    def forward(self, x):
        for layer in self.layers:
            if isinstance(layer, Drop):
                x = layer.forward(x, True)
            else:
                x = layer.forward(x)
        return x
def demo(): return Net(), (rng.standard_normal((4,3)),)
""",
    "layers_told_apart_by_an_attribute": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
    def forward(self, x):
        return np.tanh(x @ self.w)

class Id:
    def forward(self, x): return x * 1.0
class Net:
    def __init__(self): self.layers = [Dense(3,4), Id(), Dense(4,2)]
    def forward(self, x):
        reg = 0.0
        for layer in self.layers:
            x = layer.forward(x)
            if hasattr(layer, "w"):
                reg += 0.1 * np.sum(np.abs(layer.w))
        return np.sum(x * x) + reg
def demo(): return Net(), (rng.standard_normal((4,3)),)
""",
    "parts_of_a_method": """\
class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.standard_normal((n_in, n_out))

    def forward(self, x):
        return x @ self.w


class AutoEncoder:
    def __init__(self):
        self.enc = Dense(3, 2)
        self.dec = Dense(2, 3)

    def encode(self, x):
        return np.tanh(self.enc.forward(x))

    def decode(self, z):
        return self.dec.forward(z)

    def forward(self, x):
        self.code = self.encode(x)
        self.output = self.decode(self.code)
        return self.output


def demo():
    return AutoEncoder(), (rng.standard_normal((4, 3)),)
""",
}
