"""Functions that call themselves and change the arrays that are passed to them, or give several values."""

import math

import numpy as np

from tests.corpus.rows import normal, positive, program, refused


def _prefix(a):
    n = len(a)
    if n < 2:
        return
    h = n // 2
    _prefix(a[:h])
    _prefix(a[h:])
    a[h:] += a[h - 1]


@program(normal(7))
def prefix_sums_in_place(a):
    b = a * a
    _prefix(b)
    return b


def _haar(a):
    n = len(a)
    if n > 1:
        s = (a[0::2] + a[1::2]) * 0.5
        d = a[0::2] * a[1::2]
        _haar(s)
        a[: n // 2] = s
        a[n // 2 :] = d


@program(normal(8))
def haar_in_place(a):
    _haar(a)
    return a


def _fft(re, im):
    n = len(re)
    if n == 1:
        return
    er, ei = re[::2].copy(), im[::2].copy()
    orr, oi = re[1::2].copy(), im[1::2].copy()
    _fft(er, ei)
    _fft(orr, oi)
    k = np.arange(n // 2)
    c, s = np.cos(-2 * np.pi * k / n), np.sin(-2 * np.pi * k / n)
    tr, ti = c * orr - s * oi, c * oi + s * orr
    re[: n // 2], im[: n // 2] = er + tr, ei + ti
    re[n // 2 :], im[n // 2 :] = er - tr, ei - ti


@program(normal(8), normal(8, seed=1), wrt=(0, 1))
def fft_in_place(re, im):
    re, im = re.copy(), im.copy()
    _fft(re, im)
    return re * re + im


def _fft2(re, im):
    n = len(re)
    if n == 1:
        return re, im
    er, ei = _fft2(re[::2], im[::2])
    orr, oi = _fft2(re[1::2], im[1::2])
    k = np.arange(n // 2)
    c, s = np.cos(-2 * np.pi * k / n), np.sin(-2 * np.pi * k / n)
    tr, ti = c * orr - s * oi, c * oi + s * orr
    return np.concatenate((er + tr, er - tr)), np.concatenate((ei + ti, ei - ti))


@program(normal(8), normal(8, seed=1), wrt=(0, 1))
def fft_of_two_values(re, im):
    a, b = _fft2(re, im)
    return a * b


def _minmax(a):
    if len(a) == 1:
        return a[0], a[0]
    h = len(a) // 2
    lo, hi = _minmax(a[:h])
    lo2, hi2 = _minmax(a[h:])
    return min(lo, lo2), max(hi, hi2)


@program(normal(6))
def minmax(a):
    lo, hi = _minmax(a)
    return lo * hi + hi


def _quick(a, lo, hi):
    if lo >= hi:
        return
    p = a[hi]
    i = lo
    for j in range(lo, hi):
        if a[j] < p:
            a[i], a[j] = a[j], a[i]
            i += 1
    a[i], a[hi] = a[hi], a[i]
    _quick(a, lo, i - 1)
    _quick(a, i + 1, hi)


@program(normal(7), normal(7, seed=1), wrt=(0, 1))
def quicksort(a, w):
    a = a.copy()
    _quick(a, 0, len(a) - 1)
    return a @ w


def _quick2(a):
    if len(a) < 2:
        return
    p = a[-1]
    i = 0
    for j in range(len(a) - 1):
        if a[j] < p:
            a[i], a[j] = a[j], a[i]
            i += 1
    a[i], a[-1] = a[-1], a[i]
    _quick2(a[:i])
    _quick2(a[i + 1 :])


@program(normal(7), normal(7, seed=1), wrt=(0, 1))
def quicksort_on_slices(a, w):
    _quick2(a)
    return a * w


def _merge(a, tmp):
    n = len(a)
    if n < 2:
        return a[0] * 0.0
    h = n // 2
    cost = _merge(a[:h], tmp[:h]) + _merge(a[h:], tmp[h:])
    i, j = 0, h
    for k in range(n):
        if j >= n or (i < h and a[i] <= a[j]):
            tmp[k] = a[i]
            i += 1
        else:
            tmp[k] = a[j]
            j += 1
    a[:] = tmp
    return cost + a[0] * a[-1]


@program(normal(6), normal(6, seed=1), wrt=(0, 1))
def mergesort(a, w):
    a = a * 1.0
    tmp = np.zeros_like(a)
    cost = _merge(a, tmp)
    return (a @ w) * cost


def _power(x, n):
    if n == 0:
        return {"p": 1.0, "d": 0.0}
    r = _power(x, n - 1)
    return {"p": r["p"] * x, "d": r["d"] * x + r["p"]}


@program(0.7, 5)
def dict_of_recursion(x, n):
    r = _power(x, n)
    return r["p"] * r["d"]


def _even(a, k):
    if k >= len(a):
        return
    a[k] *= 2.0
    _odd(a, k + 1)


def _odd(a, k):
    if k >= len(a):
        return
    a[k] = a[k] * a[k - 1]
    _even(a, k + 1)


@program(normal(6))
def mutual_in_place(a):
    _even(a, 0)
    return a


def _fill(m, i, j):
    if i < len(m):
        m[i, j] = m[i, j] * m[j, i] + i
        _fill(m, i + 1, (j + 1) % len(m))


@program(normal(3, 3))
def matrix_in_place(m):
    _fill(m, 0, 1)
    return m * m


def _shared(a, b, n):
    if n > 0:
        a[0] += b[-1]
        _shared(a, b, n - 1)


@refused("two arguments share memory", normal(3), 3)
def recursion_with_shared_arguments(a, n):
    _shared(a, a[1:], n)
    return a.sum()


@program(normal(3), normal(3, seed=1), 0, wrt=(0, 1))
@program(normal(3), normal(3, seed=1), 3, wrt=(0, 1), name="apart_arguments_some_trips")
def apart_arguments(a, b, n):
    _shared(a, b, n)
    return a.sum() * b[-1]


def _tree(x, depth):
    if depth == 0:
        return x, x * x, 1.0
    a, b, c = _tree(x * 0.5, depth - 1)
    d, e, f = _tree(x * 0.3, depth - 1)
    return a + d, b * e, c + f


@program(0.7, 3)
def three_values(x, n):
    a, b, c = _tree(x, n)
    return a * b + c


def _adaptive(f, a, b, tol):
    m = 0.5 * (a + b)
    left = (m - a) * f(0.5 * (a + m))
    right = (b - m) * f(0.5 * (m + b))
    if abs(left + right - (b - a) * f(m)) < tol:
        return left + right, 2.0
    low, count_low = _adaptive(f, a, m, tol / 2)
    r, nr = _adaptive(f, m, b, tol / 2)
    return low + r, count_low + nr


@program(0.1, 1.3, wrt=(0, 1))
def adaptive(a, b):
    s, n = _adaptive(math.sin, a, b, 1e-2)
    return s * n
