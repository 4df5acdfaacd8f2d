"""The chapter's layers as a person has them before: they only go forward.

`spiral_layers.py` is this file after `gradwright add-backward spiral_forward.py`.
"""

import numpy as np


class Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.inputs = inputs  # kept for backward: dweights reads it
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, doutput):
        """Set dinputs, dweights and dbiases; the arrays of the last forward must be unchanged."""
        # self.output = np.dot(inputs, self.weights) + self.biases
        self.dinputs = np.dot(doutput, self.weights.T)
        self.dweights = np.dot(self.inputs.T, doutput)
        self.dbiases = np.sum(doutput, axis=0, keepdims=True)
        # gradwright: forward 6ee62de1, backward 9df64064


class ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        # self.output = np.maximum(0, inputs)
        self.dinputs = doutput * (self.output > 0)
        # gradwright: forward 6f85be73, backward a34eaa7b


class Softmax:
    def forward(self, inputs):
        exps = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exps / np.sum(exps, axis=1, keepdims=True)

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        # self.output = exps / np.sum(exps, axis=1, keepdims=True)
        self.dinputs = self.output * (
            doutput - np.sum(doutput * self.output, axis=1, keepdims=True)
        )
        # gradwright: forward 1a044dd7, backward d91ae510


class CrossEntropy:
    """The mean over the batch of -log of the right class's probability."""

    def forward(self, probabilities, classes):
        self.probabilities = probabilities  # kept for backward: dprobabilities reads it
        self.classes = classes  # kept for backward: dprobabilities reads it
        clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
        confidences = clipped[range(len(classes)), classes]
        return np.mean(-np.log(confidences))

    def backward(self, dloss=1.0):
        """Set dprobabilities; the arrays of the last forward must be unchanged."""
        rows = range(len(self.classes))
        kept = self.probabilities[rows, self.classes]
        confidences = np.clip(kept, 1e-07, 1 - 1e-07)
        # return np.mean(-np.log(confidences))
        dconfidences = -(dloss / np.size(self.classes) / confidences)
        # confidences = clipped[range(len(classes)), classes]
        self.dprobabilities = np.zeros_like(self.probabilities)
        self.dprobabilities[rows, self.classes] = dconfidences * (
            (kept >= 1e-07) & (kept <= 0.9999999)
        )
        return self.dprobabilities
        # gradwright: forward 73aeee37, backward 26d6a87e


if __name__ == "__main__":
    hidden, activation, scores = Dense(2, 4), ReLU(), Dense(4, 3)
    softmax, loss = Softmax(), CrossEntropy()
    hidden.forward(np.random.randn(5, 2))
    activation.forward(hidden.output)
    scores.forward(activation.output)
    softmax.forward(scores.output)
    print(loss.forward(softmax.output, np.array([0, 1, 2, 0, 1])))
