import numpy as np

ARGUMENTS = (np.array([1.0, -2.0, 3.0]),)


def f(x):
    y = x * x
    np.place(y, x > 0, x)
    return y.sum()
