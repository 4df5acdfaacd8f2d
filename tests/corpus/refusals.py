"""Programs outside this language: each must refuse with a code and its line, never guess."""

import numpy as np

from tests.corpus.rows import normal, refused


@refused("a store through a mask that changes", normal(4))
def yields(a):
    for x in a:
        yield x


@refused("try", 0.3)
def tries(x):
    try:
        return x * x
    except ValueError:
        return x


@refused("with", 0.3)
def enters(x):
    with np.errstate(all="raise"):
        y = np.exp(x)
    return y * x


@refused("global", 0.3)
def changes_a_global(x):
    global COUNT
    COUNT = x
    return x * x


@refused("a store into a captured array", 0.3)
def stores_into_a_global(x):
    TABLE[0] = x
    return TABLE[0] * x


@refused("complex numbers that are ordered", 0.3)
def complex_number(x):
    return (x if x * 1j > 0 else x * x).imag


@refused("a rank that differs between branches", normal(3), 0.4)
def rank_differs(a, x):
    if x > 0.0:
        y = a
    else:
        y = x
    return y * 2.0


@refused("eval", 0.3)
def evaluates(x):
    return eval("x * x")


@refused("an unknown function", 0.3)
def unknown_function(x):
    return np.sort(np.array([x, 1.0]), kind="stable")[0] * np.lib.scimath.sqrt(x)


TABLE = np.zeros(3)
COUNT = 0.0
