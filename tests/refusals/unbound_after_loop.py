ARGUMENTS = (1.5, 3)


def f(x, n):
    for i in range(n):
        for _ in range(i):
            y = x * i
    return y
