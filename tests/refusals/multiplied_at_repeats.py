import numpy as np

ARGUMENTS = (np.ones((2, 2)), np.array([0, 1, 1]))


def f(x, k):
    y = x * x
    np.multiply.at(y, (k, k), 2.0)
    return y.sum()
