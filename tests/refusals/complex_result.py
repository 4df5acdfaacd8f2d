import numpy as np

ARGUMENTS = (np.array([1.0, 2.0]),)


def f(x):
    return np.exp(1j * x)
