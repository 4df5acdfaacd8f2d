"""One class of layers, its activation told by a text; a network with a penalty on its weights."""

import numpy as np
from spiral import spiral


class Layer:
    def __init__(self, n_in, n_out, activation, rng):
        self.weights = 0.5 * rng.standard_normal((n_in, n_out))
        self.biases = np.zeros((1, n_out))
        self.activation = activation

    def activate(self, z):
        if self.activation == "relu":
            return np.maximum(z, 0.0)
        if self.activation == "sigmoid":
            return 1.0 / (1.0 + np.exp(-z))
        if self.activation == "softmax":
            e = np.exp(z - z.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)
        raise ValueError(self.activation)

    def forward(self, inputs):
        self.z = inputs @ self.weights + self.biases
        return self.activate(self.z)


class Network:
    def __init__(self, sizes, activations, rng, decay=1e-3):
        pairs = zip(sizes[:-1], sizes[1:])
        self.layers = [Layer(n, m, a, rng) for (n, m), a in zip(pairs, activations)]
        self.decay = decay

    def forward(self, x, targets):
        penalty = 0.0
        for layer in self.layers:
            x = layer.forward(x)
            penalty += np.sum(layer.weights**2)
        self.probabilities = x
        return -np.mean(np.sum(targets * np.log(x + 1e-9), axis=1)) + self.decay * penalty


def train(steps=400):
    rng = np.random.default_rng(2)
    x, labels = spiral(30, 2, rng)
    targets = np.eye(2)[labels]
    network = Network([2, 16, 8, 2], ["relu", "sigmoid", "softmax"], rng)
    losses = []
    for _ in range(steps):
        losses.append(network.forward(x, targets))
        network.backward()
        for layer in network.layers:
            layer.weights -= 0.8 * layer.dweights
            layer.biases -= 0.8 * layer.dbiases
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
