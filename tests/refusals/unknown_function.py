import numpy as np

ARGUMENTS = (np.eye(3),)


def f(x):
    return np.linalg.eigvals(x).sum()
