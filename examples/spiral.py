"""A spiral of three classes, learnt by layers whose `backward` gradwright wrote.

Run it with `python examples/spiral.py`. Everything is NumPy and `spiral_layers.py`, which
`gradwright add-backward` made of `spiral_forward.py`; gradwright itself is not needed any more.
"""

import numpy as np
from spiral_layers import CrossEntropy, Dense, ReLU, Softmax

SAMPLES, CLASSES, HIDDEN = 100, 3, 64
RATE = 1.0
STEPS = 100


def spiral_data(samples, classes):
    """Points (samples * classes, 2) on one noisy arm a class, and their classes."""
    points, labels = [], []
    for c in range(classes):
        r = np.linspace(0, 1, samples)
        t = np.linspace(4 * c, 4 * (c + 1), samples) + 0.2 * np.random.randn(samples)
        points.append(np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)]))
        labels.append(np.full(samples, c))
    return np.concatenate(points), np.concatenate(labels)


def rounded(array):
    """The float32 values of an array, as float64: where the book's own runs start."""
    return array.astype(np.float32).astype(np.float64)


class Network:
    """2 - 64 - 3: dense, ReLU, dense, softmax, cross-entropy."""

    def __init__(self):
        self.hidden, self.activation = Dense(2, HIDDEN), ReLU()
        self.scores, self.softmax = Dense(HIDDEN, CLASSES), Softmax()
        self.loss = CrossEntropy()
        self.dense = (self.hidden, self.scores)

    def forward(self, inputs, classes):
        self.hidden.forward(inputs)
        self.activation.forward(self.hidden.output)
        self.scores.forward(self.activation.output)
        self.softmax.forward(self.scores.output)
        return self.loss.forward(self.softmax.output, classes)

    def backward(self):
        self.loss.backward()
        self.softmax.backward(self.loss.dprobabilities)
        self.scores.backward(self.softmax.dinputs)
        self.activation.backward(self.scores.dinputs)
        self.hidden.backward(self.activation.dinputs)


def descend(layer):
    """One step of plain gradient descent."""
    layer.weights -= RATE * layer.dweights
    layer.biases -= RATE * layer.dbiases


def train(steps):
    """Train on the full batch; yield loss and accuracy before each update, and after the last."""
    np.random.seed(0)
    inputs, classes = spiral_data(SAMPLES, CLASSES)
    network = Network()
    inputs = rounded(inputs)
    for layer in network.dense:
        layer.weights = rounded(layer.weights)
    for step in range(steps + 1):
        loss = network.forward(inputs, classes)
        yield loss, np.mean(network.softmax.output.argmax(axis=1) == classes)
        if step < steps:
            network.backward()
            for layer in network.dense:
                descend(layer)


if __name__ == "__main__":
    for step, (loss, accuracy) in enumerate(train(STEPS)):
        if step % 20 == 0:
            print(f"step {step:4}  loss {loss:.7f}  accuracy {accuracy:.3f}")
