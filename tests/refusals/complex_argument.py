import numpy as np

ARGUMENTS = (np.array([1.0 + 2j, 2.0]),)


def f(z):
    return np.abs(z).sum()
