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
        self.inputs = inputs  # kept for backward: dweights reads it
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, doutput):
        """Set dinputs, dweights and dbiases; the arrays of the last forward must be unchanged."""
        # self.output = np.dot(inputs, self.weights) + self.biases
        self.dinputs = np.dot(doutput, self.weights.T)
        self.dweights = np.dot(self.inputs.T, doutput)
        self.dbiases = np.sum(doutput, axis=0, keepdims=True)
        # gradwright: forward 6ee62de1, backward 9df64064


class Layer_Dropout:
    def __init__(self, rate, rng):
        self.rate = rate
        self.rng = rng

    def forward(self, inputs):
        self.inputs = inputs  # kept for backward: drate reads it
        kept = self.rng.random(inputs.shape) >= self.rate
        self.kept = kept  # kept for backward: drate and dinputs read it
        self.output = inputs * (kept / (1 - self.rate))

    def backward(self, doutput):
        """Set dinputs and drate; the arrays of the last forward must be unchanged."""
        difference = 1 - self.rate
        quotient = self.kept / difference
        # self.output = inputs * (kept / (1 - self.rate))
        self.dinputs = doutput * quotient
        drate = (doutput * self.inputs / difference * quotient).sum()
        self.drate = float(drate)
        # gradwright: forward 03745dec, backward 660f0332


class Activation_ReLU:
    def forward(self, inputs):
        self.output = np.maximum(0, inputs)

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        # self.output = np.maximum(0, inputs)
        self.dinputs = doutput * (self.output > 0)
        # gradwright: forward 6f85be73, backward a34eaa7b


class Activation_Softmax:
    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        # self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)
        self.dinputs = self.output * (
            doutput - np.sum(doutput * self.output, axis=1, keepdims=True)
        )
        # gradwright: forward 069d3d7f, backward 7a929dc9


class Activation_Sigmoid:
    def forward(self, inputs):
        self.output = 1 / (1 + np.exp(-inputs))

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        # self.output = 1 / (1 + np.exp(-inputs))
        self.dinputs = doutput * self.output * (1.0 - self.output)
        # gradwright: forward 49ffcf4a, backward 86cb9213


class Activation_Linear:
    def forward(self, inputs):
        self.output = inputs

    def backward(self, doutput):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        self.dinputs = doutput.copy()
        # gradwright: forward 91641a7d, backward d8498f5a


class Loss_CategoricalCrossentropy:
    """The mean over the batch of -log of the right class's probability."""

    def forward(self, y_pred, y_true):
        self.y_pred = y_pred  # kept for backward: dy_pred reads it
        self.y_true = y_true  # kept for backward: dy_pred reads it
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        correct_confidences = y_pred_clipped[range(len(y_pred)), y_true]
        return np.mean(-np.log(correct_confidences))

    def backward(self, dloss=1.0):
        """Set dy_pred; the arrays of the last forward must be unchanged."""
        rows = range(len(self.y_pred))
        kept = self.y_pred[rows, self.y_true]
        correct_confidences = np.clip(kept, 1e-07, 1 - 1e-07)
        # return np.mean(-np.log(correct_confidences))
        dcorrect_confidences = -(dloss / np.size(self.y_true) / correct_confidences)
        # correct_confidences = y_pred_clipped[range(len(y_pred)), y_true]
        self.dy_pred = np.zeros_like(self.y_pred)
        self.dy_pred[rows, self.y_true] = dcorrect_confidences * (
            (kept >= 1e-07) & (kept <= 0.9999999)
        )
        return self.dy_pred
        # gradwright: forward a3bba147, backward fd1459a5


class Activation_Softmax_Loss_CategoricalCrossentropy:
    """Both in one: from the logarithms of the probabilities, so that nothing has to be clipped."""

    def forward(self, inputs, y_true):
        self.y_true = y_true  # kept for backward: dinputs reads it
        shifted = inputs - np.max(inputs, axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.log_probabilities = log_probabilities  # kept for backward: dinputs reads it
        self.output = np.exp(log_probabilities)
        return -np.mean(log_probabilities[range(len(inputs)), y_true])

    def backward(self, dloss=1.0):
        """Set dinputs; the arrays of the last forward must be unchanged."""
        rows = range(len(self.log_probabilities))
        # return -np.mean(log_probabilities[range(len(inputs)), y_true])
        self.dinputs = np.zeros_like(self.log_probabilities)
        self.dinputs[rows, self.y_true] = -(dloss / np.size(self.y_true))
        # log_probabilities = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
        self.dinputs -= np.exp(self.log_probabilities) * np.sum(self.dinputs, axis=1, keepdims=True)
        return self.dinputs
        # gradwright: forward f374d05f, backward 18348a82


class Loss_BinaryCrossentropy:
    def forward(self, y_pred, y_true):
        self.y_pred = y_pred  # kept for backward: dy_pred and dy_true read it
        self.y_true = y_true  # kept for backward: dy_pred reads it
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        log_likelihoods = y_true * np.log(y_pred_clipped) + (1 - y_true) * np.log(
            1 - y_pred_clipped
        )
        return -np.mean(log_likelihoods)

    def backward(self, dloss=1.0):
        """Set dy_pred and dy_true; the arrays of the last forward must be unchanged."""
        y_pred_clipped = np.clip(self.y_pred, 1e-07, 1 - 1e-07)
        log = np.log(y_pred_clipped)
        difference = 1 - self.y_true
        difference_1 = 1 - y_pred_clipped
        log_1 = np.log(difference_1)
        # return -np.mean(log_likelihoods)
        dlog_likelihoods = -(dloss / np.size(self.y_pred))
        # log_likelihoods = y_true * np.log(y_pred_clipped) + (1 - y_true) * np.log(1 - y_pred_c ...
        self.dy_true = dlog_likelihoods * log - dlog_likelihoods * log_1
        self.dy_pred = (
            dlog_likelihoods * self.y_true / y_pred_clipped
            - dlog_likelihoods * difference / difference_1
        )
        # y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        self.dy_pred *= (self.y_pred >= 1e-07) & (self.y_pred <= 0.9999999)
        return self.dy_pred, self.dy_true
        # gradwright: forward a35571f4, backward 7149153d


class Loss_MeanSquaredError:
    def forward(self, y_pred, y_true):
        self.y_pred = y_pred  # kept for backward: dy_pred and dy_true read it
        self.y_true = y_true  # kept for backward: dy_pred and dy_true read it
        return np.mean((y_true - y_pred) ** 2)

    def backward(self, dloss=1.0):
        """Set dy_pred and dy_true; the arrays of the last forward must be unchanged."""
        difference = self.y_true - self.y_pred
        # return np.mean((y_true - y_pred) ** 2)
        self.dy_true = 2.0 * (dloss / np.size(self.y_true)) * difference
        self.dy_pred = -self.dy_true
        return self.dy_pred, self.dy_true
        # gradwright: forward 7c518d90, backward 0dc75bc7


class Regularization_L2:
    """What one dense layer's parameters cost, to be added to the loss."""

    def __init__(self, weight_regularizer_l2, bias_regularizer_l2):
        self.weight_regularizer_l2 = weight_regularizer_l2
        self.bias_regularizer_l2 = bias_regularizer_l2

    def forward(self, weights, biases):
        self.weights = weights  # kept for backward: dweight_regularizer_l2 and dweights read it
        self.biases = biases  # kept for backward: dbias_regularizer_l2 and dbiases read it
        of_weights = self.weight_regularizer_l2 * np.sum(weights * weights)
        of_biases = self.bias_regularizer_l2 * np.sum(biases * biases)
        return of_weights + of_biases

    def backward(self, dloss=1.0):
        """Call the parts' backward; the arrays of the last forward must be unchanged."""
        total = np.sum(self.weights * self.weights)
        total_1 = np.sum(self.biases * self.biases)
        # of_biases = self.bias_regularizer_l2 * np.sum(biases * biases)
        dbias_regularizer_l2 = dloss * total_1
        self.dbiases = 2.0 * dloss * self.bias_regularizer_l2 * self.biases
        # of_weights = self.weight_regularizer_l2 * np.sum(weights * weights)
        dweight_regularizer_l2 = dloss * total
        self.dweights = 2.0 * dloss * self.weight_regularizer_l2 * self.weights
        self.dweight_regularizer_l2 = float(dweight_regularizer_l2)
        self.dbias_regularizer_l2 = float(dbias_regularizer_l2)
        return self.dweights, self.dbiases
        # gradwright: forward b0f59098, backward 98a1923c


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
