import numpy as np

ARGUMENTS = (1.5,)


def f(x):
    with np.errstate(divide="raise"):
        y = 1.0 / x
    return y
