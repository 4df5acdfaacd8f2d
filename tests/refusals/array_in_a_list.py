import numpy as np

ARGUMENTS = (np.array([1.5, 0.5]), 3)


def f(x, n):
    states = []
    for k in range(n):
        states.append(x * k)
    states[0][1] = 2.0
    return states[0].sum() + states[-1].sum()
