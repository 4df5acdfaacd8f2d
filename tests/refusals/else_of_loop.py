ARGUMENTS = (1.5, 4)


def f(x, n):
    for i in range(n):
        x = x * x
    else:
        x = x + 1.0
    return x
