total = 0.0
ARGUMENTS = (1.5,)


def f(x):
    global total
    total = x * x
    return total
