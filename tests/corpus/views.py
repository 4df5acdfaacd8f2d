"""Views by slice and transpose written through, stale values, two names of one array."""

import numpy as np

from tests.corpus.rows import normal, program


@program(normal(5))
def view_written_after_being_read(a):
    a = a.copy()
    v = a[1:]
    y = v * 2
    a[2] = 3.0
    return (v * y).sum()


@program(normal(5))
def store_through_a_view(a):
    a = a.copy()
    v = a[1:4]
    v[0] = a[0] * a[4]
    v[1:] *= 2.0
    return a * a


@program(normal(3, 4))
def store_through_a_transpose(a):
    a = a.copy()
    t = a.T
    t[1] = t[0] * t[2]
    t *= 0.5
    return a * a


@program(normal(3, 4))
def store_through_a_row(a):
    a = a.copy()
    row = a[1]
    row += a[0] * row
    row[2] = 1.5
    return a * a


@program(normal(6))
def view_of_a_view(a):
    a = a.copy()
    v = a[1:]
    w = v[::2]
    w[1] = a[0] * w[0]
    v[0] *= w[1]
    return a * a


@program(normal(4), 0.8, wrt=(0, 1), outcome="right or refused")
def alias(a, x):
    a = a.copy()
    b = a
    b[0] = x * x
    a[1] *= b[0]
    return b


@program(normal(4), 2, outcome="right or refused")
def alias_then_rebound(a, n):
    b = a
    for _ in range(n):
        b = b * a
    b[0] = 1.0
    return (a * b).sum()


@program(normal(4), outcome="right or refused")
def augmented_alias(a):
    a = a.copy()
    b = a
    b *= a
    a += 1.0
    return b * b


@program(normal(4))
def augmented_value_is_no_alias(a):
    b = a + 0.0
    b *= a
    return a * b


@program(normal(5), 2)
def indices_captured_when_the_view_is_made(a, i):
    a = a.copy()
    v = a[i:]
    i = i + 1
    v[0] = a[0] * a[1]
    return a * a * i


@program(normal(3, 3))
def both_triangles_through_a_transpose(a):
    a = a.copy()
    b = a.T
    for i in range(3):
        for j in range(i):
            b[j, i] = a[i, j] * a[j, i]
    return a * a


@program(normal(5))
def stale_value_in_a_loop(a):
    a = a.copy()
    old = a[0]
    for i in range(1, 5):
        new = a[i]
        a[i] = new * old
        old = new
    return a * old


@program(normal(6))
def view_in_a_loop(a):
    a = a.copy()
    for i in range(3):
        v = a[i : i + 3]
        v[0] = v[1] * v[2]
    return a * a


@program(normal(6))
def two_views_that_do_not_overlap(a):
    a = a.copy()
    left, right = a[:3], a[3:]
    left *= right
    right += left * left
    return a


@program(normal(6))
def two_views_that_overlap(a):
    a = a.copy()
    left, right = a[:4], a[2:]
    left *= right
    right[:] = right * left
    return a


@program(normal(2, 6))
def view_with_newaxis(a):
    a = a.copy()
    v = a[:, None, 1:3]
    v *= 2.0
    v[0] = v[1] * v[1]
    return a * a


@program(normal(3, 4))
def view_returned(a):
    b = a * a
    return b[1:, ::2]


@program(normal(3, 4))
def argument_view_returned(a):
    return a.T


@program(normal(4), normal(4, seed=1), wrt=(0, 1), outcome="right or refused")
def three_buffers_rotate(a, b):
    a, b = a.copy(), b.copy()
    c = np.zeros(4)
    for _ in range(3):
        c[:] = a * b
        a, b, c = b, c, a
    return a * b


@program(normal(2, 3))
def reshape_of_a_fresh_array(a):
    b = (a * a).reshape(6)
    c = b.reshape(3, 2)
    return c[1] * b[4] * a.ravel()[:2]


@program(normal(4))
def copy_breaks_the_alias(a):
    a = a.copy()
    b = a.copy()
    b[0] = a[1] * a[2]
    a[:] = b * a
    return a * b


@program(normal(3, 3))
def diagonal_by_elements(a):
    a = a.copy()
    for i in range(3):
        a[i, i] = a[i, i] * a[0, i]
    return a * a.T


@program(normal(4))
def same_array_both_sides(a):
    b = a.copy()
    c = b[:]
    c[1:] = b[:-1] * c[1:]
    return b


@program(normal(4))
def copied_if_needed(a):
    b = np.array(a, copy=np._CopyMode.IF_NEEDED)
    c = np.array(b, copy=np._CopyMode.ALWAYS)
    d = np.array(b, copy=None)
    c[0] = 2.0
    return b * c * d


@program(normal(7))
def uneven_pieces_written_through(a):
    b = a * a
    p, q, r = np.array_split(b, 3)
    q[0] = p[2] * r[1]
    p *= 2.0
    return (b * a).sum() + q.sum()


@program(normal(3, 5))
def uneven_columns(a):
    p, q, r = np.array_split(a * a, [1, 3], axis=-1)
    s, t = np.array_split(a, 2, axis=1)
    return (p * q * r).sum() + (s[:, :2] * t * s[:, 1:]).sum()


@program(normal(3, 4))
def halves_of_columns(a):
    p, q = np.hsplit(a, 2)
    v, w = np.hsplit(a[0], [1])
    return (p * q * v).sum() + (w * w).sum()


@program(normal(2, 3, 4))
def halves_in_depth(a):
    p, q = np.dsplit(a, 2)
    return p * q * q


@program(normal(6), normal(4, seed=1), wrt=(0, 1))
def convolved_to_the_longer(a, v):
    return np.convolve(a, v, "same") * a.sum()


@program(normal(3), normal(6, seed=1), wrt=(0, 1))
def convolved_where_both_overlap(a, v):
    y = np.convolve(a, v, mode="valid")
    y *= y
    return y * np.convolve(v, a, mode="same")[:4]


@program(normal(5))
def convolved_with_a_window(a):
    window = np.ones(3) / 3.0
    return np.convolve(a * a, window, mode="valid").sum() + np.convolve(a, window, "full").sum()


@program(normal(3), normal(4, seed=1), wrt=(0, 1))
def grid_of_two(u, v):
    x, y = np.meshgrid(u, v)
    return x * y * y + u


@program(normal(3), normal(2, seed=1), normal(4, seed=2), wrt=(0, 1, 2))
def grid_of_three(u, v, w):
    x, y, z = np.meshgrid(u, v, w)
    p, q, r = np.meshgrid(u * u, v, w, indexing="ij")
    return (x * y * z).sum() + (p * q * r * r).sum()


@program(normal(3), normal(2, seed=1), wrt=(0, 1))
def grid_written_to(u, v):
    grid = np.meshgrid(u, v, indexing="ij")
    grid[0][1, 0] = v[1] * u[0]
    grid[1][...] *= 2.0
    return grid[0] * grid[1]


@program(normal(4))
def grid_of_one_vector(u):
    x, y = np.meshgrid(u, u)
    return np.hypot(x, y + 2.0).sum() + (x * np.arange(4.0)).sum()


@program(normal(3))
def grid_with_a_literal_vector(u):
    x, y = np.meshgrid(u, np.linspace(0.0, 1.0, 5))
    return x * x * y


@program(normal(3), normal(2, seed=1), wrt=(0, 1))
def grid_of_a_vector_changed_later(u, v):
    w = u * 2.0
    grid = np.meshgrid(w, v)
    w[1] = 5.0
    w *= w
    return grid[0] * grid[1] + w
