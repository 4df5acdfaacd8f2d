ARGUMENTS = (1.5, 2.0)


def positive(x):
    return max(x, 0.0)


def f(x, max):
    return positive(x) * max
