ARGUMENTS = (1.5,)


def f(x):
    yield x * x
