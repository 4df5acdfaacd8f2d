import numpy as np

ARGUMENTS = (np.array([1.0, 2.0, 3.0]), 2)


def f(x, n):
    y = x * 2.0
    z = x * 3.0
    if n > 1:
        z = y
    z[0] = 1.0
    return (y * z).sum()
