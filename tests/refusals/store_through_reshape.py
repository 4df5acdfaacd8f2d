import numpy as np

ARGUMENTS = (np.array([1.0, -2.0, 3.0, 4.0]),)


def f(x):
    y = np.outer(x, x)
    y.T.reshape(16)[0] = 1.0
    return y.sum()
