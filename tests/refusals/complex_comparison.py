import numpy as np

ARGUMENTS = (np.array([1.0, 2.0]),)


def f(x):
    z = x * 1j
    return np.where(z > 0, x, -x).sum()
