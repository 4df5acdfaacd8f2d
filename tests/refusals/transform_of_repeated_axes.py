import numpy as np

ARGUMENTS = (np.ones((2, 3)),)


def f(x):
    return np.abs(np.fft.fft2(x, axes=(0, 0))).sum()
