import numpy as np

ARGUMENTS = (np.array([[1.0, 2.0, 3.0]]),)


def f(x):
    total = 0.0
    for value in x.strides:
        total = total + value * value
    return total
