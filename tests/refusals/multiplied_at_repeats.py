import numpy as np

ARGUMENTS = (np.array([1.0, 2.0]), np.array([0, 1, 1]))


def f(x, k):
    y = x * x
    np.multiply.at(y, k, 2.0)
    return y.sum()
