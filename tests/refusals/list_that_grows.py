ARGUMENTS = (1.5, 3)


def f(x, n):
    powers = []
    for i in range(n):
        x = x * x
        powers.append(x)
    return powers[0] + powers[-1]
