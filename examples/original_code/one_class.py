"""A whole network in one class: numbered weights, and every value between under a name."""

import numpy as np


class NeuralNetwork:
    def __init__(self, n_input, n_hidden, n_output, rng):
        self.W1 = rng.standard_normal((n_input, n_hidden))
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = rng.standard_normal((n_hidden, n_output))
        self.b2 = np.zeros((1, n_output))

    @staticmethod
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def forward(self, X):
        self.z1 = np.dot(X, self.W1) + self.b1
        self.a1 = np.tanh(self.z1)
        self.z2 = np.dot(self.a1, self.W2) + self.b2
        self.a2 = self.sigmoid(self.z2)
        return self.a2


def train(steps=500):
    rng = np.random.default_rng(3)
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    network = NeuralNetwork(2, 8, 1, rng)
    losses = []
    for _ in range(steps):
        a2 = network.forward(X)
        losses.append(-np.mean(y * np.log(a2) + (1.0 - y) * np.log(1.0 - a2)))
        network.backward((a2 - y) / (a2 * (1.0 - a2)) / len(y))
        network.W1 -= 0.5 * network.dW1
        network.b1 -= 0.5 * network.db1
        network.W2 -= 0.5 * network.dW2
        network.b2 -= 0.5 * network.db2
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
