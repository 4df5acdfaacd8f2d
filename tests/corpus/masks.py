"""Boolean masks: read, stored into, added to, changed afterwards, of lower rank, in loops and branches."""

import numpy as np

from tests.corpus.rows import normal, program


@program(normal(7))
def mask_read(x):
    return (x[x > 0] ** 2).sum()


@program(normal(7))
def mask_is_the_result(x):
    return np.sin(x)[x > 0]


@program(normal(7))
def mask_cleared(x):
    y = x * x
    y[x < 0] = 0.0
    return y * x


@program(normal(7))
def mask_of_what_is_stored_into(x):
    y = x * x - 0.3
    y[y < 0] *= y[y < 0] * 2.0
    return y * y


@program(normal(7), 1.3, wrt=(0, 1))
def mask_changed_later(x, w):
    m = x > 0
    a = x * 1.0
    a[m] = x[m] * w
    m[2] = not m[2]
    a[m] += w * x[m]
    m[:] = x < 0
    a[m] = a[m] * a[m]
    return a * a


@program(normal(7), normal(7, seed=3), wrt=(0, 1))
def mask_of_two_arrays(a, b):
    c = np.zeros(7)
    m = (a > 0) & (b > -0.5)
    c[m] = a[m] * b[m]
    c[~m] = a[~m] - b[~m]
    return c * c


@program(normal(4, 3))
def mask_of_all_axes(x):
    y = x * x
    m = x > 0.1
    y[m] = np.sin(y[m]) * x[m]
    return (y[m] ** 2).sum() + y.sum()


@program(normal(4, 3), normal(4, seed=1), wrt=(0, 1))
def mask_of_rows(x, v):
    y = x * 1.0
    m = v > 0
    y[m] *= 2.0 * x[m]
    y[m, 1] += v[m]
    y[m, 1:] *= 3.0
    y[0, x[0] > 0] = 0.5
    return y * y


@program(normal(4, 3), normal(3, seed=2), wrt=(0, 1))
def mask_of_columns(x, v):
    y = x * 1.0
    y[:, v > 0] *= v[v > 0]
    y[..., v < 0] = v[v < 0] * v[v < 0]
    return (y[:, v > -1.0, None] ** 2).sum()


@program(normal(6))
def mask_in_a_loop(x):
    y = x * 1.0
    s = 0.0
    for i in range(4):
        y[y > 0.1] *= 1.5 * y[y > 0.1]
        y = y + x * 0.25
        s = s + y[y > 0].sum() * (i + 1)
    return s


@program(normal(6))
def mask_carried_through_a_loop(x):
    y = x * 1.0
    m = x > 0
    for i in range(3):
        y[m] = y[m] * x[m]
        m = y > 0.05 * i
        y[m] += x[m]
    return y[m].sum() + (y * y).sum()


@program(normal(6), 1)
def mask_in_a_branch(x, k):
    y = x * x
    m = x > 0
    if y[k] > 0.01:
        y[m] = y[m] * x[m]
        m = ~m
    else:
        y[~m] = 0.0
    y[m] -= x[m] * 3.0
    return y * y


@program(normal(6))
def mask_that_is_never_true(x):
    y = x * 1.0
    y[x > 100.0] = x[x > 100.0] * 2.0
    y[x > 100.0] *= 7.0
    return (y * y).sum() + x[x > 100.0].sum()


@program(normal(1))
def mask_of_one_entry(x):
    y = x * x
    y[x > -100.0] *= x[x > -100.0]
    return y


@program(normal(6))
def mask_through_a_view(x):
    y = x * x
    v = y[1:-1]
    v[v > 0.2] *= x[1:-1][v > 0.2]
    w = y[::-1]
    w[x > 0] += x[x > 0]
    return y * y


@program(normal(6), np.array([0, 2, 3]))
def mask_of_a_gathered_part(x, k):
    y = x[k] * x[k]
    m = x[k] > 0
    y[m] = np.exp(x[k][m])
    x = x[k][m]
    return (y * y).sum() + (x * x).sum()


@program(normal(6), np.array([True, False, True, True, False, False]))
def mask_passed_as_an_argument(x, m):
    y = x * x
    y[m] = 0.5 * x[m] * y[m]
    m[0] = False
    y[m] = y[m] * y[m]
    return y


@program(normal(5), normal(5, seed=4), wrt=(0, 1))
def mask_guards_a_division(a, b):
    q = np.zeros(5)
    m = b > 0
    q[m] = np.sqrt(b[m]) / b[m] * a[m]
    return q


@program(normal(3, 3), normal(3, seed=1), wrt=(0, 1))
def mask_that_is_a_view(x, v):
    y = x * x
    m = x > 0
    y[0, m[1]] = v[m[1]] * v[m[1]]
    y[m.T] *= 2.0 * x[m.T]
    m[1] = ~m[1]
    m[0, 0] = True
    y[1, m[1]] += v[m[1]] * y[0][m[1]]
    return y * y


ROOTS = (np.array([0.0, 2.0, 0.5]), np.array([-1.0, 1.0, 2.0]))


@program(*ROOTS, wrt=(0, 1))
def root_that_is_not_chosen(x, m):
    """The root's derivative is infinite at 0, where the other value is taken."""
    r = np.sqrt(x)
    y = np.where(m > 0.0, r, x)
    return (y * y).sum() + m.sum()


@program(*ROOTS, wrt=(0, 1))
def roots_replaced_by_a_mask(x, m):
    r = np.sqrt(x)
    r[m <= 0.0] = 1.0
    return (r * m).sum()


@program(*ROOTS, wrt=(0, 1))
def root_that_one_arm_reads(x, m):
    s = 0.0
    for i in range(len(x)):
        r = np.sqrt(x[i])
        if m[i] > 0.0:
            s = s + r * m[i]
    return s
