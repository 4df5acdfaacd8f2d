"""Functions that call themselves or each other: written apart, as a forward and a reverse half."""

import numpy as np

from tests.corpus.rows import normal, positive, program, refused

GRAVITY = 9.81
WEIGHTS = np.array([0.5, 0.25])


@program(0.7, 0, name="power_0")
@program(0.7, 1, name="power_1")
@program(0.7, 6, name="power_6")
@program(0.7, 13, name="power_13")
def power(x, n):
    if n == 0:
        return 1.0
    if n % 2 == 0:
        half = power(np.sin(x), n // 2)
        return half * half
    return x * power(x, n - 1)


@program(0.7, 1, name="conditional_once")
@program(0.7, 4)
def conditional(x, n):
    return x if n <= 1 else conditional(x, n - 1) * np.cos(x) * n


@program(positive(8), 0, name="halves_0")
@program(positive(8), 1, name="halves_1")
@program(positive(8), 3)
def halves(a, n):
    if n == 0:
        return (a * a).sum()
    m = len(a) // 2
    return halves(a[:m], n - 1) * halves(a[m:], n - 1) + a[0]


def odd(x, n):
    if n == 0:
        return np.sin(x)
    return even(x * 0.9, n - 1) * x


@program(0.7, 0, name="even_0")
@program(0.7, 3, name="even_3")
@program(0.7, 4, name="even_4")
def even(x, n):
    if n == 0:
        return x * x
    return odd(x * 1.1, n - 1)


@program(0.7, 3)
def captured_numbers(x, n):
    if n == 0:
        return x * GRAVITY
    return captured_numbers(x, n - 1) * WEIGHTS[1] + GRAVITY * x


@program(0.6, 5)
def called_in_a_loop(x, n):
    s = 0.0
    for k in range(n):
        s = s + power(x * (k + 1), k) * s
        s = s + x
    return s


@program(0.7, 0.3, 4, wrt=(0, 1))
def nested_with_free_names(x, y, n):
    def go(z, k):
        if k == 0:
            return z * y
        return go(z * x, k - 1) + np.sin(y)

    return go(x, n)


def smooth(v, n):
    if n == 0:
        return v * v
    w = smooth(v * 0.9, n - 1)
    w[0] = w[1] * v[0]
    return w + v


@program(positive(4), 3)
def argument_changed_after_the_call(v, n):
    u = v * 2
    r = smooth(u, n)
    u[1] = 3.0
    r[0] *= 2
    return (r * u).sum()


@program(positive(5), 0.7, wrt=(0, 1))
def horner(c, x):
    if len(c) == 1:
        return c[0]
    return c[0] + x * horner(c[1:], x)


@program({"w": normal(3), "b": 0.3}, normal(3, seed=1), 3, wrt=(0, 1))
def structure_as_argument(p, x, n):
    if n == 0:
        return (x * p["w"]).sum()
    return structure_as_argument(p, np.tanh(x * p["w"] + p["b"]), n - 1) * 1.5


@program(positive(6), 3)
def result_of_two_lengths(v, n):
    if n == 0:
        return v
    return result_of_two_lengths(v[1:] * v[:-1], n - 1)


@program(0.4, 3)
def two_calls_of_one_argument(x, n):
    if n <= 1:
        return x
    return two_calls_of_one_argument(x, n - 1) + x * two_calls_of_one_argument(x, n - 2)


@program(0.4, 3)
def while_in_the_function(x, n):
    s = x
    while s < 2.0 and n > 0:
        s = s * s + 0.9
        s = s + 0.1 * while_in_the_function(s * x, n - 1)
    return s


@program(normal(4), 2)
def changes_its_argument(a, n):
    if n == 0:
        return a.sum()
    a[0] = a[1] * a[2]
    return changes_its_argument(a, n - 1)


@program(0.3, 2)
def returns_two(x, n):
    if n == 0:
        return x, x * x
    p, q = returns_two(x * x, n - 1)
    return p * q, q


def scaled(factor):
    def go(v, k):
        return v if k == 0 else factor * np.sin(v) * go(v * 0.5, k - 1)

    return go


BY_TWO, BY_THREE = scaled(2.0), scaled(3.0)


@program(0.7, 3)
def two_closures_of_one_definition(x, n):
    return BY_TWO(x, n) + BY_THREE(x, n) * x


def applied(f, x, n):
    def go(v, k):
        return v if k == 0 else f(v) * go(v * 0.5, k - 1)

    return go(x, n)


@program(0.7, 3)
def functions_of_the_enclosing_call(x, n):
    return applied(np.sin, x, n) + applied(np.cos, x, n)


@program(0.7, 0.4, 3, wrt=(0, 1))
def free_names_of_a_neighbour(x, y, n):
    pair = (y * 2.0, [x, y])

    def near(v):
        return v * pair[0] + pair[1][1]

    def go(v, k):
        return near(v) if k == 0 else pair[1][0] * go(near(v), k - 1)

    return go(x, n) + go(y, 1)


def walked(f, v, k):
    return f(v) if k == 0 else walked(f, np.sin(v), k - 1)


@refused("the function that is passed reads numbers around it", 0.7, 0.4, 2)
def function_with_numbers_of_its_own(x, y, n):
    return walked(lambda v: v * y, x, n)


def halved_or_itself(v, k):
    return v if k == 0 else halved_or_itself(v[1:] if k == 2 else v, k - 1)


@program(normal(4), normal(4, seed=1), 1, wrt=(0, 1))
def argument_given_back_and_changed(x, y, n):
    """The call returns what it was given; nobody reads that under its old name after the store."""
    z = x * 2.0
    r = halved_or_itself(z, n)
    q = r * r
    r[0] = y[0] * 3.0
    return (r * y).sum() + q.sum()


@refused(
    "a call may return its argument, which is read after the result was changed",
    normal(4),
    normal(4),
    1,
)
def argument_given_back_and_read(x, y, n):
    z = x * 2.0
    r = halved_or_itself(z, n)
    r[0] = y[0] * 3.0
    return (r * y).sum() + (z * z).sum()


@refused(
    "a call may return its argument, which is changed before the result is read",
    normal(4),
    normal(4),
    2,
)
def argument_given_back_and_stored_into(x, y, n):
    z = x * 2.0
    r = halved_or_itself(z, n)
    z[1] = y[0] * 3.0
    return (r * r).sum() + (z * z).sum()


KEPT = np.array([1.0, 2.0, 3.0])


def kept_or_new(v, k):
    return KEPT if k == 0 else v * kept_or_new(v, k - 1)


@program(normal(3), 2)
def outer_array_given_back(x, n):
    return (kept_or_new(x, n) * x).sum()


@program(0.3, normal(6, seed=3), normal(6, seed=5), wrt=(0, 1, 2))
def store_of_what_a_recursive_call_makes_of_the_same_array(x, a, b):
    """The reverse half reads the array as it was before the store, the tangent what was stored (seed 2001306)."""

    def halved(u, p):
        if len(u) < 2:
            return np.sin(u[0] * p)
        middle = len(u) // 2
        return 0.5 * halved(u[:middle], p) - 0.5 * np.sin(p) * halved(u[middle:], p)

    for i in range(4):
        x = x + a[i + 1]
        for e in a:
            a[b < a[i + 1]] = np.tanh(halved(a[2:4], e))
            a[1:3] = np.tanh(halved(a[1:4], e)) * b[0:2]
    return x + np.sin(a).sum()


@program(
    0.3, positive(8), normal(2, 5), 0.2, name="decided_in_a_branch_whose_reverse_is_empty_left"
)
@program(30.0, positive(8), positive(2, 5), 0.2, wrt=(0, 1, 2, 3))
def decided_in_a_branch_whose_reverse_is_empty(x, b, m, t):
    """What the inner condition alone would read is not computed again in the reverse sweep (seed 5002413)."""

    def halved(u, p):
        if len(u) < 2:
            return np.sin(u[0] * p)
        middle = len(u) // 2
        return 0.5 * halved(u[:middle], p) - 0.5 * np.sin(p) * halved(u[middle:], p)

    for row in m:
        for i in range(5):
            b[-2] = 0.37
            if x <= row[4]:
                if i % 2 == 1 or not 0.89 <= (b[i] if t < halved(b[3:5], x) else t):
                    pass
                else:
                    return t * 0.34
        b = np.sin(b * b[-5])
    return b.sum()
