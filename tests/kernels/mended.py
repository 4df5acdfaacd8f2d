"""Programs that were refused or wrong once, with their near misses."""

import numpy as np

from tests.kernels.rows import kernel, rng


def with_zeros(n):
    x = rng(n).uniform(0.5, 1.5, size=(n, n))
    return x * (1.0 - np.eye(n)), rng(n + 1).uniform(0.5, 1.5, size=(n, n))


@kernel(with_zeros, 3, 4, wrt=(1,), reference="richardson")
def root_replaced_behind_a_mask(x, w):
    """The root's derivative is infinite where its value is replaced."""
    r = np.sqrt(x * w)
    r[r == 0] = 1.0
    return (r * w).sum()


@kernel(with_zeros, 3, 4, wrt=(1,), reference="richardson")
def root_above_the_diagonal(x, w):
    return (np.triu(np.sqrt(x * w), 1) * w).sum() + np.tril(np.sqrt(x * w), -1).sum()


@kernel(with_zeros, 3, 4, wrt=(1,), reference="richardson")
def quotient_replaced_by_places(x, w):
    q = 1.0 / (x * w + (x == 0) * 1e-200)
    k = np.arange(len(x))
    q[k, k] = 0.0
    return (q * q).sum()


@kernel(lambda n: (rng(n).normal(size=(n, 3)), rng(n).normal(size=3), rng(n).normal(size=n)), 1, 4)
def error_of_the_last_row(x, w, y):
    for i in range(len(x)):
        error = (x[i] @ w - y[i]) ** 2
    return error * i + error


@kernel(lambda n: (rng(n).normal(size=n), 0.2, 3, 2), 3, 5, wrt=(0, 1))
def array_left_by_two_loops(x, k, n, m):
    for i in range(n):
        for j in range(m):
            y = np.sin(x * (i + 1) + j * k)
            x = x + k * y
    return (y * x).sum() + j


@kernel(lambda n: (rng(n).normal(size=n), 0.05), 3, 5)
def step_left_by_while(x, tolerance):
    while x @ x > tolerance:
        g = 0.5 * np.sin(x)
        x = x - g
    return g @ x


@kernel(lambda n: (rng(n).normal(size=n),), 3, 6)
def item_and_index_after_the_loop(x):
    for k, v in enumerate(x):  # noqa: B007
        square = v * v
        if square > 4.0:
            break
    return square * v + k


@kernel(lambda n: (rng(n).normal(size=n), 0.3), 4, 7)
def stored_below_what_was_read(x, k):
    """Nothing is saved: i is at most n - 2, x[n - 1] is read."""
    n = len(x)
    x[n - 1] = x[n - 1] * k
    s = x[n - 1] ** 2
    for i in range(n - 2, -1, -1):
        x[i] = x[i + 1] * k + i
    return s + x[0]


@kernel(lambda n: (rng(n).normal(size=n), 0.3), 4, 7)
def stored_where_it_was_read(x, k):
    """A near miss: i gets to n - 1."""
    n = len(x)
    s = x[n - 1] ** 2
    for i in range(n - 1, 0, -1):
        x[i] = x[i - 1] * k + s
    return s + x[n - 1] ** 2


@kernel(lambda n: (rng(n).normal(size=n), 0.3), 4, 7)
def stored_below_a_name_that_moves(x, k):
    """A near miss: what n - 1 was in an earlier iteration of the outer loop."""
    s = 0.0
    for j in range(2):
        n = len(x) - 2 + j
        s = s * x[n - 1] ** 2 + x[n - 1] ** 3
        for i in range(n - 2, -1, -1):
            x[i] = x[i + 1] * k + s
    return s + x[0] * x[1]


@kernel(lambda n: (rng(n).normal(size=n), 0.3), 4, 7)
def stored_at_the_end_after_all_below(x, k):
    n = len(x)
    s = 1.0
    for i in range(n - 1):
        s = s * x[i] ** 2 + x[i]
    x[n - 1] = s * k
    return s + x[n - 1] * x[0]
