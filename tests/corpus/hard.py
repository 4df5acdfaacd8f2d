"""Harder programs: known algorithms and knots of stores, aliases and rebinding."""

import math

import numpy as np

from tests.corpus.rows import normal, program


@program(normal(5), 5)
def gather_and_scatter_by_a_computed_index(a, n):
    a = a.copy()
    s = 0.0
    for i in range(n):
        j = (i * i) % 4
        a[j] = a[j] * a[i] + s
        s = s + a[j] * a[-1 - j]
    return s


@program(normal(5), 0.4, wrt=(0, 1))
def stores_with_negative_steps(a, w):
    a = a.copy()
    a[::-1] = a * w
    a[4:1:-1] *= a[:3]
    return a * a


@program(normal(5))
def inner_function_reads_the_counter(a):
    def f(k):
        return a[k] * a[k + 1]

    s = 0.0
    for k in range(4):
        s = s * f(k) + f(0)
    return s


@program(normal(5), normal(3, 3), wrt=(0, 1))
def matrix_rows_and_vector_take_turns(a, m):
    for i in range(3):
        r = m[i]
        m[i] = r * a[:3]
        a[i] = r[i] * 2.0
    return m.sum() * a


@program(0.7, 5)
def power_by_squaring(x, n):
    y = x
    while n > 0:
        if n % 2 == 1:
            y = y * x
        x = x * x
        n = n // 2
    return y


@program(normal(5), normal(3, 3), wrt=(0, 1))
def while_over_rows(a, m):
    m = m.copy()
    i = 0
    while i < 3 and m[i, i] < 5.0:
        m[i] = m[i] * a[i] + m[2 - i]
        i += 1
    return m


@program(normal(5), np.array([3, 1, 3]))
def store_through_a_gather_of_itself(a, idx):
    a = a.copy()
    b = a[idx]
    a[idx] = b * b
    b[0] = 3.0
    a[0] += b[1] * b[0]
    return a * a


@program(normal(5), normal(3, 3), wrt=(0, 1))
def products_and_transposes_in_parallel(a, m):
    a, m = m @ a[:3], m.T
    a, m = a * a, m @ m
    return a @ m


@program(normal(5), 0.7, wrt=(0, 1))
def rebound_crosswise(a, x):
    t = a * x
    u = t
    t = t * t
    v = u * t
    u = v - u
    return u * t


@program(normal(5), 0.7, wrt=(0, 1))
def two_stores_in_parallel(a, x):
    out = np.zeros((3, 2))
    for i in range(3):
        out[i, 0], out[i, 1] = a[i] * x, out[i - 1, 0] * a[i + 1]
        x = out[i, 1] + x
    return out


@program(normal(5), 0.7, wrt=(0, 1))
def aliases_of_values_in_a_loop(a, x):
    b = a
    a = a * x
    for i in range(2):
        c = b
        b = a
        a = c * b + a
    return a - b


@program(normal(5))
def insertion_sort(a):
    a = a.copy()
    for i in range(1, 5):
        for j in range(i, 0, -1):
            if a[j] < a[j - 1]:
                a[j], a[j - 1] = a[j - 1], a[j]
    return a * np.arange(5.0)


@program(normal(5), 0.7, wrt=(0, 1))
def views_of_an_outer_product(a, x):
    b = np.outer(a, a)
    v = b[1:, 1:]
    v += x * b[:-1, :-1]
    w = v.T
    w[0] *= x
    return b


@program(normal(5), 0.2, wrt=(0, 1))
def bisection_over_an_array(a, k):
    lo, hi = 0, len(a)
    s = 1.0
    while hi - lo > 1:
        mid = (lo + hi) // 2
        s = s * a[mid] + a[lo]
        if a[mid] > k:
            hi = mid
        else:
            lo = mid
    return s * a[lo]


@program(normal(5), 0.7, wrt=(0, 1))
def rebound_array_stored_into(a, x):
    total = np.zeros_like(a)
    for i in range(3):
        a = a * x
        total += a
        a[0] = total[1]
        x = x + a[1] * 0.1
    return total * x


@program(normal(3, 3))
def gaussian_elimination(m):
    p = m.copy()
    for k in range(3):
        for i in range(k + 1, 3):
            p[i, k] /= p[k, k]
            p[i, k + 1 :] -= p[i, k] * p[k, k + 1 :]
    return p


@program(normal(3, 3))
def cholesky(m):
    low = np.zeros((3, 3))
    s = m @ m.T + 3.0 * np.eye(3)
    for i in range(3):
        for j in range(i + 1):
            t = s[i, j] - low[i, :j] @ low[j, :j]
            if i == j:
                low[i, j] = math.sqrt(t)
            else:
                low[i, j] = t / low[j, j]
    return low


@program(normal(5), 0.7, wrt=(0, 1))
def branch_in_the_inner_loop_rebinds(a, x):
    s = x
    for i in range(3):
        s = s * a[i]
        for j in range(2):
            r = s * a[j]
            s = s + r
            if r > 0.0:
                r = r * r
            s = s - r * 0.1
        a = a * 0.5 + s * 0.01
    return s + a.sum()


@program(normal(5))
def reversed_view_of_a_rebound_name(a):
    b = a[1:].copy()
    c = b
    c = c + a[:-1]
    b *= c
    a = b
    a = a[::-1]
    b[0] = 2.0
    return b * c


@program(normal(5), 5)
def ring_buffer(a, n):
    y = np.zeros(4)
    for i in range(n):
        y[i % 4] = y[(i + 1) % 4] * a[i % 5] + a[(2 * i) % 5]
    return y


@program(normal(5), normal(3, 3), wrt=(0, 1))
def columns_then_rows(a, m):
    for i in range(3):
        m[:, i] = a[:3] * m[i]
        m[i] += m[:, i]
    return m


@program(0.7)
def filled_arrays(x):
    a = np.full(3, x)
    b = np.ones_like(a) * x
    c = np.empty(3)
    c[...] = a * b
    c[1] = c[0] + c[2] * x
    return c.sum() * np.float64(x)


@program(normal(5), 0.7, wrt=(0, 1))
def nested_unrolled_loops(a, x):
    z = 0.0
    for v in (x, a[0], 2.0):
        for w in [a[1], v]:
            z = z * v + w * w
    return z


@program(normal(5), 0.7, wrt=(0, 1))
def dict_unrolled_with_a_condition(a, x):
    d = {"p": a * x, "q": x}
    e = dict(d)
    s = 0.0
    for k, v in d.items():
        s = s + (v * v) if k == "q" else s + v.sum()
    return s * e["q"]


@program(normal(5))
def bound_in_every_arm(a):
    s = 0.0
    for i in range(len(a)):
        if i == 2:
            t = a[i] * 3.0
        elif i > 2:
            t = a[i] * a[i - 1]
        else:
            t = 1.0
        s += t * t * a[i]
    return s


@program(normal(6), normal(6, seed=1), 0.7, wrt=(0, 1, 2))
def scalars_stored_into_slices(a, b, x):
    v = a[1:]
    b[2:] = a[-3] / (1.5 + b[-3] ** 2)
    a[:4] += 0.2 * np.sin(np.tanh(b[:4]) * x)
    for i in range(3):
        if b[i] >= -5.0:
            b[1:5] = 1.2 / (1.5 + x**2) * a[i]
            x *= np.cos(b[i])
        a[i + 1 :] = x / (1.5 + b[i] ** 2)
    return v * b[1:]


@program(normal(6), normal(3, 4), 0.7, wrt=(0, 1, 2))
def slice_filled_then_read_by_elements(a, m, x):
    v = m.T
    a[1:] = v[-2, 0] / (1.5 + x**2)
    c = np.zeros(6)
    for i in range(1, len(a)):
        c[i] = 0.6 * a[i] - 0.3 * a[i - 1]
    return np.sin(c)
