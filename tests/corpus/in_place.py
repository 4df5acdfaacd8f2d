"""Functions and methods that write into their arguments: `out=`, `copyto`, `fill`, `sort`, `add.at`, …."""

import numpy as np

from tests.corpus.rows import normal, positive, program, refused

REPEATED = np.array([0, 2, 2, 1])


@program(normal(4), normal(4, seed=1), wrt=(0, 1))
def out_of_ufuncs(a, b):
    y = np.zeros(4)
    np.multiply(a, b, out=y)
    np.add(y, a, out=y)
    np.sin(y, out=y)
    np.multiply(y, y, y)
    return y * b


@program(normal(4), normal(4, seed=1), wrt=(0, 1))
def out_is_returned(a, b):
    y = np.empty(4)
    z = np.multiply(a, b, out=y)
    z *= z
    y[0] = a[0]
    return z * y


@program(normal(5))
def out_overlaps_the_operands(a):
    a = a * 1.0
    np.multiply(a[1:], a[:-1], out=a[1:])
    np.add(a[::-1], a, out=a)
    return a * a


@program(normal(3, 4), normal(4, seed=2), wrt=(0, 1))
def out_broadcasts(a, v):
    y = np.zeros((3, 4))
    np.exp(v, out=y)
    np.multiply(y, a, out=y)
    return y


@program(normal(3, 4), normal(4, seed=2), wrt=(0, 1))
def out_of_products_and_sums(a, v):
    y = np.zeros(len(a), a.dtype)
    s = v * 0.0
    np.dot(a, v, out=y)
    np.sum(a * a, axis=0, out=s)
    t = np.empty_like(y)
    np.matmul(a, s, out=t)
    c = np.empty_like(y)
    np.cumsum(t, out=c)
    return y * t * c


@program(normal(5))
def out_of_clip(x):
    y = x * 2.0
    np.clip(y, -0.5, 0.6, out=y)
    y.clip(-0.3, None, out=y)
    np.minimum(y, 0.4 * x, out=y)
    return y * x


@program(normal(5), normal(5, seed=4), wrt=(0, 1))
def out_where(a, b):
    q = a * 1.0
    np.divide(a, b, out=q, where=b > 0)
    np.sqrt(q, out=q, where=q > 0)
    return q * a


@program(normal(4), normal(4, seed=1), wrt=(0, 1))
def out_in_a_loop(a, b):
    y = a.copy()
    t = np.empty_like(a)
    for i in range(3):
        np.multiply(y, b, out=t)
        np.add(t, a, out=y)
        np.tanh(y, out=y)
        y[i] *= 2.0
    return y


@program(normal(3, 4), normal(4, seed=2), wrt=(0, 1))
def copied_onto(a, v):
    y = np.empty((3, 4))
    np.copyto(y, v)
    np.copyto(y[1], a[1])
    np.copyto(y, a * 2.0, where=a > 0)
    return y * y


@program(normal(4), normal(4, seed=1), 0.7, wrt=(0, 1, 2))
def copied_and_filled(a, b, w):
    y = np.empty(4)
    y.fill(w * w)
    y[1:3].fill(w)
    z = y * a
    y.fill(0.0)
    np.copyto(y, b)
    a[...] = b * y
    return y * z + a


@program(normal(6))
def sorted_in_place(x):
    y = x * x
    y.sort()
    z = y * x
    y[::-1].sort()
    return y * z


@program(normal(4, 3))
def sorted_along_an_axis(x):
    y = x * 1.0
    y.sort(axis=0)
    z = y * x
    y[1].sort()
    return y * z


@program(normal(4, seed=3), normal(4, seed=1), wrt=(0, 1))
def added_at(x, v):
    y = x * 1.0
    np.add.at(y, REPEATED, v * v)
    np.subtract.at(y, [0, 0, 3], 2.0 * v[0])
    z = y * y
    np.add.at(z, REPEATED, y)
    return z


@program(normal(4, 3), normal(4, seed=1), np.array([0, 2, 2, 1]), wrt=(0, 1))
def added_at_rows(x, v, k):
    y = x * x
    np.add.at(y, k, v[:, None] * x)
    np.add.at(y, (k, 1), v)
    np.add.at(y, (k, k % 3), v * 2.0)
    k[0] = 3
    return y * y


@program(normal(4), normal(4, seed=1), np.array([0, 2, 2, 1]), wrt=(0, 1))
def added_at_in_a_loop(x, v, k):
    y = x * 1.0
    for i in range(3):
        np.add.at(y, k, v * y)
        k[i] = i
        y *= 0.5
    return y


@program(normal(6), normal(6, seed=1), wrt=(0, 1))
def multiplied_at(x, v):
    y = x * 1.0
    m = x > 0
    np.multiply.at(y, m, v[m])
    np.multiply.at(y, np.arange(3), v[:3])
    return y * y


@program(normal(4), normal(4, seed=1), wrt=(0, 1))
def put_with_repeats(x, v):
    y = x * x
    np.put(y, REPEATED, v)
    y.put([3, 3], v[1] * 2.0)
    return y * y


@program(normal(5, seed=8), normal(5, seed=1), 0.6, wrt=(0, 1, 2))
def put_by_masks(x, v, w):
    y = x * x
    np.putmask(y, x > 0, v * v)
    np.putmask(y, x < -0.5, w)
    np.place(y, v > 0.5, w * w)
    return y * y


@program(normal(3, 3), 0.7, wrt=(0, 1))
def diagonal_filled(x, w):
    y = x * x
    np.fill_diagonal(y, w * w)
    return y * x


@program(normal(4, 3), 0.7, wrt=(0, 1))
def diagonal_of_a_tall_matrix_filled(x, w):
    y = x * x
    np.fill_diagonal(y, w)
    np.fill_diagonal(y[1:], 2.0 * w)
    np.fill_diagonal(y.T, w * w)
    return y * x


@program(positive(5), normal(5, seed=1), wrt=(0, 1))
def helper_that_writes_into_its_output(a, b):
    def scaled(p, q, out):
        np.multiply(p, q, out=out)
        np.log(p, out=out, where=q > 0)
        return out

    y = np.zeros(5)
    z = scaled(a, b, y)
    z[0] = b[0]
    return y * z


@program(normal(5), normal(5, seed=1), wrt=(0, 1))
def arguments_written_into(a, b):
    np.multiply(a, b, out=a)
    b.fill(2.0)
    np.add.at(b, np.array([1, 1]), a[0])
    a.sort()
    return a * b


@program(normal(5))
def augmented_by_a_function(x):
    """The derivative of what is added is not that of the sum in which it ends up."""
    a = np.ones(3)
    for i in range(len(x)):
        a[i % 3] += np.exp(x[i])
    a[1:] += np.tanh(x[:2])
    return (a * a).sum()


@refused(
    "an array like one in Fortran's order is in that order, too", np.asfortranarray(normal(3, 4))
)
def zeros_like_a_turned_array(x):
    m = np.zeros_like(x)
    m.reshape(-1)[:2] = x[0, :2] * 2.0
    return (m * x).sum()
