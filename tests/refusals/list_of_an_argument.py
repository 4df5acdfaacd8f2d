ARGUMENTS = ([1.5, 0.5], 3)


def f(powers, n):
    for _ in range(n):
        powers.append(powers[-1] * powers[0])
    return powers[0] + powers[-1]
