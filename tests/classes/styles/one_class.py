"""Networks that are one class: lists and dictionaries of weights, caches."""

STYLES = {
    "one_class_network": """\
class NeuralNetwork:
    def __init__(self, inputs, hidden, outputs):
        self.w1 = rng.standard_normal((inputs, hidden))
        self.b1 = np.zeros((1, hidden))
        self.w2 = rng.standard_normal((hidden, outputs))
        self.b2 = np.zeros((1, outputs))

    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))

    def forward(self, X):
        self.z1 = np.dot(X, self.w1) + self.b1
        self.a1 = self.sigmoid(self.z1)
        self.z2 = np.dot(self.a1, self.w2) + self.b2
        self.a2 = self.sigmoid(self.z2)
        return self.a2


def demo():
    return NeuralNetwork(3, 5, 2), (rng.standard_normal((4, 3)),)
""",
    "weights_in_a_list": """\
class MLP:
    def __init__(self, sizes):
        self.W = [rng.standard_normal((a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.b = [np.zeros(b) for b in sizes[1:]]

    def forward(self, x):
        a = x
        for W, b in zip(self.W, self.b):
            a = np.tanh(a @ W + b)
        return a


def demo():
    return MLP([3, 4, 2]), (rng.standard_normal((4, 3)),)
""",
    "weights_by_index_with_lists_kept": """\
class MLP:
    def __init__(self, sizes):
        self.n = len(sizes) - 1
        self.weights = [rng.standard_normal((b, a)) for a, b in zip(sizes[:-1], sizes[1:])]
        self.biases = [np.zeros((b, 1)) for b in sizes[1:]]

    def forward(self, x):
        self.zs = []
        self.activations = [x]
        for i in range(self.n):
            z = np.dot(self.weights[i], self.activations[-1]) + self.biases[i]
            self.zs.append(z)
            self.activations.append(1.0 / (1.0 + np.exp(-z)))
        return self.activations[-1]


def demo():
    return MLP([3, 4, 2]), (rng.standard_normal((3, 5)),)
""",
    "params_by_formatted_names": """\
class Net:
    def __init__(self, dims):
        self.L = len(dims) - 1
        self.params = {}
        for l in range(1, len(dims)):
            self.params[f"W{l}"] = rng.standard_normal((dims[l], dims[l - 1]))
            self.params["b" + str(l)] = np.zeros((dims[l], 1))

    def forward(self, X):
        A = X
        for l in range(1, self.L):
            Z = np.dot(self.params[f"W{l}"], A) + self.params["b" + str(l)]
            A = np.maximum(0, Z)
        Z = self.params[f"W{self.L}"] @ A + self.params[f"b{self.L}"]
        return 1 / (1 + np.exp(-Z))


def demo():
    return Net([3, 4, 4, 1]), (rng.standard_normal((3, 5)),)
""",
    "cache_dictionary_of_the_instance": """\
class Net:
    def __init__(self):
        self.params = {"W1": rng.standard_normal((3, 4)), "b1": np.zeros(4),
                       "W2": rng.standard_normal((4, 1)), "b2": np.zeros(1)}
        self.cache = {}

    def forward(self, X):
        Z1 = X @ self.params["W1"] + self.params["b1"]
        A1 = np.tanh(Z1)
        Z2 = A1 @ self.params["W2"] + self.params["b2"]
        A2 = 1 / (1 + np.exp(-Z2))
        self.cache["Z1"] = Z1
        self.cache["A1"] = A1
        self.cache["Z2"] = Z2
        self.cache["A2"] = A2
        return A2


def demo():
    return Net(), (rng.standard_normal((4, 3)),)
""",
    "cache_made_anew": """\
class Net:
    def __init__(self):
        self.W1 = rng.standard_normal((3, 4))
        self.W2 = rng.standard_normal((4, 2))

    def forward(self, X):
        z1 = X @ self.W1
        a1 = np.maximum(0, z1)
        z2 = a1 @ self.W2
        self.cache = {"X": X, "z1": z1, "a1": a1, "z2": z2}
        return np.tanh(z2)


def demo():
    return Net(), (rng.standard_normal((4, 3)),)
""",
    "cache_tuple": """\
class Linear:
    def __init__(self):
        self.params = [rng.standard_normal((3, 2)), np.zeros(2)]
        self.cache = None

    def forward(self, x):
        W, b = self.params
        out = np.dot(x, W) + b
        self.cache = (x, W)
        return out * out


def demo():
    return Linear(), (rng.standard_normal((4, 3)),)
""",
    "tied_weights": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
    def forward(self, x):
        return np.tanh(x @ self.w)

class Auto:
    def __init__(self): self.enc = Dense(3,2)
    def forward(self, x):
        z = self.enc.forward(x)
        return z @ self.enc.w.T
def demo(): return Auto(), (rng.standard_normal((4,3)),)
""",
    "physics_informed_loop": """\
class Spring:
    def __init__(self):
        self.k = 1.3
        self.damping = 0.1

    def forward(self, x0, v0):
        x, v = x0, v0
        for _ in range(5):
            a = -self.k * x - self.damping * v
            v = v + 0.1 * a
            x = x + 0.1 * v
        return x


def demo():
    return Spring(), (rng.standard_normal(3), rng.standard_normal(3))
""",
    "entry_read_before_it_is_stored": """\
class EMA:
    def __init__(self): self.state = {"m": np.zeros(3)}
    def forward(self, x):
        m = 0.9 * self.state["m"] + 0.1 * x.mean(axis=0)
        self.state["m"] = m
        return x - m
def demo(): return EMA(), (rng.standard_normal((4,3)),)
""",
    "entry_changed_after_it_is_stored": """\
class C:
    def __init__(self): self.cache = {}
    def forward(self, x):
        h = x * x
        self.cache["h"] = h
        y = np.exp(h)
        h += 1.0
        return y * h
def demo(): return C(), (rng.standard_normal((4,3)),)
""",
    "networks_of_different_lengths": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
    def forward(self, x):
        return np.tanh(x @ self.w)

class Net:
    def __init__(self, k): self.layers = [Dense(3,3) for _ in range(k)]
    def forward(self, x):
        for l in self.layers: x = l.forward(x)
        return x
class Both:
    def __init__(self):
        self.a = Net(1); self.b = Net(3)
    def forward(self, x):
        return self.a.forward(x) + self.b.forward(x)
def demo(): return Both(), (rng.standard_normal((4,3)),)
""",
    "skip_connections": """\
class Dense:
    def __init__(self, n, m):
        self.w = rng.standard_normal((n, m))
    def forward(self, x):
        return np.tanh(x @ self.w)

class Net:
    def __init__(self): self.layers = [Dense(3,3), Dense(3,3), Dense(3,3)]
    def forward(self, x):
        for layer in self.layers:
            x = x + layer.forward(x)
        return x
def demo(): return Net(), (rng.standard_normal((4,3)),)
""",
}
