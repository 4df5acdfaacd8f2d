"""Parameters in a dictionary under numbered names, values between in another one."""

import numpy as np
from spiral import spiral


class DeepNetwork:
    def __init__(self, dims, rng):
        self.L = len(dims) - 1
        self.params = {}
        for l in range(1, len(dims)):
            scale = np.sqrt(2.0 / dims[l - 1])
            self.params[f"W{l}"] = scale * rng.standard_normal((dims[l], dims[l - 1]))
            self.params["b" + str(l)] = np.zeros((dims[l], 1))
        self.caches = {}

    def forward(self, X, Y):
        A = X
        for l in range(1, self.L):
            Z = np.dot(self.params[f"W{l}"], A) + self.params["b" + str(l)]
            A = np.maximum(0, Z)
            self.caches[f"A{l}"] = A
        Z = np.dot(self.params[f"W{self.L}"], A) + self.params[f"b{self.L}"]
        AL = 1.0 / (1.0 + np.exp(-Z))
        m = Y.shape[1]
        cost = -np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m
        return cost


def train(steps=400):
    rng = np.random.default_rng(4)
    x, labels = spiral(40, 2, rng)
    X, Y = x.T, labels[None, :]
    network = DeepNetwork([2, 12, 8, 1], rng)
    losses = []
    for _ in range(steps):
        losses.append(network.forward(X, Y))
        network.backward()
        for name, gradient in network.dparams.items():
            network.params[name] -= 0.3 * gradient
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
