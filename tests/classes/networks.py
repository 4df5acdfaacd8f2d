"""Forward-only networks and layers in more of the styles that people write, beside `styles`.

Each text ends in `demo()`: a layer and the arguments of its forward.
"""

STYLES = {
    # activations -----------------------------------------------------------------------------
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
    # whole networks in one class -------------------------------------------------------------
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
    "loss_with_probabilities": """\
class SoftmaxLoss:
    def forward(self, scores, y):
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(shifted)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        n = scores.shape[0]
        loss = -np.sum(np.log(probs[np.arange(n), y])) / n
        return loss, probs


def demo():
    return SoftmaxLoss(), (rng.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0]))
""",
    "softmax_with_cross_entropy": """\
class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        self.labels = labels
        self.loss = -np.mean(np.sum(labels * np.log(self.probs + 1e-12), axis=1))
        return self.loss


def demo():
    return SoftmaxCrossEntropy(), (rng.standard_normal((5, 3)), np.eye(3)[[0, 2, 1, 1, 0]])
""",
    "loss_by_the_rank_of_labels": """\
class Loss_CategoricalCrossentropy:
    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        negative_log_likelihoods = -np.log(correct_confidences)
        return negative_log_likelihoods


def demo():
    p = rng.uniform(0.1, 0.9, (5, 3))
    return Loss_CategoricalCrossentropy(), (p, np.array([0, 2, 1, 1, 0]))
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
    # layers of layers ---------------------------------------------------------------------------
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
    # inheritance ---------------------------------------------------------------------------------
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
    # convolution, pooling, normalisation ---------------------------------------------------------
    "convolution_with_loops": """\
class Conv2D:
    def __init__(self, n_filters, channels, size, stride=1, padding=0):
        self.W = rng.standard_normal((n_filters, channels, size, size))
        self.b = np.zeros(n_filters)
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        f, _, kh, kw = self.W.shape
        p, s = self.padding, self.stride
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
        oh = (h + 2 * p - kh) // s + 1
        ow = (w + 2 * p - kw) // s + 1
        out = np.zeros((n, f, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = xp[:, :, i * s:i * s + kh, j * s:j * s + kw]
                for k in range(f):
                    out[:, k, i, j] = np.sum(window * self.W[k], axis=(1, 2, 3)) + self.b[k]
        return out


def demo():
    return Conv2D(2, 2, 3, 1, 1), (rng.standard_normal((2, 2, 4, 4)),)
""",
    "convolution_by_im2col": """\
def im2col(x, kh, kw, stride, pad):
    N, C, H, W = x.shape
    out_h = (H + 2 * pad - kh) // stride + 1
    out_w = (W + 2 * pad - kw) // stride + 1
    img = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant")
    col = np.zeros((N, C, kh, kw, out_h, out_w))
    for i in range(kh):
        i_max = i + stride * out_h
        for j in range(kw):
            j_max = j + stride * out_w
            col[:, :, i, j, :, :] = img[:, :, i:i_max:stride, j:j_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * out_h * out_w, -1)


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        out_h = 1 + int((H + 2 * self.pad - FH) / self.stride)
        out_w = 1 + int((W + 2 * self.pad - FW) / self.stride)
        col = im2col(x, FH, FW, self.stride, self.pad)
        col_W = self.W.reshape(FN, -1).T
        out = np.dot(col, col_W) + self.b
        return out.reshape(N, out_h, out_w, -1).transpose(0, 3, 1, 2)


def demo():
    layer = Convolution(rng.standard_normal((2, 2, 3, 3)), np.zeros(2))
    return layer, (rng.standard_normal((2, 2, 4, 5)),)
""",
    "max_pooling_with_loops": """\
class MaxPool:
    def __init__(self, size, stride):
        self.size = size
        self.stride = stride

    def forward(self, x):
        n, c, h, w = x.shape
        oh = (h - self.size) // self.stride + 1
        ow = (w - self.size) // self.stride + 1
        out = np.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                top, left = i * self.stride, j * self.stride
                window = x[:, :, top:top + self.size, left:left + self.size]
                out[:, :, i, j] = np.max(window, axis=(2, 3))
        return out


def demo():
    return MaxPool(2, 2), (rng.standard_normal((2, 2, 4, 4)),)
""",
    "batch_norm_with_running_statistics": """\
class BatchNorm:
    def __init__(self, d, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(d)
        self.beta = np.zeros(d)
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(d)
        self.running_var = np.ones(d)
        self.training = True

    def forward(self, x):
        if self.training:
            mu = np.mean(x, axis=0)
            var = np.var(x, axis=0)
            self.xc = x - mu
            self.std = np.sqrt(var + self.eps)
            self.xn = self.xc / self.std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            self.xn = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
        return self.gamma * self.xn + self.beta


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    "batch_norm_in_place_statistics": """\
class BatchNorm:
    def __init__(self, d):
        self.gamma = np.ones((1, d))
        self.beta = np.zeros((1, d))
        self.running_mean = np.zeros((1, d))
        self.eps = 1e-5

    def forward(self, X, train=True):
        if train:
            mean = X.mean(axis=0, keepdims=True)
            var = X.var(axis=0, keepdims=True)
            self.running_mean *= 0.9
            self.running_mean += 0.1 * mean
        else:
            mean = self.running_mean
            var = np.ones_like(mean)
        self.X_norm = (X - mean) / np.sqrt(var + self.eps)
        return self.gamma * self.X_norm + self.beta


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    # sequences -----------------------------------------------------------------------------------
    "recurrent_with_a_dictionary_of_states": """\
class RNN:
    def __init__(self, n_in, n_hidden, n_out):
        self.Wxh = rng.standard_normal((n_hidden, n_in))
        self.Whh = rng.standard_normal((n_hidden, n_hidden))
        self.Why = rng.standard_normal((n_out, n_hidden))
        self.bh = np.zeros((n_hidden, 1))
        self.by = np.zeros((n_out, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.last_inputs = inputs
        self.last_hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.last_hs[i + 1] = h
        y = self.Why @ h + self.by
        return y


def demo():
    return RNN(3, 4, 2), ([rng.standard_normal((3, 1)) for _ in range(4)],)
""",
    "recurrent_with_a_list_of_states": """\
class RNN:
    def __init__(self, n_in, n_hidden):
        self.Wx = rng.standard_normal((n_in, n_hidden))
        self.Wh = rng.standard_normal((n_hidden, n_hidden))
        self.b = np.zeros(n_hidden)

    def step(self, x, h):
        return np.tanh(x @ self.Wx + h @ self.Wh + self.b)

    def forward(self, xs):
        N, T, D = xs.shape
        h = np.zeros((N, self.Wh.shape[0]))
        self.hs = []
        for t in range(T):
            h = self.step(xs[:, t, :], h)
            self.hs.append(h)
        return np.stack(self.hs, axis=1)


def demo():
    return RNN(3, 4), (rng.standard_normal((2, 5, 3)),)
""",
    "lstm_cell": """\
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTMCell:
    def __init__(self, n_in, n_hidden):
        n = n_in + n_hidden
        self.Wf = rng.standard_normal((n_hidden, n))
        self.Wi = rng.standard_normal((n_hidden, n))
        self.Wc = rng.standard_normal((n_hidden, n))
        self.Wo = rng.standard_normal((n_hidden, n))
        self.bf = np.zeros((n_hidden, 1))
        self.bi = np.zeros((n_hidden, 1))
        self.bc = np.zeros((n_hidden, 1))
        self.bo = np.zeros((n_hidden, 1))

    def forward(self, x, h_prev, c_prev):
        concat = np.vstack((h_prev, x))
        f = sigmoid(np.dot(self.Wf, concat) + self.bf)
        i = sigmoid(np.dot(self.Wi, concat) + self.bi)
        c_hat = np.tanh(np.dot(self.Wc, concat) + self.bc)
        o = sigmoid(np.dot(self.Wo, concat) + self.bo)
        c = f * c_prev + i * c_hat
        h = o * np.tanh(c)
        self.cache = (x, h_prev, c_prev, f, i, c_hat, o, c)
        return h, c


def demo():
    return LSTMCell(3, 2), (
        rng.standard_normal((3, 1)), rng.standard_normal((2, 1)), rng.standard_normal((2, 1)))
""",
    "lstm_over_time_with_fused_gates": """\
class LSTM:
    def __init__(self, D, H):
        self.H = H
        self.W = rng.standard_normal((D + H, 4 * H))
        self.b = np.zeros(4 * H)
        self.caches = []

    def forward(self, x):
        T, N, D = x.shape
        h = np.zeros((N, self.H))
        c = np.zeros((N, self.H))
        self.caches = []
        for t in range(T):
            z = np.concatenate([x[t], h], axis=1) @ self.W + self.b
            f, g, i, o = np.split(z, 4, axis=1)
            f = 1 / (1 + np.exp(-f))
            i = 1 / (1 + np.exp(-i))
            o = 1 / (1 + np.exp(-o))
            g = np.tanh(g)
            c = f * c + g * i
            h = o * np.tanh(c)
            self.caches.append((f, g, i, o, c))
        return h


def demo():
    return LSTM(3, 2), (rng.standard_normal((4, 2, 3)),)
""",
    "gru_cell": """\
class GRU:
    def __init__(self, D, H):
        self.Wz = rng.standard_normal((D + H, H))
        self.Wr = rng.standard_normal((D + H, H))
        self.Wh = rng.standard_normal((D + H, H))

    @staticmethod
    def sigmoid(x):
        return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))

    def forward(self, x, h):
        xh = np.hstack([x, h])
        z = self.sigmoid(xh @ self.Wz)
        r = self.sigmoid(xh @ self.Wr)
        n = np.tanh(np.hstack([x, r * h]) @ self.Wh)
        self.h_next = (1 - z) * n + z * h
        return self.h_next


def demo():
    return GRU(3, 2), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "embedding_bag": """\
class EmbeddingMean:
    def __init__(self, vocab, dim):
        self.W = rng.standard_normal((vocab, dim))

    def forward(self, tokens):
        self.tokens = tokens
        self.vectors = self.W[tokens]
        return self.vectors.mean(axis=1)


def demo():
    return EmbeddingMean(6, 3), (np.array([[0, 1, 1], [5, 2, 0]]),)
""",
    "multi_head_attention": """\
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


class MultiHeadAttention:
    def __init__(self, d_model, n_heads):
        self.n_heads = n_heads
        self.d_head = d_model // n_heads
        self.W_q = rng.standard_normal((d_model, d_model))
        self.W_k = rng.standard_normal((d_model, d_model))
        self.W_v = rng.standard_normal((d_model, d_model))
        self.W_o = rng.standard_normal((d_model, d_model))

    def split(self, x):
        B, T, _ = x.shape
        return x.reshape(B, T, self.n_heads, self.d_head).transpose(0, 2, 1, 3)

    def forward(self, x, mask=None):
        B, T, D = x.shape
        Q = self.split(x @ self.W_q)
        K = self.split(x @ self.W_k)
        V = self.split(x @ self.W_v)
        scores = Q @ K.transpose(0, 1, 3, 2) / np.sqrt(self.d_head)
        if mask is not None:
            scores = np.where(mask, scores, -1e9)
        self.weights = softmax(scores)
        context = (self.weights @ V).transpose(0, 2, 1, 3).reshape(B, T, D)
        return context @ self.W_o


def demo():
    mask = np.tril(np.ones((3, 3), dtype=bool))
    return MultiHeadAttention(4, 2), (rng.standard_normal((2, 3, 4)), mask)
""",
    "positional_encoding": """\
class PositionalEncoding:
    def __init__(self, max_len, d):
        position = np.arange(max_len)[:, None]
        rate = np.exp(np.arange(0, d, 2) * -(np.log(10000.0) / d))
        self.pe = np.zeros((max_len, d))
        self.pe[:, 0::2] = np.sin(position * rate)
        self.pe[:, 1::2] = np.cos(position * rate)

    def forward(self, x):
        return x * 2.0 + self.pe[:x.shape[1]]


def demo():
    return PositionalEncoding(10, 4), (rng.standard_normal((2, 3, 4)),)
""",
    # arguments -----------------------------------------------------------------------------------
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
    "starred_arguments": """\
class Concat:
    def forward(self, *xs):
        self.sizes = [x.shape[1] for x in xs]
        return np.concatenate(xs, axis=1) ** 2


def demo():
    return Concat(), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "dropout_of_a_generator": """\
class Dropout:
    def __init__(self, p, seed=0):
        self.p = p
        self.rng = np.random.RandomState(seed)
        self.training = True

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        self.mask = (self.rng.rand(*x.shape) > self.p) / (1.0 - self.p)
        return x * self.mask

    def reset(self):
        self.rng = np.random.RandomState(0)


def demo():
    return Dropout(0.25), (rng.standard_normal((4, 3)),)
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
    "counts_its_calls": """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))
        self.calls = 0
        self.history = []

    def forward(self, x):
        self.calls += 1
        out = x @ self.W
        return out


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
    # parts and attributes in ways that are easy to get wrong ----------------------------------
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
    "private_attributes": """\
class Dense:
    def __init__(self):
        self.__w = rng.standard_normal((3,2))
    def __act(self, z): return np.tanh(z)
    def forward(self, x):
        return self.__act(x @ self.__w)
def demo(): return Dense(), (rng.standard_normal((4,3)),)
""",
}
