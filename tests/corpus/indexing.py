"""Reading by index, slice, ellipsis and integer array."""

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(normal(5))
def elements(a):
    return a[0] * a[-1] + a[2] ** 2


@program(normal(6))
def slices(a):
    return a[1:4] * a[::-1][:3] + a[::2] * a[-3:]


@program(normal(2, 3, 4))
def ellipsis_and_newaxis(a):
    return a[..., 0] * a[0, ..., None, 1][:, 0] + a[:, :, -1]


@program(normal(5), np.array([0, 2, 2, 4]))
def gather_with_repeats(a, idx):
    b = a[idx]
    return b * b


@program(normal(4, 3), np.array([1, 1, 0, 3]))
def gather_rows(table, idx):
    return table[idx] * table[idx[0]]


@program(positive(4, 3), np.array([0, 2, 1, 1]))
def gather_pairs(p, labels):
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@program(positive(4, 3), np.array([0, 2, 1, 1]))
def gather_pairs_by_range(p, labels):
    return np.log(p[range(len(labels)), labels])


@program(normal(4, 3), np.array([[0, 1], [3, 3]]))
def gather_by_a_matrix(a, idx):
    return a[idx] ** 2


@program(normal(4, 3), [2, 0, 2])
def gather_by_a_list(a, idx):
    return a[idx] * a[:3]


@program(normal(4, 5), np.array([1, 1, 4]))
def gather_after_a_slice(a, idx):
    return a[1:, idx] * a[0, idx]


@program(normal(5), np.array([-1, 0, -5]))
def gather_negative(a, idx):
    return a[idx] * a[idx]


@program(normal(5), 2)
def index_from_an_argument(a, k):
    return a[k] * a[k - 1] * a[-k]


@program(normal(6), 2, 5)
def slice_from_arguments(a, i, j):
    return a[i:j] * a[i - 1 : j - 1]


@program(normal(5), np.array([2, 0, 1]))
def index_read_from_an_array(a, order):
    s = 1.0
    for i in range(len(order)):
        s = s * a[order[i]] + a[0]
    return s


@program(normal(3, 4))
def element_of_an_element(a):
    return a[1][2] * a[0][:2][1] * a[2].sum()


@program(normal(3, 4))
def take_and_repeat(a):
    return np.take(a, np.array([0, 0, 2]), axis=1) * np.repeat(a[:, :1], 3, axis=1)


@program(normal(4))
def mask_as_a_factor(a):
    return a * (a > 0.0) + np.where(a < 0.0, a * a, 2.0 * a)


@program(normal(3, 3))
def diagonal_and_trace(a):
    return np.diag(a) * np.trace(a) + np.diagonal(a)


@program(normal(5), 3)
def index_overwritten_before_the_reverse_sweep(a, n):
    s = 0.0
    k = 0
    for _ in range(n):
        s = s + a[k] * a[k]
        k = (k * 2 + 1) % 5
    return s


@program(normal(5))
def index_array_overwritten(a):
    idx = np.array([0, 1, 2])
    b = a[idx] * a[idx + 1]
    idx[0] = 4
    return b * a[idx]


@program(normal(6))
def pairs_of_ranges_whose_lengths_are_computed(a):
    n = len(a) - 1
    c = np.zeros((n, n))
    c[range(2, n, 2), range(1, n - 1, 2)] = -a[3::2]
    return c * np.outer(a, a)[range(0, n - 1, 2), range(1, n, 2)][0]


@program(normal(6), np.array([0, 2, 2]))
def entry_of_a_gather(a, idx):
    return a[idx][1] * a


@program(normal(4, 4), np.array([0, 2]))
def slices_of_gathers(m, idx):
    return m[idx][:, 1:] * m[:, idx][1, 0] + m[idx].T[1:].T * m[idx, idx + 1][::-1][0]


@program(normal(4, 4), np.array([3, 1]))
def gathers_of_gathers(m, idx):
    rows = 0.0
    for i in range(2):
        rows = rows + m[idx][i] * np.take(m, idx, axis=0)[i, 1]
    return rows * m[idx][:, idx][1, 0]


@program(positive(5), np.array([0, 1, 1]))
def picked_from_a_function_of_what_was_overwritten(p, idx):
    p = p * 1.0
    e = np.exp(p)
    p[1] = 0.7
    q = e[idx]
    return (q * q).sum() * p.sum()
