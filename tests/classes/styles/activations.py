"""Activations: classes of their own, functions among the attributes, masks."""

STYLES = {
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
    "identity": """\
class Identity:
    def forward(self, x):
        self.output = x


def demo():
    return Identity(), (rng.standard_normal(6),)
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
    "activation_function_among_attributes": """\
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


class Layer:
    def __init__(self, n_in, n_out, activation):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)
        self.activation = activation

    def forward(self, x):
        self.z = x @ self.W + self.b
        self.a = self.activation(self.z)
        return self.a


def demo():
    return Layer(3, 2, sigmoid), (rng.standard_normal((4, 3)),)
""",
    "activation_lambda": """\
class Layer:
    def __init__(self, n_in, n_out):
        self.W = rng.standard_normal((n_in, n_out))
        self.act = lambda z: np.maximum(0.01 * z, z)

    def forward(self, x):
        return self.act(x @ self.W)


def demo():
    return Layer(3, 2), (rng.standard_normal((4, 3)),)
""",
    "activation_of_numpy": """\
class Layer:
    def __init__(self, n_in, n_out, act=np.tanh):
        self.W = rng.standard_normal((n_in, n_out))
        self.act = act

    def forward(self, x):
        return self.act(x @ self.W)


def demo():
    return Layer(3, 2), (rng.standard_normal((4, 3)),)
""",
    "activation_by_name": """\
class Layer:
    def __init__(self, n_in, n_out, activation="relu"):
        self.W = rng.standard_normal((n_in, n_out))
        self.b = np.zeros((1, n_out))
        self.activation = activation

    def activate(self, z):
        if self.activation == "relu":
            return np.maximum(0, z)
        elif self.activation == "sigmoid":
            return 1 / (1 + np.exp(-z))
        elif self.activation == "tanh":
            return np.tanh(z)
        raise ValueError(self.activation)

    def forward(self, x):
        self.x = x
        self.z = np.dot(x, self.W) + self.b
        return self.activate(self.z)


def demo():
    return Layer(3, 2, "tanh"), (rng.standard_normal((4, 3)),)
""",
    "activations_in_a_dictionary": """\
ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "linear": lambda z: z,
}


class Layer:
    def __init__(self, n_in, n_out, activation="relu"):
        self.W = rng.standard_normal((n_in, n_out))
        self.activation = activation

    def forward(self, x):
        return ACTIVATIONS[self.activation](x @ self.W)


def demo():
    return Layer(3, 2, "tanh"), (rng.standard_normal((4, 3)),)
""",
    "functions_in_an_attribute": """\
class Layer:
    def __init__(self, n_in, n_out, activation="relu"):
        self.W = rng.standard_normal((n_in, n_out))
        self.activation = activation
        self.functions = {"relu": self.relu, "softplus": self.softplus}

    def relu(self, z):
        return np.maximum(z, 0)

    def softplus(self, z):
        return np.log(1 + np.exp(z))

    def forward(self, x):
        return self.functions[self.activation](x @ self.W)


def demo():
    return Layer(3, 2, "softplus"), (rng.standard_normal((4, 3)),)
""",
    "getattr_by_name": """\
class Layer:
    def __init__(self, n_in, n_out, activation):
        self.W = rng.standard_normal((n_in, n_out))
        self.activation = activation

    def tanh(self, z):
        return np.tanh(z)

    def forward(self, x):
        act = getattr(self, self.activation)
        return act(x @ self.W)


def demo():
    return Layer(3, 2, "tanh"), (rng.standard_normal((4, 3)),)
""",
    "activation_class_of_static_methods": """\
class Activations:
    @staticmethod
    def relu(x):
        return np.maximum(0, x)

    @staticmethod
    def softmax(x):
        e = np.exp(x - np.max(x, axis=-1, keepdims=True))
        return e / np.sum(e, axis=-1, keepdims=True)


class MLP:
    def __init__(self):
        self.W1 = rng.standard_normal((3, 4))
        self.b1 = np.zeros(4)
        self.W2 = rng.standard_normal((4, 2))
        self.b2 = np.zeros(2)

    def forward(self, X):
        self.z1 = X @ self.W1 + self.b1
        self.a1 = Activations.relu(self.z1)
        self.z2 = self.a1 @ self.W2 + self.b2
        self.a2 = Activations.softmax(self.z2)
        return self.a2


def demo():
    return MLP(), (rng.standard_normal((4, 3)),)
""",
    "gelu_and_elu": """\
class Gelu:
    def __init__(self, alpha=1.3):
        self.alpha = alpha

    def forward(self, x):
        cubic = np.sqrt(2 / np.pi) * (x + 0.044715 * np.power(x, 3))
        g = 0.5 * x * (1 + np.tanh(cubic))
        self.output = np.where(g > 0, g, self.alpha * (np.exp(g) - 1))
        return self.output


def demo():
    return Gelu(), (rng.standard_normal((4, 3)),)
""",
    "relu_by_mask_in_place": """\
class ReLU:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out


def demo():
    return ReLU(), (rng.standard_normal((4, 3)),)
""",
    "activation_layer_by_inheritance": """\
class Activation:
    def __init__(self, activation):
        self.activation = activation

    def forward(self, x):
        self.input = x
        return self.activation(self.input)


class Tanh(Activation):
    def __init__(self):
        super().__init__(lambda x: np.tanh(x))


def demo():
    return Tanh(), (rng.standard_normal((4, 3)),)
""",
}
