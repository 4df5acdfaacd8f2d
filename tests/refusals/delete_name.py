ARGUMENTS = (1.5,)


def f(x):
    y = x * x
    del x
    return y
