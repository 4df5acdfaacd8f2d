"""Stores by integer arrays, repeated or not, mixed with slices and integers; parts of split arrays."""

import numpy as np

from tests.corpus.rows import normal, positive, program

ROWS_WITH_REPEATS = np.array([0, 2, 2, 1])


@program(normal(4), normal(4, seed=1), np.array([0, 2, 2, 1]), wrt=(0, 1))
def last_of_repeated_counts(x, v, k):
    y = x * x
    y[k] = v * x
    z = y * y
    k[1] = 3
    z[k] = v
    return z * y


@program(normal(4), normal(4, seed=1), np.array([0, 2, 2, 1]), wrt=(0, 1))
def augmented_with_repeats(x, v, k):
    y = x * x
    y[k] += v * x
    y[k] *= 1.5 * v
    y[k] -= y[::-1]
    k[:] = 0
    y[k] /= 2.0 + v * v
    return y * y


@program(normal(4), normal(4, seed=1), np.array([-1, 3, 0, -4]), wrt=(0, 1))
def repeated_from_both_ends(x, v, k):
    y = x * x
    y[k] = v * v
    y[k] += y * v
    return y * y


@program(normal(4, 3), normal(4, 3, seed=1), np.array([0, 2, 2, 1]), wrt=(0, 1))
def rows_and_columns_by_arrays(x, v, k):
    y = x * x
    y[k, :] = v * x
    y[:, [2, 0]] *= v[:, [1, 2]]
    y[1, [0, 0, 2]] = v[0] * v[1]
    y[k, 1] += v[:, 0]
    return y * y


@program(normal(4, 3), normal(4, seed=1), np.array([0, 2, 1, 1]), wrt=(0, 1))
def pairs_of_arrays_added_at(x, v, k):
    y = x * x
    np.add.at(y, (k, k % 3), v * v)
    z = y[k, k % 3] * v
    return (z * z).sum() + (y * y).sum()


@program(normal(4, 3), normal(2, 3, seed=1), wrt=(0, 1))
def ellipsis_and_new_axes(x, v):
    y = x * x
    y[..., [0, 2]] *= 2.0
    y[None, [1, 3]] = v[None] * 3.0
    y[[0, 1], ..., None] += v[:, :, None]
    return y * y


@program(normal(4), normal(3, seed=1), np.array([3, 1, 1]), wrt=(0, 1))
def scattered_in_a_loop(x, v, k):
    y = x * 1.0
    for i in range(3):
        y[k] = v * y[k]
        y[k] += x[i]
        k[i] = i
        y *= y
    return y


@program(normal(4), normal(3, seed=1), np.array([3, 1, 1]), 1, wrt=(0, 1))
def scattered_in_a_branch(x, v, k, n):
    y = x * x
    if y[n] > 100.0:
        y[k] = v
    else:
        y[k] += v * y[k]
        k[0] = 0
    y[k] *= y[k]
    return y * y


@program(normal(4), np.array([], dtype=int))
def no_indices(x, k):
    y = x * x
    y[k] = 3.0
    y[k] *= 2.0
    np.add.at(y, k, x[k])
    return y * y


@program(normal(6))
def halves(x):
    y = x * x
    p, q = np.split(y, 2)
    p[0] = q[1] * q[1]
    q *= 2.0
    return y * x


@program(normal(5, 6))
def split_at_places_and_axes(x):
    y = x * x
    a, b, c = np.split(y, [1, 3])
    parts = np.split(y, 3, axis=1)
    b[0] = a[0] * c[1]
    parts[1][:] = parts[0] * parts[2]
    return (a * a).sum() + (y * y).sum() + b.sum()


@program(normal(6))
def view_of_a_view_of_a_view(x):
    y = x * x
    v = y[1:]
    w = v[::2]
    u = w[::-1]
    s = w.sum()
    u[0] = s * s
    v[1] = u[1] * s
    return y * y + w[0]


@program(normal(6))
def view_read_after_its_base_changed(x):
    y = x * x
    v = y[1:4]
    first = v * 1.0
    y[2] = x[0] * 5.0
    k = 3
    w = y[k:]
    k = 0
    y[4] = v[1] * w[0]
    return v * v * first + w[:3]


@program(normal(6), normal(6, seed=1), wrt=(0, 1))
def ring_with_overlaps(x, v):
    buf = x * 1.0
    for k in range(9):
        buf[k % 6] = buf[(k + 2) % 6] * v[k % 6]
        buf[1:] += buf[:-1] * 0.5
        buf[:] = buf[::-1]
        buf[::-1] += buf * 0.1
    return buf


@program(normal(5), np.array([[3, 3, 1], [2, 0, 0]]), normal(3, seed=1), wrt=(0, 2))
def vector_taken_by_a_matrix_times_a_vector(x, k, v):
    return np.sum(x[k] * v) + np.sum(x[[k, k[::-1]]] * (v * v))


@program(normal(3, 3), np.array([[0, 1, 2], [0, 1, 1]]))
def rows_with_columns_spread_over_them(m, c):
    """One row stands several times in the same column: what is picked twice counts twice."""
    p = m[np.arange(3), c]
    return (p * p).sum()


@program(normal(3, 3), np.array([2, 1, 2, 2]))
def one_row_with_repeated_columns(m, c):
    p = m[np.arange(1), c]
    return (p * p).sum()


@program(normal(3, 4, 2, 5), normal(3, 3, 2, seed=1), wrt=(0, 1))
def repeated_places_that_stand_apart(m, v):
    """The axis of the indices comes first, as a number stands apart from them."""
    m = m.copy()
    m[:, np.array([0, 2, 0]), :, 1] = v
    return (m * m).sum()


@program(normal(4), normal(4, seed=1), wrt=(0, 1))
def gather_by_a_range_that_was_changed(x, w):
    """The range names a place twice after the store: its entries have to be added up."""
    k = np.arange(3)
    k[0] = 1
    return (x[k] * w[k] ** 2 * w[:3]).sum()


@program(positive(4, 4), normal(4), wrt=(0, 1))
def diagonal_by_its_indices(a, w):
    a[np.diag_indices(len(w))] += w**2
    k = np.arange(3)
    a[k, k + 1] = a[k, k] * w[:3]
    return (a * a).sum()


@program(positive(3), normal(4, 4), wrt=(0, 1))
def assembled_element_matrices(e, k):
    for i in range(len(e)):
        dofs = [i, i + 1]
        k[np.ix_(dofs, dofs)] += e[i] * np.array([[1.0, -1.0], [-1.0, 1.0]]) * k[i, i]
    return (k * k).sum()


@program(positive(2), normal(3, 3), np.array([[0, 2], [2, -1]]), wrt=(0, 1))
def assembled_where_rows_repeat(e, k, members):
    """The second element names row 2 twice, once from the end: the last of equal places stays."""
    for i in range(len(e)):
        dofs = members[i]
        k[np.ix_(dofs, dofs)] += e[i] * np.array([[1.0, -2.0], [3.0, 4.0]]) * k[0, 0]
    return (k * k * np.arange(9.0).reshape(3, 3)).sum()


@program(normal(5), normal(3, 3), np.array([0, 1, 0, -3, 2]), np.array([1, 2, 1, 1, 2]), wrt=(0, 1))
def places_of_two_axes_written_twice(x, m, i, j):
    m[i, j] = np.sin(x) * m[2, 2]
    return (m * m).sum()
