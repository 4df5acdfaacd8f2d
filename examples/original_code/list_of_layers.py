"""Layers that return their output, in a list."""

import numpy as np


class Linear:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(1.0 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        return x @ self.W + self.b

    def step(self, rate):
        self.W -= rate * self.dW
        self.b -= rate * self.db


class Tanh:
    def forward(self, x):
        return np.tanh(x)

    def step(self, rate):
        pass


class Sequential:
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def step(self, rate):
        for layer in self.layers:
            layer.step(rate)


class MeanSquaredError:
    def forward(self, prediction, target):
        self.difference = prediction - target
        return np.mean(self.difference**2)


def train(steps=400):
    rng = np.random.default_rng(1)
    x = np.linspace(-3.0, 3.0, 60)[:, None]
    y = np.sin(2.0 * x)
    model = Sequential(Linear(1, 20, rng), Tanh(), Linear(20, 20, rng), Tanh(), Linear(20, 1, rng))
    loss = MeanSquaredError()
    losses = []
    for _ in range(steps):
        losses.append(loss.forward(model.forward(x), y))
        loss.backward()
        model.backward(loss.dprediction)
        model.step(0.1)
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
