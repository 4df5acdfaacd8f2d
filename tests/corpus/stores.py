"""In-place stores: elements, slices, overlaps, whole arrays, stores that overwrite what was read."""

import numpy as np

from tests.corpus.rows import normal, positive, program, refused


@program(normal(4), 0.7, wrt=(0, 1))
def element(a, w):
    a = a.copy()
    a[1] = w * w
    a[2] = a[1] * a[0]
    return (a * a).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def argument_stored_into(a, w):
    a[0] = a[0] * a[1] * w
    a[-1] = w
    return a * a


@program(normal(5), 3)
def element_augmented(a, k):
    a = a.copy()
    a[k] *= a[k - 1]
    a[k] += a[0] * a[k]
    a[k] -= 0.5
    a[k] /= 1.5 + a[1] * a[1]
    a[k] **= 2
    return a.sum()


@program(normal(6))
def overlap_linear(a):
    a = a.copy()
    a[1:] += a[:-1]
    return a


@program(normal(6))
def overlap_nonlinear(a):
    a = a.copy()
    a[1:] *= a[:-1]
    return a


@program(normal(6))
def overlap_assigned(a):
    a = a.copy()
    a[1:] = a[:-1] * a[1:]
    a[:-2] = a[2:]
    return a * a


@program(normal(6))
def reversed_onto_itself(a):
    a = a.copy()
    a[:] = a[::-1] * a
    return a * a


@program(normal(3), normal(3), wrt=(0, 1))
def whole_array_product(a, b):
    a = a.copy()
    a *= b
    a *= a
    a += b * a
    return a


@program(positive(3), positive(3, seed=1), wrt=(0, 1))
def whole_array_power_and_quotient(a, b):
    c = a * 1.0
    c /= b
    c **= 2
    c -= a
    return c * c


@program(normal(3, 4), normal(4), wrt=(0, 1))
def rows_and_columns(a, v):
    a = a.copy()
    a[0] = v
    a[:, 1] *= a[:, 0]
    a[1, 2:] = a[0, :2] * v[1:3]
    a[..., -1] = 2.0
    return a * a


@program(normal(3, 4), 0.3, wrt=(0, 1))
def scalar_into_a_slice(a, w):
    a = a.copy()
    b = a * w
    a[1:, ::2] = w
    return (a * b).sum()


@program(normal(4), normal(3, 4), wrt=(0, 1))
def row_broadcast_into_a_matrix(v, a):
    out = np.empty((3, 4))
    out[:] = v
    out[1:] *= a[1:]
    return out


@program(normal(5))
def prefix_sum(a):
    s = np.zeros_like(a)
    s[0] = a[0]
    for i in range(1, len(a)):
        s[i] = s[i - 1] + a[i] * a[i]
    return s


@program(normal(5))
def prefix_product_in_place(a):
    a = a.copy()
    for i in range(1, len(a)):
        a[i] = a[i] * a[i - 1]
    return a


@program(normal(5, 5), normal(5), wrt=(0, 1))
def triangular_solve(m, y):
    x = np.zeros(5)
    for i in range(5):
        s = y[i]
        for j in range(i):
            s = s - m[i, j] * x[j]
        x[i] = s / (2.0 + m[i, i] * m[i, i])
    return x


@program(positive(5), normal(5), normal(4), normal(4, seed=2), wrt=(0, 1, 2, 3))
def thomas(diagonal, y, lower, upper):
    d = diagonal + 4.0
    y = y.copy()
    n = len(d)
    for i in range(1, n):
        w = lower[i - 1] / d[i - 1]
        d[i] = d[i] - w * upper[i - 1]
        y[i] = y[i] - w * y[i - 1]
    y[n - 1] = y[n - 1] / d[n - 1]
    for i in range(n - 2, -1, -1):
        y[i] = (y[i] - upper[i] * y[i + 1]) / d[i]
    return y


@program(normal(4))
def negative_index_wraps(a):
    """a[i - 1] at i = 0 is the last element: what it read is overwritten at the end."""
    a = a.copy()
    s = 0.0
    for i in range(4):
        s += a[i - 1] ** 2
        a[i] = a[i] * i
    return s + a.sum()


@program(normal(4))
def read_then_overwritten(a):
    a = a.copy()
    y = np.sin(a)
    z = y * a
    a[:] = 1.0
    y[0] = 3.0
    return (z * y * a).sum()


@program(normal(4), 0.5, wrt=(0, 1))
def dead_adjoint_still_overwrites(a, w):
    """The store of a constant has no adjoint, but destroys what the product read."""
    b = a * w
    c = b * b
    b[1] = 7.0
    d = c * b
    b[:] = 0.0
    return d.sum() + b.sum()


@program(normal(3, 3))
def swap_rows_by_copy(a):
    a = a.copy()
    row = a[0].copy()
    a[0] = a[1] * row
    a[1] = row
    return a * a


@program(normal(4), 3)
def store_in_a_loop_of_slices(a, n):
    a = a.copy()
    for k in range(n):
        a[k:] = a[k:] * a[k]
    return a


@program(normal(6), 2)
def stencil_explicit(u, steps):
    u = u.copy()
    for _ in range(steps):
        u[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2]) * u[1:-1]
    return u


@program(normal(6), 3, name="ping_pong_three")
@program(normal(6), 0, name="ping_pong_zero")
def ping_pong(u, steps):
    a = u * 1.0
    b = np.zeros_like(u)
    for _ in range(steps):
        b[1:-1] = a[1:-1] * (a[:-2] + a[2:])
        a, b = b, a
    return a


@program(normal(3, 4))
def integer_array_store(a):
    a = a.copy()
    rows = np.array([0, 2])
    a[rows, 1] = a[rows, 0] * 2.0
    a[rows] *= 0.5
    return a * a


@program(normal(5), np.array([0, 2, 2, 4]))
def integer_array_augmented_with_repeats(a, idx):
    """NumPy's augmented store with repeated indices writes the last one only."""
    a = a.copy()
    a[idx] += np.array([1.0, 2.0, 3.0, 4.0]) * a[0]
    return a * a


@program(normal(4), np.array([1, 3, 1]), normal(3), wrt=(0, 2))
def integer_array_store_with_repeats(a, idx, v):
    a = a.copy()
    a[idx] = v * v
    return a * a


@program(normal(5))
def out_of_two_arrays(a):
    b = np.zeros(5)
    c = np.ones(5)
    for i in range(5):
        b[i] = a[i] * c[i - 1]
        c[i] = b[i] * b[i - 1] + a[4 - i]
    return b @ c


@program(normal(4))
def last_store_wins(a):
    out = np.zeros(2)
    out[0] = a[0] * a[1]
    out[0] = a[2] * a[3]
    out[1] = out[0] * out[0]
    out[0] = a[0]
    return out


@program(normal(2, 3))
def zeros_like_filled(a):
    out = np.zeros((3, 2))
    for i in range(2):
        for j in range(3):
            out[j, i] = a[i, j] * a[i, j - 1]
    return out


@program(normal(3), 0.3, wrt=(0, 1), outcome="right or refused")
def list_element_store(a, w):
    parts = [w, w * w, 2.0]
    parts[1] = parts[0] * a[1]
    parts[2] += parts[1]
    return parts[0] * parts[1] * parts[2]


@program(normal(6), normal(6, seed=1), wrt=(0, 1))
def overlapping_slices_of_itself(a, b):
    """What is read beside what is written is read before that is."""
    a = a.copy()
    a[1:] = 0.5 * a[1:] * b[1:] + a[:-1] * 2.0
    a[:-2] = a[2:] - a[1:-1] * b[0]
    return (a * b).sum()


@program(normal(6))
def flipped_onto_what_it_overlaps(a):
    a = a * 1.0
    a[2:] = np.flip(a[:-2] + a[1:-1])
    return (a * a).sum()


@refused(
    "an array that the next iteration reads by its own name", normal(5), normal(3), 4, wrt=(0, 1)
)
def store_into_what_the_next_iteration_reads(x, v, n):
    v = v.copy()
    w = x.copy()
    s = 0.0
    for i in range(n):
        s = s + (v * v).sum()
        if x[i] > 0.0:
            w = v
        w[0] = x[i]
    return s
