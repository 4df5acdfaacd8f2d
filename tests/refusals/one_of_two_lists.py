ARGUMENTS = (1.5, 3)


def f(x, n):
    small, large = [x], [x, x]
    chosen = small if x < 2.0 else large
    chosen.append(x * n)
    return small[-1] + large[-1]
