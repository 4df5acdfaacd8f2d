ARGUMENTS = (1.5,)


def f(x):
    while True:
        x = x * x
    return x
