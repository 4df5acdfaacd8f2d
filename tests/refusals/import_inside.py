ARGUMENTS = (1.5,)


def f(x):
    import math

    return math.sin(x)
