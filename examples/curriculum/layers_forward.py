"""The curriculum's classes as a person has them before: they only go forward.

`layers.py` is this file after `gradwright add-backward layers_forward.py`.
"""

import numpy as np


class Layer_Dense:
    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.01 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def set_parameters(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases


class Layer_Dropout:
    def __init__(self, rate, rng):
        self.rate = rate
        self.rng = rng

    def forward(self, inputs):
        kept = self.rng.random(inputs.shape) >= self.rate
        self.output = inputs * (kept / (1 - self.rate))


class Activation_ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)


class Activation_Sigmoid:
    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-inputs))


class Activation_Linear:
    def forward(self, inputs):
        self.output = inputs


class Loss_CategoricalCrossentropy:
    """The mean over the batch of -log of the right class's probability."""

    def forward(self, y_pred, y_true):
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        correct_confidences = y_pred_clipped[range(len(y_pred)), y_true]
        return np.mean(-np.log(correct_confidences))


class Activation_Softmax_Loss_CategoricalCrossentropy:
    """Both in one: from the logarithms of the probabilities, so that nothing has to be clipped."""

    def forward(self, inputs, y_true):
        shifted = inputs - np.max(inputs, axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.output = np.exp(log_probabilities)
        return -np.mean(log_probabilities[range(len(inputs)), y_true])


class Loss_BinaryCrossentropy:
    def forward(self, y_pred, y_true):
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        log_likelihoods = y_true * np.log(y_pred_clipped) + (1 - y_true) * np.log(
            1 - y_pred_clipped
        )
        return -np.mean(log_likelihoods)


class Loss_MeanSquaredError:
    def forward(self, y_pred, y_true):
        return np.mean((y_true - y_pred) ** 2)


class Regularization_L2:
    """What one dense layer's parameters cost, to be added to the loss."""

    def __init__(self, weight_regularizer_l2, bias_regularizer_l2):
        self.weight_regularizer_l2 = weight_regularizer_l2
        self.bias_regularizer_l2 = bias_regularizer_l2

    def forward(self, weights, biases):
        of_weights = self.weight_regularizer_l2 * np.sum(weights * weights)
        of_biases = self.bias_regularizer_l2 * np.sum(biases * biases)
        return of_weights + of_biases


def show(activation, loss, y_true):
    """Go forward once through a small network that ends in an activation and a loss."""
    dense1, activation1 = Layer_Dense(2, 4), Activation_ReLU()
    dropout1, dense2 = Layer_Dropout(0.1, np.random.default_rng(0)), Layer_Dense(4, 3)
    penalty = Regularization_L2(5e-4, 5e-4)
    dense1.forward(np.random.randn(5, 2))
    activation1.forward(dense1.output)
    dropout1.forward(activation1.output)
    dense2.forward(dropout1.output)
    activation.forward(dense2.output)
    data_loss = loss.forward(activation.output, y_true)
    print(data_loss + penalty.forward(dense1.weights, dense1.biases))
    both = Activation_Softmax_Loss_CategoricalCrossentropy()
    print(both.forward(dense2.output, np.array([0, 1, 2, 0, 1])))


if __name__ == "__main__":
    show(Activation_Softmax(), Loss_CategoricalCrossentropy(), np.array([0, 1, 2, 0, 1]))
    show(Activation_Sigmoid(), Loss_BinaryCrossentropy(), np.ones((5, 3)))
    show(Activation_Linear(), Loss_MeanSquaredError(), np.zeros((5, 3)))
