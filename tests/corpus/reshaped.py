"""Stores through views that are no slices: reshaped, flat, squeezed, flipped, diagonal; and copies that look alike."""

import numpy as np

from tests.corpus.rows import normal, program, refused


@program(normal(6), 0.7, wrt=(0, 1))
def reshape_name_store(a, x):
    a = a.copy()
    b = a.reshape(2, -1)
    b[0] = x
    return (a * a).sum() + b[1, 0]


@program(normal(6), 0.7, wrt=(0, 1))
def reshape_param(a, x):
    b = a.reshape(2, 3)
    b[0] = x * b[1]
    return (a * a).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def ravel_elem(m, x):
    m = m.copy()
    for i in range(m.size):
        m.ravel()[i] += x * i
    return (m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def ravel_name(m, x):
    f = m.ravel()
    f[::2] *= x
    return (m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def reshape_ellipsis(m, x):
    m.reshape(-1)[...] = x * np.arange(12.0)
    return (m * m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flatten_store(m, x):
    f = m.flatten()
    f[0] = x
    return (m * m).sum() + (f * f).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flat_store(m, x):
    m = m.copy()
    m.flat[3] = x
    m.flat[0] *= x
    return (m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flat_slice(m, x):
    m = m.copy()
    m.flat[::5] = x
    return (m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def flat_read(m, x):
    s = 0.0
    for v in m.flat:
        s = s + v * v * x
    return s + m.flat[2]


@program(normal(4, 4), 0.7, wrt=(0, 1))
def fill_diag(m, x):
    m = m.copy()
    np.fill_diagonal(m, x)
    return (m * m * m).sum()


@program(normal(4, 4), normal(4), wrt=(0, 1))
def fill_diag_vec(m, x):
    m = m.copy()
    np.fill_diagonal(m, x)
    return (m * m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def einsum_view(m, x):
    m = m.copy()
    np.einsum("ii->i", m)[:] = x
    return (m * m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def einsum_view2(m, x):
    m = m.copy()
    d = np.einsum("ii->i", m)
    d += x
    d *= d
    return (m * m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def flat_diag(m, x):
    m = m.copy()
    m.flat[::5] += x
    return (m * m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def ravel_diag(m, x):
    m = m.copy()
    m.ravel()[::5] += x
    m.reshape(-1)[1::5] *= m.ravel()[:-1:5]
    return (m * m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def diag_copy(m, x):
    d = np.diagonal(m).copy()
    d[0] = x
    return (d * d).sum() + (m * m).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def bcast_view_read(a, x):
    b = np.broadcast_to(a, (3, 4))
    a[0] = x
    return (b * b).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def bcast_view_read2(a, x):
    a = a.copy()
    b = np.broadcast_to(a, (3, 4))
    a[0] = x
    a[1] = b[2, 0] * b[1, 3]
    return (b * b).sum()


@program(normal(6), 0.7, wrt=(0, 1))
def split_store(a, x):
    p, q = np.split(a, 2)
    p[0] = x * q[1]
    q *= p
    return (a * a).sum()


@program(normal(6), 0.7, wrt=(0, 1))
def split_store2(a, x):
    parts = np.split(a, 3)
    for p in parts:
        p *= x
        p[0] += p[1]
    return (a * a).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def swapaxes_store(m, x):
    t = np.swapaxes(m, 0, 1)
    t[0] = x
    t[1] *= t[0]
    return (m * m).sum()


@program(normal(2, 3, 4), 0.7, wrt=(0, 1))
def moveaxis_store(m, x):
    t = np.moveaxis(m, 2, 0)
    t[0] = x
    t[1, 0] *= t[0, 1]
    return (m * m).sum()


@program(normal(2, 3, 4), 0.7, wrt=(0, 1))
def transpose_store(m, x):
    t = m.transpose(2, 0, 1)
    t[0] = x
    t[1, 0] *= t[0, 1]
    return (m * m).sum()


@program(normal(1, 4), 0.7, wrt=(0, 1))
def squeeze_store(m, x):
    t = m.squeeze(0)
    t[0] = x
    t[1] *= t[2]
    return (m * m).sum()


@program(normal(1, 4), 0.7, wrt=(0, 1))
def squeeze_store_np(m, x):
    np.squeeze(m, axis=0)[1:] *= x
    return (m * m).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def expand_store(a, x):
    t = np.expand_dims(a, 0)
    t[0, 1] = x
    t *= x
    return (a * a).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def expand_store2(a, x):
    t = a[:, None]
    t[1] = x
    t[2:] *= x
    return (a * a).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def view_of_views(m, x):
    v = m[1:].ravel()
    v[0] = x
    w = v[2:].reshape(3, 2)
    w[1] *= x
    w.T[0] += v[1]
    return (m * m).sum()


@refused("of a transposed matrix a reshape is a copy", normal(3, 4), 0.7, wrt=(0, 1))
def reshape_of_transpose_is_copy(m, x):
    m = m.copy()
    v = m.T.reshape(-1)
    v[0] = x
    return (m * m).sum() + (v * v).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def ravel_col_is_copy(m, x):
    m = m.copy()
    v = m[:, 1].reshape(3, 1)
    v[0] = x
    return (m * m).sum() + (v * v).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def reshape_stale(m, x):
    m = m.copy()
    v = m.reshape(12)
    y = v * 2
    m[0, 1] = x
    return (v * y).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def reshape_read_after_store(m, x):
    m = m.copy()
    v = m.reshape(12)
    m[0] = x * m[1]
    return (v * v * np.arange(12.0)).sum()


@program(normal(12), 0.7, wrt=(0, 1))
def out_reshape(a, x):
    g = np.zeros((3, 4))
    np.multiply(a, x, out=g.ravel())
    return (g * g).sum()


@program(normal(12), 0.7, wrt=(0, 1))
def zeros_reshape(a, x):
    g = np.zeros(12).reshape(3, 4)
    g[1] = a[:4] * x
    g[1:, 0] += a[:2]
    return (g * g).sum()


@program(normal(12), 0.7, wrt=(0, 1))
def helper_reshape(a, x):
    def h(v):
        w = v.reshape(3, 4)
        w[1] *= x
        return w

    w = h(a)
    w[0, 0] = x
    return (a * a).sum()


@program(normal(12), 0.7, wrt=(0, 1))
def loop_reshape(a, x):
    for k in range(3):
        g = a.reshape(3, 4)
        g[k] = g[(k + 1) % 3] * x
    return (a * a).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def hsplit_store(m, x):
    p, q = np.hsplit(m, 2)
    p[0] = x
    q *= p
    return (m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flip_store(m, x):
    p = np.flip(m, 0)
    p[0] = x
    q = m[::-1]
    q[1] *= x
    return (m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def rot_store(m, x):
    p = np.fliplr(m)
    p[0] = x
    return (m * m).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def atleast_store(a, x):
    p = np.atleast_2d(a)
    p[0, 1] = x
    return (a * a).sum()


@program(normal(4), 0.7, wrt=(0, 1))
def asarray_store(a, x):
    p = np.asarray(a)
    p[1] = x
    return (a * a).sum()


@program(normal(2, 2, 3), 0.7, wrt=(0, 1))
def reshape_like_store(m, x):
    b = np.zeros(12)
    b.reshape(m.shape)[...] = m * x
    b.reshape(m.shape[0], -1)[1] *= 2.0
    return (b * b * b).sum()


@program(normal(2, 6), 0.7, wrt=(0, 1))
def rows_reshaped(m, x):
    m = m.copy()
    for row in m:
        g = row.reshape(2, 3)
        g[0] = g[1] * x
    return (m * m).sum()


@refused("an attribute is assigned", normal(6), 0.7, wrt=(0, 1))
def shape_assign(a, x):
    a = a.copy()
    a.shape = (2, 3)
    a[0] = x
    return (a * a).sum()


@program(normal(6), 0.7, wrt=(0, 1))
def view_method(a, x):
    b = a.view()
    b[0] = x
    return (a * a).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def diag_stale(m, x):
    d = np.diagonal(m)
    m[0, 0] = x
    m[1] *= d
    return (d * d).sum() + (m * m).sum()


@program(normal(4, 4), 0.7, wrt=(0, 1))
def einsum_trace(m, x):
    return np.einsum("ii", m) * x + np.einsum("ii->", m * m)


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flat_all(m, x):
    m = m.copy()
    m.flat = x * np.arange(12.0)
    m.flat[[0, 2, 5]] *= x
    m.flat[m.ravel() > 3] += x
    return (m * m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def flat_scalar(m, x):
    m = m.copy()
    m.flat = x
    return (m * m * m).sum()


@program(normal(3, 4), np.array([0, 5, 5, 11]), 0.7, wrt=(0, 2))
def flat_fancy(m, k, x):
    m = m.copy()
    m.ravel()[k] = x * np.arange(4.0)
    np.add.at(m.reshape(-1), k, x * x)
    return (m * m * m).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def branch_views(m, x):
    m = m.copy()
    if x > 0:
        v = m.reshape(4, 3)
    else:
        v = m.reshape(4, 3) * 2.0
    v[0] = x * v[1]
    return (v * v).sum()


@program(normal(3, 4), normal(3, 4), 0.7, wrt=(0, 1, 2))
def swap_flat(a, b, x):
    a = a.copy()
    b = b.copy()
    for k in range(3):
        f = a.ravel()
        g = b.ravel()
        g[1:] = f[:-1] * x
        g[0] = f[0] ** 2
        a, b = b, a
    return (a * b).sum()


@program(normal(3, 4), normal(3, 4), 0.7, wrt=(0, 1, 2))
def adj_f_order(a, b, x):
    c = np.zeros((3, 4))
    c.ravel()[:] = a.ravel() * x
    c.reshape(-1)[2] = x
    return (c * (b.T * x).T).T


@program(normal(3, 4), 0.7, wrt=(0, 1))
def computed_guard(a, x):
    c = a @ a.T * x
    f = c.ravel()
    f[::2] *= x
    return (c * c).sum()


@program(normal(3, 4), 0.7, wrt=(0, 1))
def whilev(a, x):
    a = a.copy()
    f = a.reshape(-1)
    i = 0
    while i < 12 and abs(f[i]) < 2.0:
        f[i] = f[i] * x + f[i - 1]
        i += 1
    return (a * a).sum()


@program(normal(0, 4), 0.7, wrt=(0, 1))
def empty_view(a, x):
    a = a.copy()
    f = a.reshape(-1)
    f[...] = f * x
    return (a * a).sum() + x


@program(normal(1, 1), 0.7, wrt=(0, 1))
def unit_view(a, x):
    a = a.copy()
    f = a.reshape(-1)
    f[0] = f[0] * x
    a.ravel()[0] *= x
    return (a * a).sum() + x
