ARGUMENTS = (1.5,)


def f(x):
    if x > 1.0:
        return x * x
