ARGUMENTS = (1.5,)


def f(x):
    try:
        y = 1.0 / x
    except ZeroDivisionError:
        y = 0.0
    return y
