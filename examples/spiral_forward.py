"""The chapter's layers as a person has them before: they only go forward.

`spiral_layers.py` is this file after `gradwright add-backward spiral_forward.py`.
"""

import numpy as np


class Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


class ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)


class Softmax:
    def forward(self, inputs):
        exps = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exps / np.sum(exps, axis=1, keepdims=True)


class CrossEntropy:
    """The mean over the batch of -log of the right class's probability."""

    def forward(self, probabilities, classes):
        clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
        confidences = clipped[range(len(classes)), classes]
        return np.mean(-np.log(confidences))


if __name__ == "__main__":
    hidden, activation, scores = Dense(2, 4), ReLU(), Dense(4, 3)
    softmax, loss = Softmax(), CrossEntropy()
    hidden.forward(np.random.randn(5, 2))
    activation.forward(hidden.output)
    scores.forward(activation.output)
    softmax.forward(scores.output)
    print(loss.forward(softmax.output, np.array([0, 1, 2, 0, 1])))
