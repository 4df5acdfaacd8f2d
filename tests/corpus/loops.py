"""`for` over ranges, `while`, nested and triangular loops, zero trips, state carried by a loop."""

import math

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(0.8, 4, name="product_four")
@program(0.8, 0, name="product_zero_trips")
@program(0.8, 1, name="product_one_trip")
def repeated_product(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x + x
    return y


@program(normal(6), 0.4, wrt=(0, 1))
def range_with_start_and_step(a, w):
    s = w
    for i in range(1, 6, 2):
        s = s * w + a[i]
    return s


@program(normal(6), 0.4, wrt=(0, 1))
def range_downwards(a, w):
    s = w
    for i in range(5, -1, -2):
        s = s * a[i] + w
    return s


@program(normal(6), 0.4, wrt=(0, 1))
def range_reversed(a, w):
    s = w
    for i in reversed(range(1, 5)):
        s = s * a[i] + w
    return s


@program(normal(7), 0.4, 3, wrt=(0, 1))
def range_reversed_with_step(a, w, step):
    s = w
    for i in reversed(range(0, 7, step)):
        s = s * a[i] + w
    return s


@program(normal(6), 0.4, 5, 2, wrt=(0, 1))
def range_empty(a, w, start, stop):
    s = w * w
    for i in range(start, stop):
        s = s * a[i] + w
    return s


@program(0.5)
def loop_variable_after_the_loop(x):
    i = 0
    for i in range(4):
        x = x * x + 0.2
    return x * i


@program(normal(5), 3)
def loop_variable_reassigned(a, n):
    s = 0.0
    for i in range(n):
        i = i + 1
        s = s + a[i] * a[i]
    return s


@program(1.5, 3.0, wrt=(0, 1))
def while_count_from_data(x, limit):
    y = x
    while y < limit * 10.0:
        y = y * x + 0.3
    return y * limit


@program(1.5)
def while_never(x):
    while x < 0.0:
        x = x * 2.0
    return x * x


@program(7.3, 0.5, wrt=(0, 1))
def while_countdown(x, w):
    n = 4
    total = 0.0
    while n > 0:
        total = total * w + x * n
        n -= 1
    return total


@program(0.7)
def while_two_conditions(x):
    k = 0
    while k < 10 and x < 5.0:
        x = x * (1.0 + x)
        k = k + 1
    return x + k


@program(normal(3, 4))
def nested(a):
    s = 0.0
    for i in range(a.shape[0]):
        row = 1.0
        for j in range(a.shape[1]):
            row = row * a[i, j] + 0.5
        s = s + row * row
    return s


@program(normal(4, 4))
def triangular(a):
    s = 1.0
    for i in range(len(a)):
        for j in range(i):
            s = s * 0.9 + a[i, j] * a[j, i] * s
        s = s + a[i, i]
    return s


@program(normal(4, 4))
def triangular_down(a):
    s = 1.0
    for i in range(3, -1, -1):
        for j in range(i, 4):
            s = s * a[i, j] + a[j, i]
    return s


@program(normal(3), 4)
def bound_computed_in_the_loop(a, n):
    s = 0.5
    for i in range(n):
        m = (i * 7) % 4
        for j in range(m):
            s = s * a[j % 3] + a[0]
    return s


@program(0.3, normal(5), wrt=(0, 1))
def while_inside_for(x, a):
    for i in range(len(a)):
        while x > -1.0 and x < 1.0:
            x = x * 1.7 + 0.3 * a[i] * a[i] + 0.2
        x = x * 0.1
    return x


@program(normal(4), 0.3, wrt=(0, 1))
def scalar_becomes_array(a, w):
    s = 0.0
    for _ in range(3):
        s = s * w + a * a
    return s


@program(normal(4), 0.3, wrt=(0, 1))
def array_carried(a, w):
    h = a
    for _ in range(3):
        h = np.tanh(h * w + a)
    return h


@program(normal(5, 3), normal(3, 3), wrt=(0, 1))
def recurrent_rows(xs, w):
    h = np.zeros(3)
    for t in range(len(xs)):
        h = np.tanh(xs[t] + h @ w)
    return (h * h).sum()


@program(normal(5, 3), normal(3, 3), wrt=(0, 1))
def recurrent_rows_backwards(xs, w):
    h = np.zeros(3)
    total = 0.0
    for t in reversed(range(len(xs))):
        h = np.tanh(xs[t] + h @ w)
        total += h.sum()
    return total


@program(positive(4), wrt=0)
def two_carried(a):
    x, y = 0.5, 0.25
    for i in range(len(a)):
        x, y = x * y + a[i], x - y
    return x * y


@program(2.0, 3.0, wrt=(0, 1))
def agm(a, b):
    while abs(a - b) > 1e-9:
        a, b = 0.5 * (a + b), math.sqrt(a * b)
    return a


@program(0.9, 12)
def fibonacci_like(x, n):
    a, b = x, 1.0
    for _ in range(n):
        a, b = b, 0.5 * (a + b * x)
    return b


@program(normal(4, 3), wrt=0)
def accumulate_rows(a):
    total = np.zeros(3)
    for i in range(len(a)):
        total += a[i] * a[i - 1]
    return total


@program(0.6, 4)
def accumulates_only(x, n):
    s = 0.0
    for i in range(n):
        s += x * i
    return s


@program(0.6, 5)
def invariant_in_the_loop(x, n):
    s = 1.0
    for _ in range(n):
        c = math.exp(x)
        s = s * 0.5 + c * c
    return s


@program(0.6, 5)
def independent_after_overwrite(x, n):
    """Every iteration overwrites y: its adjoint is zero at the back edge."""
    y = x
    s = 0.0
    for i in range(n):
        y = x * i
        s = s + y * y
    return s + y


@program(0.6, 0, name="used_after_zero")
@program(0.6, 3, name="used_after_three")
def kill_inside_is_no_kill_after(x, n):
    y = x * x
    for i in range(n):
        y = x * (i + 1.0)
    return y * x


@program(normal(3), 2)
def loop_in_both_arms(a, n):
    s = 1.0
    if a.sum() > 100.0:
        for i in range(n):
            s = s * a[i]
    else:
        for i in range(n):
            s = s + a[i] * s
    return s


@program(normal(3, 2, 2), normal(2), wrt=(0, 1))
def product_in_a_loop(mats, v):
    for k in range(len(mats)):
        v = mats[k] @ v
    return v


@program(normal(2, 3), wrt=0)
def three_deep(a):
    s = 1.0
    for i in range(2):
        for j in range(3):
            for k in range(2):
                s = s * 0.7 + a[i, j] * a[k, j] * s
    return s


@program(
    normal(3, 4),
    normal(4, 4),
    normal(4),
    normal(5, 2, 3),
    normal(2, 4),
    np.array([1, 0, 1, 0, 1]),
    wrt=(0, 1, 2, 3, 4),
)
def recurrent_with_a_branch(wx, wh, b, xs, h, flags):
    """The product that the loop sums is taken out though a branch of the iteration adds to its factor."""
    total = 0.0
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ wx + h @ wh + b)
        if flags[t] > 0:
            total = total + (h * h).sum()
    return total


@program(normal(3, 4), normal(4, 4), normal(5, 2, 3), normal(2, 4), 3, wrt=(0, 1, 2, 3))
def recurrent_over_fewer_steps(wx, wh, xs, h, n):
    """The loop reads the first rows of `xs` only: so must the product that is taken out of it."""
    for t in range(n):
        h = np.tanh(xs[t] @ wx + h @ wh)
    return (h * h).sum()


@program(normal(4), 0.4, wrt=(0, 1))
def items_from_before_the_loop(a, w):
    """The numbers of a tuple are read once, whatever the loop stores."""
    s = w
    for q in (a[0], w, a[1] * 2.0):
        a[0] = np.sin(s)
        a[1] = a[1] * q
        s = s + a[0] * q
    return s * a[1]


@program(normal(9), 2.3, wrt=(0, 1), name="step_of_data_up")
@program(normal(9), -2.3, wrt=(0, 1), name="step_of_data_down")
@program(normal(9), 40.0, wrt=(0, 1), name="step_of_data_too_far")
def step_of_data(a, w):
    """The sign of the step is not known while the code is written."""
    step = int(w)
    start = 0 if step > 0 else 8
    stop = 9 if step > 0 else -1
    s = 1.0
    for i in range(start, stop, step):
        s = s * a[i] + w
        a[i] = s * a[i]
    for i in reversed(range(start, stop, step)):
        s = s * np.cos(a[i])
        if s > 5.0:
            break
        s = s + a[i] * a[i]
    for i in range(start, stop, step):
        s = s * 0.9 + a[i] * a[i]
        if s > 2.0:
            break
    return s + a.sum()


@program(normal(3), normal(3, seed=1), 3, wrt=(0, 1))
def swaps_alone_in_a_while_loop(a, b, n):
    k = 0
    while k < n:
        if k != 1:
            a, b = b, a
        k = k + 1
    return (a * a[0]).sum() + b[1]


@program(normal(7), 0.3, 4, wrt=(0, 1))
@program(normal(7), 0.3, 0, wrt=(0, 1), name="stencil_part_no_trips")
def stencil_part(u, k, n):
    for _ in range(n):
        u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return (u * u).sum()


@program(normal(7), 0.3, wrt=(0, 1))
def stencil_part_and_the_array_itself(u, k):
    s = 0.0
    for _ in range(3):
        s += k * (u * u).sum()
        u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return s


@program(normal(7), normal(7, seed=1), 0.3, wrt=(0, 1, 2))
def stencil_parts_of_two(u, v, k):
    for i in range(4):
        u[1:-1] += k * (v[2:] - v[:-2])
        if i % 2:
            v[1:-1] += k * (u[2:] + u[:-2]) * k
    return (u * v).sum()


@program(normal(5), 0.3, wrt=(0, 1))
def stencil_part_in_an_inner_loop(u, k):
    for i in range(3):
        for j in range(1, 4 - i):
            u[j] = (u[j - 1] + u[j + 1]) * k
        u[0] = u[0] * u[4]
    return (u * u).sum()


@program(normal(5), 0.3, wrt=(0, 1))
def stencil_part_read_outside_of_the_inner_loop(u, k):
    s = 0.0
    for _ in range(3):
        s = s + k * (u[1:] - u[:-1]).sum() * k
        for j in range(1, 4):
            u[j] = u[j] * 0.5 + k
    return s + u[1]


@program(normal(5), normal(5, seed=1), 0.3, wrt=(0, 1, 2))
def part_of_a_name_bound_anew(x, y, k):
    for _ in range(3):
        x = np.sin(k * (x - y)) + x
        y = y * k
    return (x * y).sum()


@program(normal(6), 0.3, wrt=(0, 1))
def part_of_an_array_with_a_view(u, k):
    inner = u[1:-1]
    for _ in range(3):
        inner += k * (u[2:] - u[:-2])
    return (u * inner.sum()).sum()


@program(normal(5, 2, 3), normal(3, 4), normal(4, 4, seed=1), 3, wrt=(0, 1, 2))
def recurrence_over_some_of_the_steps(xs, wx, wh, n):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(n):
        h = np.tanh(xs[t] @ wx + h @ wh)
    return (h * h).sum()


@program(normal(4, 2, 3), normal(3, 4), normal(4, 4, seed=1), 3, wrt=(0, 1, 2))
def two_recurrences_with_the_same_weights(xs, wx, wh, n):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ wx + h @ wh)
    k = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(n):
        k = np.tanh(xs[t] @ wx - k @ wh)
    return (h * k).sum()


@program(normal(4, 2, 3), normal(3, 4), normal(4, 4, seed=1), wrt=(0, 1, 2))
def recurrence_of_whose_weights_one_row_counts_more(xs, wx, wh):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ wx + h @ wh)
    return (h * h).sum() + (wx[0] * wx[0]).sum() + wh[1, 2]


@program(normal(4, 2, 3), normal(3, 4), normal(4, 4, seed=1), wrt=(0, 1, 2))
def recurrence_with_a_column_stored(xs, wx, wh):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(len(xs)):
        h = np.tanh(xs[t] @ wx + h @ wh)
        h[:, 0] = h[:, 1] * 2.0
    return (h * h).sum()


@program(normal(6, 2, 3), normal(3, 4), normal(4, 4, seed=1), wrt=(0, 1, 2))
def recurrence_over_every_second_step(xs, wx, wh):
    h = np.zeros((xs.shape[1], wh.shape[0]))
    for t in range(0, len(xs), 2):
        h = np.tanh(xs[t] @ wx + h @ wh)
    return (h * h).sum()


@program(normal(5, 3), normal(3, 3, seed=1), normal(3, seed=2), 4, wrt=(0, 1, 2))
def rows_changed_ahead_of_the_recurrence(a, w, h, n):
    """The row that an iteration reads was changed by the one before it."""
    a = a.copy()
    for t in range(n):
        h = np.tanh(h + a[t] @ w)
        a[t + 1] = a[t + 1] * h
    return h.sum()


@program(normal(4, 3), normal(3, 3, seed=1), normal(3, seed=2), wrt=(0, 1, 2))
def weights_that_decay_in_the_recurrence(xs, w, h):
    for t in range(len(xs)):
        h = np.tanh(h + xs[t] @ w)
        w = w * 0.9
    return h.sum()
