"""The curriculum's optimizers as plain classes: they read `layer.dweights` and change `layer.weights`.

A rate falls as ``learning_rate / (1 + decay * iterations)``; epsilon stands outside of the root.
"""

import numpy as np


class Optimizer:
    """What they share: the rate of this step, and what is remembered of each layer's arrays."""

    def __init__(self, learning_rate, decay=0.0, epsilon=1e-7):
        self.learning_rate = learning_rate
        self.current_learning_rate = learning_rate
        self.decay = decay
        self.epsilon = epsilon
        self.iterations = 0

    def pre_update_params(self):
        self.current_learning_rate = self.learning_rate / (1.0 + self.decay * self.iterations)

    def update_params(self, layer):
        for name in ("weights", "biases"):
            gradient = getattr(layer, f"d{name}")
            setattr(layer, name, getattr(layer, name) + self.step(layer, name, gradient))

    def post_update_params(self):
        self.iterations += 1

    def step(self, layer, name, gradient):
        raise NotImplementedError

    def remembered(self, layer, name, like):
        """Return an array that goes with a layer's parameter: zeros before the first step."""
        return getattr(layer, name, np.zeros_like(like))


class Optimizer_SGD(Optimizer):
    def __init__(self, learning_rate=1.0, decay=0.0, momentum=0.0):
        super().__init__(learning_rate, decay)
        self.momentum = momentum

    def step(self, layer, name, gradient):
        moved = -self.current_learning_rate * gradient
        if self.momentum:
            moved = self.momentum * self.remembered(layer, f"{name}_momentums", gradient) + moved
            setattr(layer, f"{name}_momentums", moved)
        return moved


class Optimizer_Adagrad(Optimizer):
    def step(self, layer, name, gradient):
        cache = self.remembered(layer, f"{name}_cache", gradient) + gradient**2
        setattr(layer, f"{name}_cache", cache)
        return -self.current_learning_rate * gradient / (np.sqrt(cache) + self.epsilon)


class Optimizer_RMSprop(Optimizer):
    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-7, rho=0.9):
        super().__init__(learning_rate, decay, epsilon)
        self.rho = rho

    def step(self, layer, name, gradient):
        cache = self.rho * self.remembered(layer, f"{name}_cache", gradient)
        cache += (1 - self.rho) * gradient**2
        setattr(layer, f"{name}_cache", cache)
        return -self.current_learning_rate * gradient / (np.sqrt(cache) + self.epsilon)


class Optimizer_Adam(Optimizer):
    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-7, beta_1=0.9, beta_2=0.999):
        super().__init__(learning_rate, decay, epsilon)
        self.beta_1 = beta_1
        self.beta_2 = beta_2

    def step(self, layer, name, gradient):
        momentums = self.beta_1 * self.remembered(layer, f"{name}_momentums", gradient)
        momentums += (1 - self.beta_1) * gradient
        cache = self.beta_2 * self.remembered(layer, f"{name}_cache", gradient)
        cache += (1 - self.beta_2) * gradient**2
        setattr(layer, f"{name}_momentums", momentums)
        setattr(layer, f"{name}_cache", cache)
        momentums_corrected = momentums / (1 - self.beta_1 ** (self.iterations + 1))
        cache_corrected = cache / (1 - self.beta_2 ** (self.iterations + 1))
        rate = self.current_learning_rate
        return -rate * momentums_corrected / (np.sqrt(cache_corrected) + self.epsilon)
