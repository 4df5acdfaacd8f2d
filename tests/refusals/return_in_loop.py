ARGUMENTS = (1.5, 4)


def f(x, n):
    for i in range(n):
        powers = []
        for k in range(i):
            powers.append(x**k)
        if i * x > 4.0:
            return powers
    return [x]
