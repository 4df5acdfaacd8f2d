"""A recurrent network and an LSTM that keep their states in lists; a loss that returns two values."""

import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


class LSTM:
    def __init__(self, n_in, n_hidden, rng):
        self.n_hidden = n_hidden
        self.W = rng.standard_normal((n_in + n_hidden, 4 * n_hidden)) / np.sqrt(n_in + n_hidden)
        self.b = np.zeros(4 * n_hidden)

    def forward(self, xs):
        T, N, D = xs.shape
        h = np.zeros((N, self.n_hidden))
        c = np.zeros((N, self.n_hidden))
        self.caches = []
        for t in range(T):
            gates = np.concatenate([xs[t], h], axis=1) @ self.W + self.b
            i, f, o, g = np.split(gates, 4, axis=1)
            i, f, o, g = sigmoid(i), sigmoid(f), sigmoid(o), np.tanh(g)
            c = f * c + i * g
            h = o * np.tanh(c)
            self.caches.append((i, f, o, g, c, h))
        return h


class Readout:
    def __init__(self, n_hidden, rng):
        self.w = rng.standard_normal(n_hidden) / np.sqrt(n_hidden)

    def forward(self, h, targets):
        predictions = h @ self.w
        loss = np.mean((predictions - targets) ** 2)
        return loss, predictions


def train(steps=150):
    rng = np.random.default_rng(6)
    xs = rng.uniform(-1.0, 1.0, (6, 40, 1))
    targets = np.tanh(xs.sum(axis=(0, 2)))
    lstm, readout = LSTM(1, 10, rng), Readout(10, rng)
    losses = []
    for _ in range(steps):
        loss, _ = readout.forward(lstm.forward(xs), targets)
        losses.append(loss)
        readout.backward()
        lstm.backward(readout.dh)
        lstm.W -= 0.5 * lstm.dW
        lstm.b -= 0.5 * lstm.db
        readout.w -= 0.5 * readout.dw
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
