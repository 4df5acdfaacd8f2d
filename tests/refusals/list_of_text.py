ARGUMENTS = (1.5, 3)


def f(x, n):
    names = []
    for _ in range(n):
        names.append("x")
    return x * len(names)
