"""The original code, as a person has it before this chapter: layers that only go forward.

`layers_backward.py` is the same file after `gradwright add-backward layers.py`.
"""

import numpy as np


class Dense:
    def __init__(self, features, units, rng):
        self.weights = 0.1 * rng.standard_normal((features, units))
        self.biases = np.zeros((1, units))

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


class Network:
    def __init__(self, features, units, classes, rng):
        self.hidden = Dense(features, units, rng)
        self.activation = ReLU()
        self.scores = Dense(units, classes, rng)
        self.softmax = Softmax()
        self.loss = CrossEntropy()

    def forward(self, inputs, classes):
        self.hidden.forward(inputs)
        self.activation.forward(self.hidden.output)
        self.scores.forward(self.activation.output)
        self.softmax.forward(self.scores.output)
        return self.loss.forward(self.softmax.output, classes)

    def backward(self, dloss=1.0):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        self.loss.backward(dloss)
        self.softmax.backward(self.loss.dprobabilities)
        self.scores.backward(self.softmax.dinputs)
        self.activation.backward(self.scores.dinputs)
        self.hidden.backward(self.activation.dinputs)
        self.dinputs = self.hidden.dinputs
        return self.dinputs
        # gradwright: forward 04c1c03b, backward 81e7947a


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    network = Network(4, 6, 3, rng)
    print(network.forward(rng.standard_normal((8, 4)), rng.integers(0, 3, 8)))
