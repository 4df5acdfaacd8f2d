"""Networks written by hand in the styles that people have, backward passes and all; and slips in them.

`STYLES`: files whose backward is right. `SLIPS`: by style, a piece of its text, what stands there
instead, and what has to be found: the class, the gradient, the cause.
"""

STYLES: dict[str, str] = {}
SLIPS: list[tuple[str, str, str, str, str, str]] = []

# outputs and gradients are attributes ---------------------------------------------------------------

STYLES["attributes"] = """\
import numpy as np

rng = np.random.default_rng(3)


class Layer_Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.5 * rng.standard_normal((n_inputs, n_neurons))
        self.biases = 0.1 * rng.standard_normal((1, n_neurons))

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dinputs = np.dot(dvalues, self.weights.T)


class Layer_Dropout:
    def __init__(self, rate):
        self.rate = 1 - rate

    def forward(self, inputs):
        self.inputs = inputs
        self.binary_mask = np.random.binomial(1, self.rate, size=inputs.shape) / self.rate
        self.output = inputs * self.binary_mask

    def backward(self, dvalues):
        self.dinputs = dvalues * self.binary_mask


class Activation_ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)

    def backward(self, dvalues):
        self.dinputs = np.empty_like(dvalues)
        for index, (single_output, single_dvalues) in enumerate(zip(self.output, dvalues)):
            single_output = single_output.reshape(-1, 1)
            jacobian = np.diagflat(single_output) - np.dot(single_output, single_output.T)
            self.dinputs[index] = np.dot(jacobian, single_dvalues)


class Loss:
    def calculate(self, output, y):
        return np.mean(self.forward(output, y))


class Loss_CategoricalCrossentropy(Loss):
    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(samples), y_true]
        else:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        return -np.log(correct_confidences)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        labels = len(dvalues[0])
        if len(y_true.shape) == 1:
            y_true = np.eye(labels)[y_true]
        self.dinputs = -y_true / dvalues
        self.dinputs = self.dinputs / samples


X = rng.standard_normal((6, 4))
y = np.array([0, 1, 2, 0, 1, 2])
dense1, relu, dropout = Layer_Dense(4, 5), Activation_ReLU(), Layer_Dropout(0.3)
dense2, softmax, loss = Layer_Dense(5, 3), Activation_Softmax(), Loss_CategoricalCrossentropy()
for epoch in range(3):
    dense1.forward(X)
    relu.forward(dense1.output)
    dropout.forward(relu.output)
    dense2.forward(dropout.output)
    softmax.forward(dense2.output)
    print(loss.calculate(softmax.output, y))
    loss.backward(softmax.output, y)
    softmax.backward(loss.dinputs)
    dense2.backward(softmax.dinputs)
    dropout.backward(dense2.dinputs)
    relu.backward(dropout.dinputs)
    dense1.backward(relu.dinputs)
    for layer in (dense1, dense2):
        layer.weights += -0.5 * layer.dweights
        layer.biases += -0.5 * layer.dbiases
"""
_A = "attributes"
SLIPS += [
    (_A, "self.dinputs[self.inputs <= 0] = 0", "self.dinputs[dvalues <= 0] = 0",
     "Activation_ReLU", "self.dinputs", "mask on the upstream gradient"),
    (_A, "self.dinputs = dvalues.copy()\n        self.dinputs[self.inputs <= 0] = 0",
     ("self.dinputs = np.zeros_like(dvalues)\n        self.dinputs[dvalues > 0] = 1\n"
      "        self.dinputs *= dvalues"),
     "Activation_ReLU", "self.dinputs", "mask on the upstream gradient"),
    (_A, "self.dinputs = dvalues * self.binary_mask", "self.dinputs = dvalues",
     "Layer_Dropout", "self.dinputs", "missing mask"),
    (_A, "self.dinputs = dvalues * self.binary_mask", "self.dinputs = dvalues * (self.binary_mask > 0)",
     "Layer_Dropout", "self.dinputs", "factor"),
    (_A, "self.dinputs = dvalues.copy()\n        self.dinputs[self.inputs <= 0] = 0",
     "self.dinputs = (self.inputs > 0).astype(float)",
     "Activation_ReLU", "self.dinputs", "dropped upstream gradient"),
    (_A, "self.dbiases = np.sum(dvalues, axis=0, keepdims=True)", "self.dbiases = dvalues",
     "Layer_Dense", "self.dbiases", "sum over the batch"),
    (_A, "self.dinputs = self.dinputs / samples", "pass",
     "Loss_CategoricalCrossentropy", "self.dinputs", "missing 1/n"),
    (_A, "self.dweights = np.dot(self.inputs.T, dvalues)", "self.dweights = np.dot(dvalues.T, self.inputs)",
     "Layer_Dense", "self.dweights", "transposed product"),
    (_A, "self.dinputs[index] = np.dot(jacobian, single_dvalues)",
     "self.dinputs[index] = np.diag(jacobian) * single_dvalues",
     "Activation_Softmax", "self.dinputs", "diagonal"),
    (_A, "self.dinputs = -y_true / dvalues", "self.dinputs = y_true / dvalues",
     "Loss_CategoricalCrossentropy", "self.dinputs", "sign"),
]  # fmt: skip

# outputs and gradients are returned -----------------------------------------------------------------

STYLES["returns"] = """\
import numpy as np


class Module:
    def __call__(self, *args):
        return self.forward(*args)


class Linear(Module):
    def __init__(self, in_features, out_features):
        self.W = np.random.randn(in_features, out_features) * 0.4
        self.b = np.random.randn(out_features) * 0.1

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W.T


class ReLU(Module):
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class Sigmoid(Module):
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, grad):
        return grad * self.out * (1 - self.out)


class Dropout(Module):
    def __init__(self, p):
        self.p = p
        self.training = True

    def forward(self, x):
        if not self.training:
            return x
        self.mask = (np.random.rand(*x.shape) > self.p) / (1 - self.p)
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class MSELoss(Module):
    def forward(self, pred, target):
        self.pred, self.target = pred, target
        return np.mean((pred - target) ** 2)

    def backward(self):
        return 2 * (self.pred - self.target) / self.pred.size


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad


if __name__ == "__main__":
    np.random.seed(1)
    X = np.random.randn(8, 3)
    Y = np.random.randn(8, 2)
    model = Sequential(Linear(3, 5), ReLU(), Dropout(0.25), Linear(5, 4), Sigmoid(), Linear(4, 2))
    criterion = MSELoss()
    for step in range(4):
        loss = criterion(model(X), Y)
        model.backward(criterion.backward())
        for layer in model.layers:
            if isinstance(layer, Linear):
                layer.W -= 0.1 * layer.dW
                layer.b -= 0.1 * layer.db
"""
_R = "returns"
SLIPS += [
    (_R, "        return grad * self.mask\n\n\nclass Sigmoid",
     "        return grad * (grad > 0)\n\n\nclass Sigmoid",
     "ReLU", "returned", "mask on the upstream gradient"),
    (_R, "        return grad * self.mask\n\n\nclass MSELoss", "        return grad\n\n\nclass MSELoss",
     "Dropout", "returned", "missing mask"),
    (_R, "return grad * self.out * (1 - self.out)", "return self.out * (1 - self.out)",
     "Sigmoid", "returned", "dropped upstream gradient"),
    (_R, "self.db = grad.sum(axis=0)", "self.db = grad", "Linear", "self.db", "sum over the batch"),
    (_R, "return 2 * (self.pred - self.target) / self.pred.size", "return 2 * (self.pred - self.target)",
     "MSELoss", "returned", "missing 1/n"),
    (_R, "return 2 * (self.pred - self.target) / self.pred.size",
     "return (self.pred - self.target) / self.pred.size", "MSELoss", "returned", "factor 2"),
    (_R, "self.dW = self.x.T @ grad", "self.dW = grad.T @ self.x", "Linear", "self.dW", "transposed product"),
    (_R, "return grad * self.out * (1 - self.out)", "return grad * self.out",
     "Sigmoid", "returned", "missing factor"),
]  # fmt: skip

# functions with a cache -----------------------------------------------------------------------------

STYLES["functions_with_cache"] = """\
import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = dout.sum(axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    return out, x


def relu_backward(dout, cache):
    dx = dout * (cache > 0)
    return dx


def dropout_forward(x, p, seed):
    np.random.seed(seed)
    mask = (np.random.rand(*x.shape) < p) / p
    return x * mask, (mask, p)


def dropout_backward(dout, cache):
    mask, p = cache
    dx = dout * mask
    return dx


def residual_forward(x, w):
    h = np.tanh(x.dot(w))
    return x + h, (x, w, h)


def residual_backward(dout, cache):
    x, w, h = cache
    dx = dout.copy()
    dz = dout * (1 - h ** 2)
    dx += dz.dot(w.T)
    dw = x.T.dot(dz)
    return dx, dw


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4, 3, 2))
    out, cache1 = affine_forward(x, rng.standard_normal((6, 5)), rng.standard_normal(5))
    hidden, cache2 = relu_forward(out)
    dropped, cache3 = dropout_forward(hidden, 0.6, 1)
    result, cache4 = residual_forward(dropped, rng.standard_normal((5, 5)))
    dout = rng.standard_normal(result.shape)
    ddropped, dw4 = residual_backward(dout, cache4)
    dhidden = dropout_backward(ddropped, cache3)
    dx, dw, db = affine_backward(relu_backward(dhidden, cache2), cache1)
"""
_F = "functions_with_cache"
SLIPS += [
    (_F, "dx = dout * (cache > 0)", "dx = dout * (dout > 0)",
     "relu_backward", "returned", "mask on the upstream gradient"),
    (_F, "dx = dout * mask", "dx = dout", "dropout_backward", "returned", "missing mask"),
    (_F, "dx = dout * (cache > 0)", "dx = 1.0 * (cache > 0)",
     "relu_backward", "returned", "dropped upstream gradient"),
    (_F, "db = dout.sum(axis=0)", "db = dout", "affine_backward", "db", "sum over the batch"),
    (_F, "dw = x.T.dot(dz)", "dw = dz.T.dot(x)", "residual_backward", "dw", "transposed product"),
    (_F, "dx += dz.dot(w.T)", "dx = dz.dot(w.T)", "residual_backward", "dx", "= for +="),
    (_F, "dx = dout.dot(w.T).reshape(x.shape)", "dx = np.ones_like(dout).dot(w.T).reshape(x.shape)",
     "affine_backward", "dx", "dropped upstream gradient"),
]  # fmt: skip

# parameters and gradients in dictionaries -----------------------------------------------------------

STYLES["dictionaries"] = '''\
import numpy as np

rng = np.random.default_rng(5)


class Affine:
    def __init__(self, n, m):
        self.params = {"W": rng.standard_normal((n, m)), "b": rng.standard_normal(m)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, dout):
        self.grads["W"] = self.x.T @ dout
        self.grads["b"] = np.sum(dout, axis=0)
        return dout @ self.params["W"].T


class Gate:
    """x * sigmoid(w x): x is used twice."""

    def __init__(self, n):
        self.params = {"w": rng.standard_normal(n)}
        self.grads = {"w": np.zeros(n)}

    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-x * self.params["w"]))
        return x * self.s

    def backward(self, dout):
        dz = dout * self.x * self.s * (1 - self.s)
        dx = dout * self.s
        dx += dz * self.params["w"]
        self.grads["w"] = np.sum(dz * self.x, axis=0)
        return dx


class Mean:
    def forward(self, x, target):
        self.diff = x - target
        return 0.5 * np.sum(self.diff ** 2) / x.shape[0]

    def backward(self, dout=1):
        return dout * self.diff / self.diff.shape[0]


affine, gate, mean = Affine(3, 4), Gate(4), Mean()
x, t = rng.standard_normal((5, 3)), rng.standard_normal((5, 4))
for _ in range(2):
    mean.forward(gate.forward(affine.forward(x)), t)
    affine.backward(gate.backward(mean.backward()))
    for layer in (affine, gate):
        for key in layer.params:
            layer.params[key] -= 0.1 * layer.grads[key]
'''
_D = "dictionaries"
SLIPS += [
    (_D, "dx += dz * self.params", "dx = dz * self.params", "Gate", "returned", "= for +="),
    (_D, 'self.grads["b"] = np.sum(dout, axis=0)', 'self.grads["b"] = dout',
     "Affine", "self.grads['b']", "sum over the batch"),
    (_D, "dx = dout * self.s\n", "dx = self.s.copy()\n", "Gate", "returned", "dropped upstream gradient"),
    (_D, "return dout * self.diff / self.diff.shape[0]", "return dout * self.diff",
     "Mean", "returned", "missing 1/n"),
    (_D, 'self.grads["W"] = self.x.T @ dout', 'self.grads["W"] = (self.x.T @ dout).T',
     "Affine", "self.grads['W']", "transposed product"),
    (_D, 'self.grads["w"] = np.sum(dz * self.x, axis=0)', 'self.grads["w"] = dz * self.x',
     "Gate", "self.grads['w']", "sum over the batch"),
]  # fmt: skip

# samples are columns, backward updates --------------------------------------------------------------

STYLES["columns_and_updates"] = """\
import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        pass

    def backward(self, output_gradient, learning_rate):
        pass


class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size)
        self.bias = np.random.randn(output_size, 1)

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(output_gradient, self.input.T)
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient
        return input_gradient


class Activation(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward(self, input):
        self.input = input
        return self.activation(self.input)

    def backward(self, output_gradient, learning_rate):
        return np.multiply(output_gradient, self.activation_prime(self.input))


class Tanh(Activation):
    def __init__(self):
        def tanh(x):
            return np.tanh(x)

        def tanh_prime(x):
            return 1 - np.tanh(x) ** 2

        super().__init__(tanh, tanh_prime)


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


np.random.seed(2)
X = np.reshape([[0, 0], [0, 1], [1, 0], [1, 1]], (4, 2, 1))
Y = np.reshape([[0], [1], [1], [0]], (4, 1, 1))
network = [Dense(2, 3), Tanh(), Dense(3, 1), Tanh()]
for epoch in range(3):
    for x, y in zip(X, Y):
        output = x
        for layer in network:
            output = layer.forward(output)
        mse(y, output)
        grad = mse_prime(y, output)
        for layer in reversed(network):
            grad = layer.backward(grad, 0.1)
"""
_C = "columns_and_updates"
SLIPS += [
    (_C, "        return input_gradient", "        return np.dot(self.weights.T, output_gradient)",
     "Dense", "returned", "values changed since"),
    (_C, "return np.multiply(output_gradient, self.activation_prime(self.input))",
     "return self.activation_prime(self.input)", "Tanh", "returned", "dropped upstream gradient"),
    (_C, "return 1 - np.tanh(x) ** 2", "return 1 - x ** 2", "Tanh", "returned", "input for output"),
    (_C, "return 2 * (y_pred - y_true) / np.size(y_true)", "return 2 * (y_true - y_pred) / np.size(y_true)",
     "mse_prime", "returned", "sign"),
]  # fmt: skip

# objects hold a parameter and its gradient, gradients accumulate ------------------------------------

STYLES["parameter_objects"] = """\
import numpy as np


class Param:
    def __init__(self, value):
        self.value = value
        self.grad = np.zeros_like(value)


class FullyConnected:
    def __init__(self, n_input, n_output):
        self.W = Param(0.3 * np.random.randn(n_input, n_output))
        self.B = Param(0.1 * np.random.randn(1, n_output))

    def forward(self, X):
        self.X = X
        return X @ self.W.value + self.B.value

    def backward(self, d_out):
        self.W.grad += self.X.T @ d_out
        self.B.grad += np.sum(d_out, axis=0, keepdims=True)
        return d_out @ self.W.value.T

    def params(self):
        return {"W": self.W, "B": self.B}


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, X):
        self.X = X
        return np.where(X > 0, X, self.slope * X)

    def backward(self, d_out):
        return d_out * np.where(self.X > 0, 1.0, self.slope)


def l2_regularization(W, strength):
    loss = strength * np.sum(W ** 2)
    return loss


def l2_regularization_grad(W, strength):
    return 2 * strength * W


np.random.seed(0)
first, act, second = FullyConnected(4, 6), LeakyReLU(), FullyConnected(6, 2)
X, target = np.random.randn(7, 4), np.random.randn(7, 2)
for step in range(3):
    for layer in (first, second):
        for p in layer.params().values():
            p.grad = np.zeros_like(p.value)
    out = second.forward(act.forward(first.forward(X)))
    first.backward(act.backward(second.backward((out - target) / len(X))))
    for layer in (first, second):
        l2_regularization(layer.W.value, 1e-2)
        layer.W.grad += l2_regularization_grad(layer.W.value, 1e-2)
        for p in layer.params().values():
            p.value -= 0.1 * p.grad
"""
_P = "parameter_objects"
SLIPS += [
    (_P, "self.B.grad += np.sum(d_out, axis=0, keepdims=True)", "self.B.grad = d_out",
     "FullyConnected", "self.B.grad", "sum over the batch"),
    (_P, "return d_out * np.where(self.X > 0, 1.0, self.slope)",
     "return d_out * np.where(d_out > 0, 1.0, self.slope)", "LeakyReLU", "returned",
     "mask on the upstream gradient"),
    (_P, "self.W.grad += self.X.T @ d_out", "self.W.grad = d_out.T @ self.X",
     "FullyConnected", "self.W.grad", "transposed product"),
    (_P, "return 2 * strength * W", "return strength * W", "l2_regularization_grad", "returned", "factor 2"),
]  # fmt: skip

# one class, backward returns a tuple ----------------------------------------------------------------

STYLES["network_in_one_class"] = """\
import numpy as np


class TwoLayerNet:
    def __init__(self, n, h, k):
        rng = np.random.default_rng(11)
        self.W1 = rng.standard_normal((n, h))
        self.b1 = rng.standard_normal(h)
        self.W2 = rng.standard_normal((h, k))
        self.b2 = rng.standard_normal(k)
        self.reg = 0.05

    def forward(self, X, y):
        self.X, self.y = X, y
        self.z1 = X.dot(self.W1) + self.b1
        self.a1 = np.maximum(0, self.z1)
        scores = self.a1.dot(self.W2) + self.b2
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        exps = np.exp(shifted)
        self.probs = exps / np.sum(exps, axis=1, keepdims=True)
        data_loss = -np.mean(np.log(self.probs[np.arange(len(y)), y]))
        return data_loss + 0.5 * self.reg * (np.sum(self.W1 ** 2) + np.sum(self.W2 ** 2))

    def backward(self):
        n = len(self.y)
        dscores = self.probs.copy()
        dscores[np.arange(n), self.y] -= 1
        dscores /= n
        dW2 = self.a1.T.dot(dscores)
        db2 = dscores.sum(axis=0)
        da1 = dscores.dot(self.W2.T)
        dz1 = da1 * (self.z1 > 0)
        dW1 = self.X.T.dot(dz1)
        db1 = dz1.sum(axis=0)
        dW1 += self.reg * self.W1
        dW2 += self.reg * self.W2
        return dW1, db1, dW2, db2


rng = np.random.default_rng(4)
net = TwoLayerNet(4, 6, 3)
X, y = rng.standard_normal((9, 4)), rng.integers(0, 3, 9)
for it in range(3):
    net.forward(X, y)
    dW1, db1, dW2, db2 = net.backward()
    net.W1 -= 0.1 * dW1
    net.b1 -= 0.1 * db1
    net.W2 -= 0.1 * dW2
    net.b2 -= 0.1 * db2
"""
_N = "network_in_one_class"
SLIPS += [
    (_N, "dz1 = da1 * (self.z1 > 0)", "dz1 = da1 * (da1 > 0)", "TwoLayerNet", "dW1",
     "mask on the upstream gradient"),
    (_N, "        dscores /= n\n", "", "TwoLayerNet", "db2", "missing 1/n"),
    (_N, "        dW1 += self.reg * self.W1\n", "", "TwoLayerNet", "dW1", "= for +="),
    (_N, "db1 = dz1.sum(axis=0)", "db1 = dz1", "TwoLayerNet", "db1", "sum over the batch"),
]  # fmt: skip
