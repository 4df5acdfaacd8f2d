"""`if`/`elif`/`else`, returns inside branches, branches inside loops."""

import math

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(-0.7)
def early_return(x):
    if x < 0.0:
        return x * x
    return math.sqrt(x)


@program(0.7, name="early_return_not_taken")
@program(1.9, name="early_return_last")
def three_ways(x):
    if x < 0.5:
        return x * x
    elif x < 1.0:
        y = math.sin(x)
    else:
        y = math.cos(x)
        x = x * y
    return x * y


@program(0.4, 2.0, wrt=(0, 1))
def rebinding_in_one_arm(x, y):
    z = x * y
    if y > 1.0:
        z = z * z
    return z * x


@program(0.4, 2.0, wrt=(0, 1))
def condition_overwritten(x, y):
    """The decision must be kept: its operand changes inside the arm."""
    if x < y:
        x = x * y * 3.0
    else:
        x = x - y
    return x * x


@program(0.4, 2.0, wrt=(0, 1))
def nested_branches(x, y):
    if x > 0.0:
        if y > 3.0:
            z = x * y
        else:
            z = x - y
            if z < 0.0:
                z = z * z
    else:
        z = x
    return z * x


@program(0.4, True)
def decided_by_a_flag(x, square):
    if square:
        return x * x
    return x


@program(0.4, None)
def decided_by_none(x, scale=None):
    if scale is None:
        scale = 2.0
    return x * x * scale


@program(0.4, "square")
def decided_by_a_string(x, mode):
    if mode == "square":
        return x * x
    elif mode == "cube":
        return x**3
    return x


@program(normal(6), 0.3, wrt=(0, 1))
def branch_in_a_loop(a, w):
    s = 0.0
    for i in range(len(a)):
        if a[i] > 0.0:
            s = s + a[i] * w
        elif a[i] < -0.5:
            s = s * a[i] - w
        else:
            s -= a[i] * a[i]
    return s


@program(normal(7, seed=4), 0.6, 7, wrt=(0, 1))
def nonlinear_store_in_one_arm(a, w, n):
    a = a.copy()
    for i in range(1, n):
        if a[i] > a[i - 1]:
            a[i] = a[i] * a[i] * w
        else:
            a[i] += w * 2.0
    return (a * a).sum()


@program(0.7, 5)
def scalar_branch_alternates(x, n):
    for i in range(n):
        if i % 2 == 0:
            x = x * x + 0.1
        else:
            x = math.sin(x)
    return x


@program(normal(4, 3), 1.5)
def return_depends_on_a_sum(a, limit):
    total = a.sum()
    if total > limit or total < -limit:
        return (a * a).sum()
    return np.exp(a).sum() * total


@program(0.3, 0.9, wrt=(0, 1))
def name_bound_in_both_arms(x, y):
    if x > y:
        a, b = x, y
    else:
        a, b = y, x
    return a - b * b


@program(positive(3), normal(3), wrt=(0, 1))
def branch_on_any(a, b):
    if np.any(b > 10.0):
        a = a * b
    if (a > 0.0).all():
        a = np.log(a)
    return a @ b


@program(0.3, 2.0, wrt=(0, 1))
def dead_arm(x, y):
    z = x
    if y > 1.0:
        pass
    else:
        z = z * y
    return z * z


@program(0.2, 3)
def returns_in_every_arm(x, n):
    if n == 1:
        return x
    elif n == 2:
        return x * x
    else:
        y = x * x
        return y * x


@program(np.array([0.0, 2.0, 0.5]), reference="richardson")
def root_below_a_limit(x):
    """Below the limit nothing counts, though the root's own derivative is infinite at 0."""
    return np.maximum(np.sqrt(x * x) - 1.0, 0.0).sum()


@program(normal(5))
def neighbours_that_may_not_be_there(a):
    """An adjoint of an arm that was not taken has no place in the array."""
    y = np.zeros(5)
    for i in range(len(a)):
        right = a[i + 1] if i + 1 < len(a) else 0.0
        left = a[i - 1] if i > 0 else a[0] * 2
        y[i] = right * a[i] - left
    return y


@program(normal(5), 7)
def element_that_is_not_there(a, n):
    x = a[n] * a[0] if n < len(a) else a.sum()
    y = (a[n] if n < 5 else a[1]) * a[2]
    return x + y


@program(positive(5), 0.3, wrt=(0, 1))
def choice_in_the_condition_of_while(a, x):
    i = 0
    while (a[i] if i < len(a) else -1.0) > 0.2 * x:
        x = x * a[i]
        i += 1
    return x


@program(normal(5), normal(5, seed=1), 1, wrt=(0, 1))
def handed_on_by_one_arm(x, y, n):
    """One arm gives two names the same adjoint, the other one of its own; more is added before it."""
    w = x * 2.0
    q = w * w
    if n > 0:
        z = w + y
    else:
        z = w * y
    return z + q


@program(normal(5), normal(5, seed=1), 1, wrt=(0, 1))
def added_to_in_one_arm(a, x, n):
    """The name gives its whole adjoint to another and keeps it; more is added before the branch."""
    z = a * 2.0
    q = z * z
    if n > 0:
        z = z + x
    return z * z + q


@program(normal(1), normal(5, seed=1), 1, wrt=(0, 1))
def spread_in_one_arm(a, x, n):
    """A name that has one entry before the branch, and as many as another after it."""
    z = a * 2.0
    q = z * z
    if n > 0:
        z = z + x
    return z * z + q


@program(normal(3, 1), normal(3, 4, seed=1), 1, wrt=(0, 1))
def column_spread_in_one_arm(a, x, n):
    z = a * 2.0
    q = z * z
    if n > 0:
        z = z - x
    else:
        z = z * x
    return (z * z + q).sum()
