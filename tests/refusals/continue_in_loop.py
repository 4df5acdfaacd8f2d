ARGUMENTS = (1.5, 4)


def f(x, n):
    for i in range(n):
        if i == 2:
            continue
        x = x * x
    return x
