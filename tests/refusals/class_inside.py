ARGUMENTS = (1.5,)


def f(x):
    class Pair:
        left = 1.0

    return x * Pair.left
