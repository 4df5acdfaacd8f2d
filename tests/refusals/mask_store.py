import numpy as np

ARGUMENTS = (np.array([1.0, -2.0]),)


def f(x):
    y = x * x
    y[[0.5, 1.5]] = 0.0
    return y.sum()
