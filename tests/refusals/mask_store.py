import numpy as np

ARGUMENTS = (np.array([1.0, -2.0]),)


def f(x):
    y = x * x
    y[[True, False]] = 0.0
    return y.sum()
