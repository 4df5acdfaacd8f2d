import numpy as np

ARGUMENTS = (1.5, np.ones(3))


def f(x, a):
    if x > 1.0:
        y = a * x
    else:
        y = x
    return (y * y).sum() if x > 1.0 else y
