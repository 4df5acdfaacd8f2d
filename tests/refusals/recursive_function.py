import numpy as np

ARGUMENTS = (np.ones(4), 3)


def mixed(a, b, n):
    if n == 0:
        return
    a[0] = 0.5 * (a[1] + b[-1])
    mixed(a, b, n - 1)


def relaxed(a, n):
    mixed(a, a[1:], n)
    return a.sum()
