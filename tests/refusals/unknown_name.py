ARGUMENTS = (1.5,)


def f(x):
    return x * scale
