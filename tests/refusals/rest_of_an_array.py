import numpy as np

ARGUMENTS = (np.array([1.0, 2.0, 3.0]),)


def f(x):
    values = [v * v for v in x]
    first, *rest = values
    return first * rest[0]
