"""Forward functions whose derivatives are known by hand."""

import math

import numpy as np


def neuron(x, w, b):
    xw0 = x[0] * w[0]
    xw1 = x[1] * w[1]
    z = xw0 + xw1 + b
    return max(0, z)


def dense(inputs, weights, biases):
    z = inputs @ weights + biases
    return np.maximum(z, 0.0)


def negative_log_softmax(x, label):
    shifted = x - x.max()
    exps = np.exp(shifted)
    probs = exps / exps.sum()
    return -np.log(probs[label])


def product_of_two_ways(x):
    s = math.sin(x)
    return x * s


def powers(x, n):
    s = 1.0
    for _ in range(n):
        s = s * x
    return s


def root(a):
    x = a
    while abs(x * x - a) > 1e-12:
        x = 0.5 * (x + a / x)
    return x


def branch(x, w):
    if x > 0:  # noqa: SIM108
        y = x * w
    else:
        y = -x
    return y + 1.0


def affine(a, b):
    t = a * b
    return t + 1.0


def calls(x):
    u = affine(x, 2.0)
    v = affine(u, x)
    return max(0.0, u - v)


def muls_on_two_lines(x):
    y = x * 3.0
    z = x * 2.0
    return y - z


def muls_on_one_line(x):
    return x * 3.0 + x * 2.0


def layers(weights, x):
    for w in weights:
        x = np.tanh(x @ w)
    return x.sum()


def stored(a):
    b = np.zeros(len(a))
    b[1:] = a[1:] * a[:-1]
    b[0] += a[0]
    return (b * b).sum()


def settings(net, x):
    return float(np.tanh(x * net["gain"] + net["offsets"][1]))


def two_results(x):
    return x * 2.0, x + 1.0


def overwritten(x):
    x *= 2.0
    return (x * x).sum()
