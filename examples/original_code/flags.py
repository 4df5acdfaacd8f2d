"""Dropout and batch normalisation: flags, running statistics, and random draws."""

import numpy as np
from spiral import spiral


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)
        self.b = np.zeros((1, n_out))

    def forward(self, X, training=True):
        return X.dot(self.W) + self.b


class BatchNorm:
    def __init__(self, size, momentum=0.9):
        self.gamma = np.ones((1, size))
        self.beta = np.zeros((1, size))
        self.momentum = momentum
        self.running_mean = None
        self.running_var = None

    def forward(self, X, training=True):
        if self.running_mean is None:
            self.running_mean = np.mean(X, axis=0, keepdims=True)
            self.running_var = np.var(X, axis=0, keepdims=True)
        if training:
            mean = np.mean(X, axis=0, keepdims=True)
            var = np.var(X, axis=0, keepdims=True)
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mean
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            mean = self.running_mean
            var = self.running_var
        self.X_hat = (X - mean) / np.sqrt(var + 1e-5)
        return self.gamma * self.X_hat + self.beta


class ReLU:
    def forward(self, X, training=True):
        self.mask = X > 0
        return X * self.mask


class Dropout:
    def __init__(self, rate, seed):
        self.rate = rate
        self.rng = np.random.default_rng(seed)

    def forward(self, X, training=True):
        if not training:
            return X
        self.mask = (self.rng.random(X.shape) > self.rate) / (1.0 - self.rate)
        return X * self.mask


class Network:
    def __init__(self, rng):
        self.layers = [
            Dense(2, 32, rng),
            BatchNorm(32),
            ReLU(),
            Dropout(0.1, 0),
            Dense(32, 3, rng),
        ]

    def forward(self, X, training=True):
        for layer in self.layers:
            X = layer.forward(X, training)
        return X


class SoftmaxLoss:
    def forward(self, scores, labels):
        shifted = scores - scores.max(axis=1, keepdims=True)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -log_p[np.arange(len(labels)), labels].mean()


def train(steps=200):
    rng = np.random.default_rng(9)
    x, labels = spiral(30, 3, rng)
    network, loss = Network(rng), SoftmaxLoss()
    losses = [loss.forward(network.forward(x), labels)]
    for _ in range(steps):
        loss.forward(network.forward(x), labels)
        loss.backward()
        network.backward(loss.dscores)
        for layer in network.layers:
            for name in ("W", "b", "gamma", "beta"):
                if hasattr(layer, name):
                    value = getattr(layer, name)
                    value -= 0.5 * getattr(layer, f"d{name}")
    losses.append(loss.forward(network.forward(x, training=False), labels))
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
