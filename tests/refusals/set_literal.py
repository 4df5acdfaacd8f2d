ARGUMENTS = (1.5,)


def f(x):
    return x * len({x, 1.0})
