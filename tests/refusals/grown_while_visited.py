ARGUMENTS = (1.5, 3)


def f(x, n):
    powers = [x]
    for p in powers:
        if p < n:
            powers.append(p * x)
    return powers[-1]
