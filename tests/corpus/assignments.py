"""Assignments, unpacking, augmented assignments, conditional and boolean expressions."""

import math

import numpy as np

from tests.corpus.rows import normal, program


@program(1.3)
def chain(x):
    y = x * x
    z = math.sin(y) * x
    return z * y


@program(1.3, 0.4, wrt=(0, 1))
def tuple_unpacking(x, y):
    a, b = x * y, x + y
    a, b = b, a
    return a * math.exp(b)


@program([1.1, 0.2, -0.7, 0.5], 0.3, wrt=(0, 1))
def star_unpacking(xs, y):
    first, *middle, last = xs
    return first * middle[0] + middle[1] * last * y


@program((0.4, 0.9, 1.7))
def star_unpacking_first(xs):
    *start, last = xs
    return start[0] * last + start[1] * start[1]


@program(normal(3))
def unpack_array(a):
    x, y, z = a
    return x * y - z * z * x


@program((1.5, (0.3, -0.8)))
def nested_unpacking(pair):
    a, (b, c) = pair
    return a * b * c + c


@program(0.8)
def several_targets(x):
    a = b = x * x
    a = a + 1.0
    return a * b


@program(0.8, 1.4, wrt=(0, 1))
def augmented(x, y):
    x += y
    x *= x
    x -= 2.0 * y
    x /= y
    x **= 3
    return x


@program(2.7, 0.6, wrt=(0, 1))
def augmented_modulo(x, y):
    z = x
    z %= y
    return z * z + x // y * y


@program(0.7)
def annotated(x: float) -> float:
    y: float = x * 2.0
    return y**x


@program(0.9, -0.4, wrt=(0, 1))
def conditional_expression(x, y):
    a = x * y if x > y else x + y
    return a * a if not a > 0.0 else a * x


@program(0.9, -0.4, wrt=(0, 1))
def nested_conditional_expression(x, y):
    return x * 2 if x < 0 else y * 3 * x if y < 0 else x * y


@program(0.5, 0.2, 1.0, wrt=(0, 1, 2))
def chained_comparison(x, low, high):
    return x * x * high if low < x <= high else low * high


@program(0.5, 2.0, wrt=(0, 1))
def boolean_and_or(x, y):
    if (x > 0.0 and y > 1.0) or not x < 5.0:
        return x * y
    return x - y


@program(0.0, 2.0, wrt=1)
def lazy_and(x, y):
    if x != 0.0 and y / x > 1.0:
        return y
    return y * y * 3.0


@program(0.0, 2.0, wrt=1, name="or_chooses_the_second")
@program(0.4, 2.0, wrt=(0, 1))
def or_chooses_a_value(x, y):
    return (x or y) * y


@program(1.5, 2.0, wrt=(0, 1))
def and_chooses_a_value(x, y):
    return (x and y * x) * y


@program(0.3)
def unused_results(x):
    y = math.exp(x)
    z = y * 2.0
    y = x + 1.0
    return y * y


@program(0.3, 4.0)
def constant_result(x, y):
    return y * 2.0


@program(1.7)
def identity(x):
    return x


@program(normal(4))
def identity_array(a):
    return a


@program(0.3, 0.8, wrt=(0, 1))
def negations(x, y):
    return -(x - -y) * +x - (-y) ** 2


@program(1.3, 0.7, wrt=(0, 1))
def power_of_two_variables(x, y):
    return x**y + y ** (x * 2.0) + 2.0**x + x**3


@program(0.4, 1.1, wrt=(0, 1))
def math_functions(x, y):
    a = math.sqrt(y) + math.log(y) + math.log10(y) + math.log2(y) + math.log1p(x) + math.expm1(x)
    b = math.tan(x) + math.asin(x) * math.acos(x) + math.atan(y) + math.atan2(x, y)
    c = math.sinh(x) * math.cosh(y) + math.tanh(x) + math.hypot(x, y) + math.erf(x)
    return a * b + c * math.cos(math.pi * x) + math.pow(y, x) + math.fabs(-x)


@program(0.4)
def walrus(x):
    y = (z := x * x) + 1.0
    return y * z


@program(0.3, 1.2, wrt=(1, 0))
def wrt_in_another_order(x, y):
    return x * x * y


@program(0.3, 1.2, wrt=-1)
def wrt_negative(x, y):
    return x * x * y * y


@program(0.3, 1.2, wrt="y")
def wrt_by_name(x, y):
    return x * x * y * y


@program(0.3, 1.2, wrt=("y", 0))
def wrt_names_and_positions(x, y):
    return x * x * y * y


@program(0.7, 0.2, wrt=(0, 1))
def names_like_adjoints(x, dx):
    dt = x * dx
    x_bar = dt * dt
    return x_bar * dx + dt


@program(0.7, 0.2, wrt=(0, 1))
def names_of_saved_values(saved, g):
    for _ in range(3):
        saved = saved * saved * g
        g = g + saved
    return saved + g


@program(np.float64(0.7), np.float64(0.2), wrt=(0, 1))
def numpy_scalars(x, y):
    return x * np.sin(y) + x**y
