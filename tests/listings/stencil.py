"""A Gauss-Seidel sweep in place: element loops, every write overwrites what was read."""

import numpy as np


def seidel(a, steps):
    a = a.copy()
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = (a[i - 1, j] + a[i, j - 1] + a[i, j] + a[i, j + 1] + a[i + 1, j]) / 5.0
    return (a * a).sum()


def seidel_backward(dout, a, steps):
    if a.ndim != 2:
        raise ValueError("written for a (n, m)")
    a = a.copy()
    n = a.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                a[i, j] = (a[i - 1, j] + a[i, j - 1] + a[i, j] + a[i, j + 1] + a[i + 1, j]) / 5.0
    out = (a * a).sum()

    da = (2.0 * dout) * a  # return (a * a).sum()
    # the update of a is linear: nothing of it is saved
    for _ in range(steps):
        for i in reversed(range(1, n - 1)):
            for j in reversed(range(1, n - 1)):
                g = da[i, j] / 5.0  # a[i, j] = (a[i - 1, j] + ...) / 5.0
                da[i, j] = g
                da[i - 1, j] += g
                da[i, j - 1] += g
                da[i, j + 1] += g
                da[i + 1, j] += g
    return out, da


ARGUMENTS = (np.random.default_rng(3).normal(size=(7, 7)), 3)
WRT = (0,)
