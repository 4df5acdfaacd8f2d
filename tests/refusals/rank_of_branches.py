import numpy as np

ARGUMENTS = (np.ones((3, 3)), 2)


def f(a, n):
    if n > 1:
        y = a.sum(axis=0)
    else:
        y = a
    return (y * y).sum()
