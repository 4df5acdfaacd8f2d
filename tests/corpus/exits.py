"""`break`, `continue`, `return` and `else` in loops at any depth: left early, late, at once, never."""

import numpy as np

from tests.corpus.rows import normal, positive, program

GRID = np.array([[0.4, 0.9, 0.2], [0.7, 0.3, 0.8]])


@program(GRID, 1.1, 1.2, wrt=(0, 1), name="nested_return_at_once")
@program(GRID, 1.1, 1.45, wrt=(0, 1), name="nested_return_in_the_first_row")
@program(GRID, 1.1, 0.0, wrt=(0, 1), name="nested_return_first_of_all")
@program(GRID * 3.0, 1.1, 1.9, wrt=(0, 1), name="nested_return_late")
@program(GRID, 1.1, 9.0, wrt=(0, 1), name="nested_return_never")
@program(GRID[:0], 1.1, 9.0, wrt=(0, 1), name="nested_return_no_rows")
@program(GRID[:, :0], 1.1, 9.0, wrt=(0, 1), name="nested_return_no_columns")
@program(GRID[:1, :1], 1.1, 1.2, wrt=(0, 1), name="nested_return_one_of_one")
def nested_return(a, w, limit):
    s = 1.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            s = s + s * np.sin(w * a[i, j])
            if s > limit:
                return s * w
            s = s * a[i, j]
        s = s * 0.5
    return s


@program(positive(5), 0.7, 0.0, wrt=(0, 1), name="break_at_once")
@program(positive(5), 0.7, 1.2, wrt=(0, 1), name="break_early")
@program(positive(5), 0.7, 3.0, wrt=(0, 1), name="break_late")
@program(positive(5), 0.7, 99.0, wrt=(0, 1), name="break_never")
@program(positive(0), 0.7, 1.0, wrt=(0, 1), name="break_zero_trips")
@program(positive(1), 0.7, 0.1, wrt=(0, 1), name="break_of_one")
def break_in_the_middle(a, w, limit):
    s = w
    for i in range(len(a)):
        s = s * np.exp(0.3 * a[i])
        if s > limit:
            s = s * s
            break
        s = s * w + np.sin(a[i])
    return s


@program(normal(6), 0.3, wrt=(0, 1), name="continue_some")
@program(normal(6), 9.0, wrt=(0, 1), name="continue_all")
@program(0.3 * normal(6), -2.0, wrt=(0, 1), name="continue_none")
@program(normal(2), 0.0, wrt=(0, 1), name="continue_two")
def continue_and_break(a, w):
    s = 1.0
    for i in range(len(a)):
        if a[i] < w:
            s = s * 0.9 * np.cos(a[i])
            continue
        s = s * a[i] + w
        if s > 2.0:
            break
        s = s * s * 0.5
    return s * w


@program(normal(8), 0.3, wrt=(0, 1))
def continue_inside_a_branch(a, w):
    s = 1.0
    for i in range(len(a)):
        if a[i] > 0.0:
            if a[i] > 0.4:
                s = s * 1.05
                continue
            s = s * np.sin(a[i])
        else:
            if a[i] < -1.0:
                continue
        s = s * w + a[i] * a[i]
    return s


@program(positive(6), 2.0, 6, name="else_of_a_loop_that_ends", wrt=(0, 1))
@program(positive(6), 0.4, 6, name="else_of_a_loop_that_is_left", wrt=(0, 1))
@program(positive(6), 0.4, 0, name="else_of_a_loop_of_no_trips", wrt=(0, 1))
def else_of_a_loop(a, w, n):
    s = w
    for i in range(n):
        s = s + a[i] * s * 0.2
        if s > 2.5 * w + 0.3:
            break
    else:
        s = s * s
    return s * a[0]


@program(0.9, 3.0, name="while_else_ended")
@program(0.9, 0.2, name="while_else_left")
def while_with_else(x, limit):
    y = x
    k = 0
    while k < 4:
        y = y * y + 0.3
        if y > 2.0 * limit:
            y = y * 3.0
            break
        k = k + 1
    else:
        y = np.sin(y)
    return y * x


@program(2.0, 1e-5, name="endless_until_close")
@program(2.0, 10.0, name="endless_left_at_once")
def endless(a, tolerance):
    x = a
    while True:
        y = 0.5 * (x + a / x)
        if abs(y - x) < tolerance:
            break
        x = y
    return y


@program(positive(4), 1e-5, name="endless_of_arrays")
@program(positive(1), 99.0, name="endless_of_arrays_left_at_once")
def endless_array(a, tolerance):
    x = a * 1.0
    k = 0
    while True:
        new = 0.5 * (x + a / x)
        if np.abs(new - x).max() < tolerance:
            return new
        k = k + 1
        if k > 30:
            return x
        x = new


@program(positive(5), 2.0, wrt=(0, 1), name="two_exits_first")
@program(positive(5), 9.0, wrt=(0, 1), name="two_exits_second")
@program(positive(5) * 0.1, 9.0, wrt=(0, 1), name="two_exits_none")
def two_exits(a, w):
    s = w
    for i in range(len(a)):
        s = s * a[i]
        if s < 1.0 and w < 5.0:
            s = s * s
            break
        s = s + w * a[i]
        if s > 20.0:
            s = np.sqrt(s)
            break
        s = s * 0.8
    return s


@program(positive(5), 3.0, wrt=(0, 1), name="returns_of_different_values")
@program(positive(5), 0.1, wrt=(0, 1), name="returns_the_other_value")
@program(positive(5), 30.0, wrt=(0, 1), name="returns_the_last_value")
def two_returns(a, w):
    s = 0.0
    for i in range(len(a)):
        t = a[i] * a[i]
        s = s + t * w
        if s > 12.0:
            return s * t, a * w
        if t > 3.0 * w:
            return np.sin(s), a[::-1] * t
    return s, a


@program(normal(5), 0.2, name="stores_left")
@program(normal(5), 9.0, name="stores_not_left")
@program(normal(2), 0.0, name="stores_of_two")
def stores_around_the_exit(a, limit):
    b = a.copy()
    for i in range(1, len(b)):
        b[i] = b[i] * b[i - 1] + 0.3
        if b[i] > limit:
            b[i - 1] = b[i] * b[i]
            break
        b[i - 1] = np.sin(b[i - 1]) * b[i]
    return b


@program(normal(4, 5), 0.9, wrt=0, name="break_of_the_inner_loop")
@program(normal(3, 0), 0.9, wrt=0, name="break_of_an_empty_inner_loop")
@program(normal(1, 2), -9.0, wrt=0, name="break_of_the_inner_loop_at_once")
def inner_break(a, limit):
    total = 0.5
    for i in range(a.shape[0]):
        s = total
        for j in range(a.shape[1]):
            s = s + a[i, j] * a[i, j] * 0.4
            if s > limit:
                break
            s = s * np.cos(a[i, j])
        total = total * 0.7 + s * s
    return total


@program(normal(4, 5), 1.5, wrt=0)
def inner_break_with_else(a, limit):
    total = 0.5
    for i in range(a.shape[0]):
        s = total
        for j in range(a.shape[1]):
            s = s + a[i, j] * a[i, j]
            if s > limit:
                break
        else:
            total = total * 2.0
            continue
        if s > 5.0:
            break
        total = total * 0.7 + np.sin(s)
    return total


@program(normal(5, 5), 0.3, name="search_of_a_row_found")
@program(normal(5, 5), 99.0, name="search_of_a_row_not_found")
def search_in_rows(a, limit):
    """The inner loop has no derivative of its own."""
    s = 1.0
    for i in range(a.shape[0]):
        s = s * np.cos(a[i, 0])
        for j in range(a.shape[1]):
            if a[i, j] * a[i, 1] > limit:
                return s * a[i, j]
        s = s + a[i, 1] * a[i, 1]
    return s


@program(0.4, 2.0, wrt=(0, 1))
def range_with_step_left(x, w):
    s = x
    for i in range(1, 30, 3):
        s = s * w + i * x
        if s > 40.0:
            break
        s = s + x * x
    return s


@program(0.4, 2.0, wrt=(0, 1))
def range_down_left(x, w):
    s = x
    for i in range(20, -1, -2):
        s = s + i * x * s * 0.1
        if s > 6.0:
            break
        s = s * w
    return s


@program(normal(7), 1.0, wrt=(0, 1))
def reversed_range_left(a, w):
    s = w
    for i in reversed(range(1, 7)):
        s = s + a[i] * a[i] * s
        if s > 2.2:
            break
        s = s * np.sin(a[i - 1] + w)
    return s


@program(0.4, 40.0, name="variable_of_a_loop_that_was_left")
@program(0.4, 1e9, name="variable_of_a_loop_that_was_not_left")
def variable_after_the_loop(x, limit):
    for i in range(10):
        x = x * x + 0.9
        if x > limit:
            break
    return x * (i + 1)


@program(0.4, 0.7, 1.1, wrt=(0, 1, 2), name="unrolled_left")
@program(0.1, 0.2, 0.3, wrt=(0, 1, 2), name="unrolled_not_left")
@program(3.0, 0.2, 0.3, wrt=(0, 1, 2), name="unrolled_left_at_once")
def exit_of_an_unrolled_loop(x, y, z):
    s = 1.0
    for p in (x, y, z):
        s = s * p + np.sin(p)
        if s > 1.0:
            s = s * s
            break
        s = s * 2.0
    else:
        s = s * 5.0
    return s * x


@program(
    [positive(2), positive(3), positive(4)], 1.4, wrt=(0, 1), name="return_of_an_unrolled_loop"
)
@program(
    [positive(2), positive(3), positive(4)],
    0.0,
    wrt=(0, 1),
    name="return_at_once_of_an_unrolled_loop",
)
@program(
    [positive(2), positive(3), positive(4)], 99.0, wrt=(0, 1), name="no_return_of_an_unrolled_loop"
)
def return_of_unrolled(vectors, limit):
    s = 0.1
    for v in vectors:
        for i in range(len(v)):
            if v[i] > limit:
                return s * v[i]
            if v[i] * s > 0.6:
                break
            s = s + v[i] * s
        s = np.sin(s) + v.sum() * 0.1
    return s


@program(positive(4), wrt=0)
def decided_exits(a):
    s = 0.0
    for k, name in enumerate(("one", "skip", "two", "stop", "three")):
        if name == "skip":
            continue
        if name == "stop":
            break
        s = s + a[k] * a[k]
    return s


def first_above(a, limit, w):
    for i in range(len(a)):
        for j in range(i + 1):
            if a[i] * a[j] > limit:
                return a[i] * w
            w = w * 1.1
    return a[0] * w


@program(positive(5), 1.0, wrt=(0, 1), name="helper_that_returns_early")
@program(positive(5), 99.0, wrt=(0, 1), name="helper_that_returns_late")
def calls_an_early_return(a, w):
    s = first_above(a, 2.0 * w, 0.7) + first_above(a[::-1], w, w)
    for k in range(3):
        s = s * first_above(a, s, 0.3 + 0.1 * k)
    return s


@program(positive(6), 1.5, wrt=(0, 1), name="counts_until_an_exit")
def while_left_and_continued(a, w):
    s, k = w, 0
    while k < len(a):
        k = k + 1
        if a[k - 1] > 1.6:
            continue
        s = np.sin(s * a[k - 1]) + w
        if s > w + 0.9:
            s = s / w
            break
        s = s + s * s * 0.1
    return s


@program(normal(6, seed=3), wrt=0, name="arrays_carried_to_an_exit")
def swap_until(u):
    v = u * 0.5
    for k in range(8):
        u, v = np.sin(v) * u, u
        if (u * u).sum() < 0.01:
            break
        v = v * 1.1 + k * 0.01
    return u * v


@program(normal(4), 0.3, wrt=(0, 1))
def found_by_the_users_own_flag(a, w):
    found = False
    s = 1.0
    for i in range(len(a)):
        for j in range(len(a)):
            s = s * (1.0 + 0.1 * a[i] * a[j])
            if s > 1.05:
                found = True
                break
        if found:
            break
        s = s * w + a[i]
    if found:
        s = s * 2.0 * w
    return s


@program(np.array([1.2, 1.0, 0.5, 2.0]), 3, wrt=0, name="mask_of_the_rest")
def exit_before_a_pole(a, n):
    s = 0.0
    for i in range(n):
        r = np.sqrt(a[i])
        if a[i] < 0.9:
            break
        s = s + r
    return s


@program(1.5, name="nested_endless")
def endless_in_endless(x):
    s = x
    while True:
        t = s
        while True:
            t = t * 0.5
            if t < 0.3:
                break
            s = s + t * 0.1
        s = s * 0.6 + t * 0.3
        if s < 0.5:
            return s * t


@program(positive(5), positive(5, seed=2), wrt=(0, 1))
def exit_of_a_loop_over_arrays(a, b):
    s = 1.0
    for k, (x, y) in enumerate(zip(a, b)):
        s = s * x + y
        if s > 4.0:
            return s * k
        s = np.sin(s)
    return s


def is_small(a, k):
    t = a[k] * 2.0
    if k > 100:
        return False
    return t < 3.9


@program(np.array([0.5, 1.2, 1.5, 0.8]), name="condition_not_evaluated_after_an_exit")
@program(np.array([0.5, 1.2, 2.5, 0.8]), name="condition_that_ends_before_the_exit")
@program(np.array([3.5]), name="condition_that_never_holds")
def condition_of_several_statements(a):
    s, k = 1.0, 0
    while is_small(a, k):
        s = s * a[k] + 0.3
        k = k + 1
        if k == len(a):
            s = s * s
            break
    return s


@program(positive(3), 0.9, wrt=(0, 1), name="array_bound_in_an_endless_loop")
def bound_in_the_loop_alone(a, w):
    x = a
    while True:
        y = np.sqrt(x) * w
        z = y * y
        if y.max() < 0.95:
            break
        x = y
    return y * z


@program(normal(5, 2, 3), normal(3, 4), 0.7, wrt=(0, 1), name="sum_of_products_left")
@program(normal(5, 2, 3), normal(3, 4), 99.0, wrt=(0, 1), name="sum_of_products_not_left")
@program(normal(5, 2, 3), normal(3, 4), -99.0, wrt=(0, 1), name="sum_of_products_left_at_once")
@program(normal(0, 2, 3), normal(3, 4), 0.7, wrt=(0, 1), name="sum_of_no_products")
def sum_of_products(xs, w, limit):
    s = np.zeros((xs.shape[1], w.shape[1]))
    for t in range(len(xs)):
        s = s + np.tanh(xs[t] @ w)
        if s.sum() > limit:
            break
    return s * s


@program(normal(5, 2, 3), normal(3, 3), 1.5, wrt=(0, 1), name="recurrence_left")
@program(normal(5, 2, 3), normal(3, 3), 99.0, wrt=(0, 1), name="recurrence_not_left")
def recurrence_until(xs, w, limit):
    h = np.zeros_like(xs[0])
    for t in range(len(xs)):
        h = np.tanh(xs[t] + h @ w)
        if (h * h).sum() > limit:
            return h * 2.0
    return h


@program(0.3, 2, name="triangular_left_two", wrt=0)
@program(0.25, 5, name="triangular_left_five", wrt=0)
@program(0.3, 0, name="triangular_left_none", wrt=0)
def triangular_left(x, n):
    s = x
    for i in range(n):
        for j in range(i + 1):
            s = s + x * np.sin(s) * (j + 1)
            if s > 1.5 * (i + 1):
                break
            for k in range(j):
                s = s * 1.05
                if k == 1:
                    continue
                s = s + x * s * s * 0.1
                if s > 20.0:
                    return s * x
    return s


@program(normal(4), 0.3, wrt=(0, 1), name="return_that_is_never_reached")
def unreached_return(a, w):
    s = w
    for i in range(len(a)):
        t = a[i] * s
        if 0.5 < 0.2:
            return t
        if t > 100.0:
            return t * t
        s = s + t
    return s


@program(0.7, True, name="return_in_a_branch_that_is_taken")
@program(0.7, False, name="return_in_a_branch_that_is_not_taken")
@program(-0.7, True, name="no_return_in_a_branch_that_is_taken")
def return_in_a_decided_branch(x, careful):
    if careful:
        for _ in range(3):
            if x > 0.5:
                return x * x
        x = x * 3.0
    return x * 2.0


@program(np.array([0.5, -0.4, 0.1, 0.9, -0.7]), 0.8, wrt=(0, 1))
def flag_that_stays_set(x, w):
    """The flag is never taken back: in later rounds it is set though the inner loop ran to its end."""
    found = False
    s = 1.0
    for i in range(3):
        for j in range(2):
            for k in range(len(x)):
                if x[k] > 0.8 + 0.2 * i - 0.1 * j:
                    found = True
                    s = s * x[k]
                    break
                s = s * w + x[k] * x[i]
            if found:
                break
        s = s + x[i] * w
    return s


@program(np.array([0.5, -0.4, 0.1, 0.3, -0.7]), 0.8, wrt=(0, 1))
def flag_set_where_it_leaves_and_where_it_does_not(x, w):
    """The flag is set though the loop runs to its end."""
    done = False
    s = 1.0
    for i in range(len(x)):
        if x[i] < -0.3:
            done = True
            s = s * w
        s = s * w + x[i] * x[i]
        if x[i] > 0.8:
            done = True
            s = s * x[i]
            break
    if done:
        s = s * w
    return s
