ARGUMENTS = (1.5, 4)


def f(x, n):
    for i in range(n):
        x = x * x
        if x > 100.0:
            break
    return x
