import numpy as np

ARGUMENTS = (np.eye(3),)


def f(x):
    return np.linalg.svd(x, compute_uv=False).sum()
