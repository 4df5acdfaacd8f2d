"""Layers that store their output, as textbooks write them."""

import numpy as np
from spiral import spiral


class Layer_Dense:
    def __init__(self, n_inputs, n_neurons, rng):
        self.weights = 0.3 * rng.standard_normal((n_inputs, n_neurons))
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


class Activation_ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)


class Loss:
    def calculate(self, output, y):
        return np.mean(self.forward(output, y))


class Loss_CategoricalCrossentropy(Loss):
    def forward(self, y_pred, y_true):
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(len(y_pred)), y_true]
        elif len(y_true.shape) == 2:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        return -np.log(correct_confidences)


def train(steps=300):
    rng = np.random.default_rng(0)
    x, y = spiral(40, 3, rng)
    dense1, activation1 = Layer_Dense(2, 24, rng), Activation_ReLU()
    dense2, activation2 = Layer_Dense(24, 3, rng), Activation_Softmax()
    loss_function = Loss_CategoricalCrossentropy()
    losses = []
    for _ in range(steps):
        dense1.forward(x)
        activation1.forward(dense1.output)
        dense2.forward(activation1.output)
        activation2.forward(dense2.output)
        losses.append(loss_function.calculate(activation2.output, y))
        loss_function.backward(np.full(len(y), 1.0 / len(y)))
        activation2.backward(loss_function.dy_pred)
        dense2.backward(activation2.dinputs)
        activation1.backward(dense2.dinputs)
        dense1.backward(activation1.dinputs)
        for layer in (dense1, dense2):
            layer.weights -= 1.0 * layer.dweights
            layer.biases -= 1.0 * layer.dbiases
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
