import numpy as np

ARGUMENTS = (np.array([1.0, 2.0]),)


def f(x):
    y = np.zeros((1, 2))
    np.cumsum(x, out=y)
    return y.sum()
