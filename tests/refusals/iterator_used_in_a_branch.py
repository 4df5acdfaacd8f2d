import numpy as np

ARGUMENTS = (np.array([1.0, 2.0, 3.0]),)


def f(x):
    pairs = zip(x, x[1:])
    total = 0.0
    if x[0] > 0.0:
        for a, b in pairs:
            total = total + a * b
    for a, b in pairs:
        total = total + a
    return total
