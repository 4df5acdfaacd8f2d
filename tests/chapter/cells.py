"""The chapter's cells as a person has them: forward code, and the numbers that the chapter prints.

A cell computes at module level; here each is a function of what it reads, line for line.
"""

import numpy as np

# In [1]: the neuron
W = [1, -2, 3]
X = [-3, -1, 2]
B = 1


def neuron(x, w, b):
    xw0 = x[0] * w[0]
    xw1 = x[1] * w[1]
    xw2 = x[2] * w[2]
    z = xw0 + xw1 + xw2 + b
    y = max(0, z)
    return y


# In [2] to [4]: the local derivatives and their products, as the chapter names them
DERIVATIVES = {
    "dvalue": 1,
    "drelu_dsum": 1,
    "dsum_dxw0": 1,
    "dsum_dxw1": 1,
    "dsum_dxw2": 1,
    "dsum_db": 1,
    "drelu_dxw0": 1,
    "drelu_dxw1": 1,
    "drelu_dxw2": 1,
    "drelu_db": 1,
    "dmul_dx0": 1,
    "dmul_dx1": -2,
    "dmul_dx2": 3,
    "dmul_dw0": -3,
    "dmul_dw1": -1,
    "dmul_dw2": 2,
    "drelu_dx0": 1,
    "drelu_dw0": -3,
    "drelu_dx1": -2,
    "drelu_dw1": -1,
    "drelu_dx2": 3,
    "drelu_dw2": 2,
}

# In [5]: the gradients
DX, DW, DB = [1, -2, 3], [-3, -1, 2], 1

# In [6]: the batch of three
DVALUES = np.array([[1, 1, -1], [2, -2, 2], [-3, 3, -3]])
WEIGHTS = np.array([[0.1, 0.5, 0.8, -0.3], [-0.7, 1.2, -0.9, 1.1], [0.5, -0.8, -0.7, 0.3]]).T
INPUTS = np.array([[1, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]])
BIASES = np.array([[2.0, 3.0, 0.5]])


def layer(inputs, weights, biases):
    return np.dot(inputs, weights) + biases


def relu(z):
    return np.maximum(0, z)


PRINTED = {
    "dinputs": "[[-1.1  2.5  0.6  0.5]\n [ 2.6 -3.   2.  -2.2]\n [-3.9  4.5 -3.   3.3]]",
    "dweights": (
        "[[  9.5  -7.5   7.5]\n [  3.9   0.1  -0.1]\n [ -8.9  14.9 -14.9]\n [  8.9  -3.9   3.9]]"
    ),
    "dbiases": "[[ 0  2 -2]]",
    "drelu": "[[1 1 0]\n [2 0 2]\n [0 3 0]]",
}
