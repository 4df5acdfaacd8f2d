import numpy as np

ARGUMENTS = (np.array([1.0, 2.0]),)


def f(x):
    z = np.zeros(2, dtype=complex)
    z.real[0] = x[0] * 1j
    return np.abs(z).sum()
