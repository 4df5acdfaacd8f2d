"""Helpers, methods, closures, globals, lambdas, defaults, keywords."""

import functools
import math

import numpy as np

from tests.corpus.rows import normal, positive, program

SCALE = 1.5
OFFSETS = np.array([0.1, -0.2, 0.3])
LARGE = np.linspace(-1.0, 1.0, 100)


def square(v):
    return v * v


def norm_and_unit(v):
    length = np.sqrt((v * v).sum())
    return length, v / length


def scaled(v, *, by=2.0, shift=0.0):
    return v * by + shift


def clamp(v, low, high):
    if v < low:
        return low
    if v > high:
        return high
    return v


def halve_in_place(u, k):
    for i in range(1, len(u) - 1):
        u[i] = u[i] * u[i - 1] * k


@program(0.7)
def helper_called_twice(x):
    return square(square(x) + 1.0) * x


@program(normal(3))
def helper_with_two_results(v):
    length, unit = norm_and_unit(v)
    return length * unit


@program(0.7, 0.4, wrt=(0, 1))
def helper_with_keywords(x, y):
    return scaled(x, by=y) * scaled(y, shift=x) + scaled(x * y)


@program(0.7, 0.4, 1.3, wrt=(0, 1, 2))
def helper_with_returns(x, y, z):
    return clamp(x, y, z) * clamp(y, x, z) + clamp(z * 2.0, x, y)


@program(normal(5), 0.4, wrt=(0, 1))
def helper_in_a_loop(a, w):
    s = 0.0
    for i in range(len(a)):
        s = s * w + clamp(a[i], -0.5, w)
    return s


@program(normal(6), 0.9, wrt=(0, 1))
def helper_that_changes_its_argument(a, k):
    u = a * 1.0
    halve_in_place(u, k)
    halve_in_place(u[1:], k)
    return u


@program(0.7)
def inner_function(x):
    def inner(y):
        return y * x + y * y

    return inner(x) + inner(2.0)


@program(0.7, 0.2, wrt=(0, 1))
def local_lambda(x, y):
    f = lambda z: z * y + x  # noqa: E731
    return f(x) * f(y)


@program(normal(3))
def uses_globals(a):
    return (a * SCALE + OFFSETS) * a


@program(normal(100))
def uses_a_large_global(a):
    return (a * LARGE * a).sum()


def closure_over(factor, table):
    def inner(x):
        return (x * factor + table) * x

    return inner


program(normal(3), name="closure")(closure_over(0.3, np.array([1.0, 2.0, 4.0])))


def closure_over_function(apply):
    def inner(x):
        return apply(x) * x

    return inner


program(positive(3), name="closure_over_a_numpy_function")(closure_over_function(np.log))
program(0.4, name="closure_over_a_helper")(closure_over_function(square))
program(0.8, name="lambda_of_a_module")(lambda x: x * math.sin(x) + SCALE)


@program(normal(3), square)
def function_as_argument(a, f):
    return f(a) * a


@program(0.6)
def default_arguments(x, k=3, scale=0.5):
    for _ in range(k):
        x = x * x * scale + 0.1
    return x


@program(0.6, 1.2)
def default_replaced(x, scale=0.5):
    return x * x * scale


def three(a, b, c):
    return a * b + c * c * a


program(0.3, 0.8, wrt=(0, 1), name="partial_of_the_first")(functools.partial(three, 0.4))


class Polynomial:
    """Coefficients as attributes, read by a method."""

    def __init__(self, coefficients, scale):
        self.coefficients = coefficients
        self.scale = scale

    def value(self, x):
        total = 0.0
        for k in range(len(self.coefficients)):
            total = total * x + self.coefficients[k]
        return self.scaled(total)

    def scaled(self, x):
        return x * self.scale

    @staticmethod
    def doubled(x):
        return x * 2.0 * x


POLYNOMIAL = Polynomial(np.array([0.5, -1.0, 2.0]), 1.5)
program(0.7, name="bound_method")(POLYNOMIAL.value)


@program(0.7)
def method_of_a_global(x):
    return POLYNOMIAL.scaled(x) * POLYNOMIAL.doubled(x)


@program(0.7, POLYNOMIAL)
def object_as_argument(x, polynomial):
    return polynomial.scaled(x) * x


@program(0.5, 3, outcome="right or refused")
def recursion(x, n):
    if n == 0:
        return x
    return recursion(x * x + 0.1, n - 1) * x


def chain_a(x):
    return chain_b(x * 2.0) + x


def chain_b(x):
    return math.sin(x) * square(x)


@program(0.5)
def helpers_of_helpers(x):
    return chain_a(x) * chain_b(x)


@program(normal(4))
def helper_that_returns_its_argument(a):
    def same(v):
        return v

    b = same(a)
    return b * a


@program(normal(3), normal(3, seed=1), wrt=(0, 1))
def helper_names_collide(a, b):
    def mix(b, a):
        c = a * a
        return c * b

    c = mix(a, b)
    return mix(c, a) + c


@program(normal(2, 3), outcome="right or refused")
def numpy_functions_by_keyword(a):
    return np.sum(a=np.exp(a), axis=0) * np.mean(a, axis=0, keepdims=False)


@program([0.3, 0.9, 1.2])
def builtins_of_numbers(xs):
    return sum(xs) * max(xs) + min(xs[0], xs[1]) * abs(-xs[2]) + pow(xs[0], 2) + float(xs[1])


RATE = 0.5


def _scaled_twice(x):
    RATE = x * 2
    RATE = RATE * 0.5
    return RATE


@program(1.5)
def global_whose_name_a_helper_binds(x):
    y = x + RATE
    return _scaled_twice(y * y)
