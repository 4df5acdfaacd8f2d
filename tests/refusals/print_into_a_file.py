import sys

ARGUMENTS = (1.5,)


def f(x):
    print("x =", x, file=sys.stderr)
    return x * x
