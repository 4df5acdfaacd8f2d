"""A small convolutional network with loops over the image, as a first course writes it."""

import numpy as np


class Conv:
    def __init__(self, filters, size, rng):
        self.filters = rng.standard_normal((filters, size, size)) / size
        self.size = size

    def forward(self, images):
        n, h, w = images.shape
        k = self.size
        out = np.zeros((n, len(self.filters), h - k + 1, w - k + 1))
        for i in range(h - k + 1):
            for j in range(w - k + 1):
                window = images[:, None, i : i + k, j : j + k]
                out[:, :, i, j] = np.sum(window * self.filters, axis=(2, 3))
        self.output = out
        return self.output


class MaxPool:
    def forward(self, x):
        n, c, h, w = x.shape
        out = np.zeros((n, c, h // 2, w // 2))
        for i in range(h // 2):
            for j in range(w // 2):
                out[:, :, i, j] = np.max(x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2], axis=(2, 3))
        return out


class Flatten:
    def forward(self, x):
        self.shape = x.shape
        return x.reshape(x.shape[0], -1)


class SoftmaxRegression:
    def __init__(self, n_in, n_out, rng):
        self.W = 0.1 * rng.standard_normal((n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x, labels):
        scores = x @ self.W + self.b
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        p /= p.sum(axis=1, keepdims=True)
        self.probabilities = p
        return -np.log(p[np.arange(len(x)), labels]).mean()


class CNN:
    def __init__(self, rng):
        self.conv = Conv(4, 3, rng)
        self.pool = MaxPool()
        self.flatten = Flatten()
        self.head = SoftmaxRegression(4 * 9, 2, rng)

    def forward(self, images, labels):
        out = np.maximum(self.conv.forward(images), 0.0)
        out = self.pool.forward(out)
        return self.head.forward(self.flatten.forward(out), labels)


def bars(count, rng):
    """Images with one bright row (class 0) or one bright column (class 1)."""
    images = 0.3 * rng.standard_normal((count, 8, 8))
    labels = rng.integers(0, 2, count)
    for image, label in zip(images, labels):
        at = rng.integers(0, 8)
        (image if label == 0 else image.T)[at] += 1.5
    return images, labels


def train(steps=40):
    rng = np.random.default_rng(5)
    images, labels = bars(60, rng)
    network = CNN(rng)
    losses = []
    for _ in range(steps):
        losses.append(network.forward(images, labels))
        network.backward()
        network.conv.filters -= 0.5 * network.conv.dfilters
        network.head.W -= 0.5 * network.head.dW
        network.head.b -= 0.5 * network.head.db
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
