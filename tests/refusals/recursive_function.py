import numpy as np

ARGUMENTS = (np.ones(4), 3)


def relaxed(a, n):
    if n == 0:
        return a.sum()
    a[0] = 0.5 * (a[1] + a[-1])
    return relaxed(a, n - 1)
