"""Softmax, log-sum-exp, norms and variances, and the near misses that are none of them."""

import numpy as np

from tests.corpus.rows import normal, positive, program

X = normal(3, 4)
LABELS = np.array([0, 3, 1])


@program(X)
def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def softmax_last_axis(x):
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


@program(normal(5))
def softmax_of_a_vector(x):
    e = np.exp(x - x.max())
    return e / e.sum()


@program(X)
def softmax_without_shift(x):
    e = np.exp(x)
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def exps_read_twice(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p * e


@program(X)
def sum_read_twice(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    s = e.sum(axis=1, keepdims=True)
    return e / s + s


@program(normal(3, 3))
def maximum_over_another_axis(x):
    e = np.exp(x - x.max(axis=0, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(normal(3, 3))
def maximum_without_keepdims(x):
    e = np.exp(x - x.max(axis=1))
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def shift_added_to_the_result(x):
    m = x.max(axis=1, keepdims=True)
    e = np.exp(x - m)
    return e / e.sum(axis=1, keepdims=True) + m


@program(X, normal(3, 4, seed=1), wrt=(0, 1))
def shift_of_another_array(x, y):
    e = np.exp(x - y.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def shift_changed_before_use(x):
    m = x.max(axis=1, keepdims=True)
    m = m * x[0, 0]
    e = np.exp(x - m)
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def exps_overwritten(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    e[0, 0] = 2.0
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def sum_over_another_axis(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


@program(X)
def scaled_softmax(x):
    e = np.exp(2.0 * x - (2.0 * x).max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(X)
def log_sum_exp(x):
    m = x.max(axis=1, keepdims=True)
    return np.log(np.exp(x - m).sum(axis=1, keepdims=True)) + m


@program(X)
def log_sum_exp_without_the_shift_back(x):
    m = x.max(axis=1, keepdims=True)
    return np.log(np.exp(x - m).sum(axis=1, keepdims=True))


@program(X)
def log_sum_exp_shift_of_another_axis(x):
    m = x.max(axis=0)
    return np.log(np.exp(x - m).sum(axis=0)) + m


@program(X)
def log_softmax(x):
    z = x - x.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


@program(X, LABELS)
def cross_entropy_from_logits(x, labels):
    z = x - x.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].mean()


@program(X, LABELS)
def cross_entropy_of_a_softmax(x, labels):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(labels)), labels]).mean()


@program(np.array([[1e4, -1e4, 0.0]]), np.array([1]))
def cross_entropy_of_large_logits(x, labels):
    z = x - x.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].mean()


@program(normal(4))
def norm(x):
    return np.sqrt((x * x).sum()) * x


@program(normal(3, 4))
def norm_by_linalg(x):
    return np.linalg.norm(x) * np.linalg.norm(x, axis=1)


@program(normal(3, 4))
def layer_norm(x):
    mean = x.mean(axis=1, keepdims=True)
    spread = ((x - mean) ** 2).mean(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(spread + 1e-5)


@program(normal(6))
def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


@program(normal(6))
def softplus(x):
    return np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0.0)


@program(positive(5), positive(5, seed=1), wrt=(0, 1))
def quotient_times_divisor(n, d):
    return n / d * d + (n - n) + (n - 1.0 + 1.0)


@program(X)
def softmax_in_a_loop(x):
    for _ in range(3):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        x = e / e.sum(axis=1, keepdims=True) * 3.0
    return x
