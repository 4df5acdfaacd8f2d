"""Training with plain classes, whose backward `gradwright add-backward` wrote into `layers.py`."""

import functools

import numpy as np
from examples.curriculum import optimizers
from examples.curriculum.layers import (
    Activation_Linear,
    Activation_ReLU,
    Activation_Sigmoid,
    Activation_Softmax,
    Activation_Softmax_Loss_CategoricalCrossentropy,
    Layer_Dense,
    Layer_Dropout,
    Loss_BinaryCrossentropy,
    Loss_CategoricalCrossentropy,
    Loss_MeanSquaredError,
    Regularization_L2,
)
from examples.curriculum.problems import Outcome

# The last activation, the loss, and the loss's gradient by what it is given.
ENDS = {
    "softmax": (Activation_Softmax, Loss_CategoricalCrossentropy, "dy_pred"),
    "both": (Activation_Linear, Activation_Softmax_Loss_CategoricalCrossentropy, "dinputs"),
    "sigmoid": (Activation_Sigmoid, Loss_BinaryCrossentropy, "dy_pred"),
    "linear": (Activation_Linear, Loss_MeanSquaredError, "dy_pred"),
}
OPTIMIZERS = {
    "sgd": optimizers.Optimizer_SGD,
    "adagrad": optimizers.Optimizer_Adagrad,
    "rmsprop": optimizers.Optimizer_RMSprop,
    "adam": optimizers.Optimizer_Adam,
}


class Network:
    """Dense layers with ReLU between them, and an activation and a loss at the end."""

    def __init__(self, weights, problem, rng):
        self.dense = [Layer_Dense(*array.shape) for array in weights]
        for layer, array in zip(self.dense, weights, strict=True):
            layer.set_parameters(array, np.zeros((1, array.shape[1])))
        activation, loss, self.gradient = ENDS[problem.output]
        self.activation, self.loss = activation(), loss()
        self.penalties = [Regularization_L2(*strengths) for strengths in problem.l2]
        self.dropout = Layer_Dropout(problem.dropout, rng) if problem.dropout else None

    def layers(self, training):
        """What the inputs go through, in order."""
        first, *others = self.dense
        yield first
        for layer in others:
            yield self.hidden[layer]
            if self.dropout is not None and training and layer is others[0]:
                yield self.dropout
            yield layer
        yield self.activation

    @functools.cached_property
    def hidden(self):
        return {layer: Activation_ReLU() for layer in self.dense[1:]}

    def forward(self, x, training):
        for layer in self.layers(training):
            layer.forward(x)
            x = layer.output
        return x

    def cost(self, output, y):
        """The loss with its penalty."""
        penalties = zip(self.penalties, self.dense, strict=False)
        return self.loss.forward(output, y) + sum(
            penalty.forward(layer.weights, layer.biases) for penalty, layer in penalties
        )

    def backward(self):
        self.loss.backward()
        gradient = getattr(self.loss, self.gradient)
        for layer in reversed(list(self.layers(training=True))):
            layer.backward(gradient)
            gradient = layer.dinputs
        for penalty, layer in zip(self.penalties, self.dense, strict=False):
            penalty.backward()
            layer.dweights += penalty.dweights
            layer.dbiases += penalty.dbiases


def train(problem, seed):
    """Train on minibatches in the order that the seed draws, and measure."""
    start, rng = problem.start(seed), np.random.default_rng(seed)
    network = Network(start.weights, problem, rng)
    rule = problem.optimizer
    optimizer = OPTIMIZERS[rule.name](rule.rate, rule.decay, **rule.options)
    count = len(start.x)
    for _ in range(problem.epochs):
        order = rng.permutation(count)
        for at in range(0, count, problem.batch_size or count):
            rows = order[at : at + (problem.batch_size or count)]
            network.cost(network.forward(start.x[rows], training=True), start.y[rows])
            network.backward()
            optimizer.pre_update_params()
            for layer in network.dense:
                optimizer.update_params(layer)
            optimizer.post_update_params()
    return measured(network, start, problem)


def measured(network, start, problem):
    """What a network gives for the rows that it learnt from, and for those held out."""
    held = (None, None)
    if start.held_x is not None:
        output = network.forward(start.held_x, training=False)
        held = (network.loss.forward(output, start.held_y), accuracy(output, start.held_y))
    output = network.forward(start.x, training=True)
    loss = network.cost(output, start.y)
    network.backward()
    return Outcome(loss, accuracy(output, start.y), *held, network.dense[0].dweights)


def accuracy(output, y):
    """The share of right classes; of a regression the share of the variance that is explained."""
    if y.ndim == 1:
        return np.mean(output.argmax(axis=1) == y)
    if set(np.unique(y)) <= {0.0, 1.0}:
        return np.mean((output > 0.5) == y)
    return 1 - np.sum((y - output) ** 2) / np.sum((y - y.mean()) ** 2)
