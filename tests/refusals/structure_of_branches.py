ARGUMENTS = (1.5,)


def f(x):
    if x > 1.0:
        pair = (x, x * x)
    else:
        pair = (x, x, x)
    return pair[1]
