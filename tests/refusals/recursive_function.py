ARGUMENTS = (1.5, 3)


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)
