import numpy as np

ARGUMENTS = (np.array([1.0, 2.0, 3.0]),)


def f(x):
    y = x[0] * (y if x[0] > 0.5 and (y := x[1] * x[2]) > 1.0 else 2.0)
    return y
