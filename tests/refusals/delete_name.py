import numpy as np

ARGUMENTS = (np.array([1.0, 2.0, 3.0]),)


def f(x):
    y = x * x
    del y[0]
    return y
