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


SCORES = normal(4, 3, seed=31)
ONE_HOT = np.eye(3)[[0, 2, 1, 2]]


@program(SCORES, np.array([0, 2, 1, 2]))
def cross_entropy_of_classes(z, labels):
    """Probabilities minus labels: nothing is divided by a probability."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(z)), labels]).mean()


@program(SCORES, normal(4, seed=32), np.array([0, 2, 1, 2]), wrt=(0, 1))
def cross_entropy_with_weights(z, w, labels):
    e = np.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    picked = p[np.arange(len(labels)), labels]
    return -(w * np.log(picked)).sum() + (w * w).sum()


@program(SCORES, normal(4, 3, seed=33), wrt=(0, 1))
def cross_entropy_of_soft_labels(z, y):
    """The labels need not add up to one, and have a gradient of their own."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p)) / len(z)


@program(SCORES, ONE_HOT)
def probabilities_read_beside_their_logarithm(z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(y * np.log(p)) + (p * p).sum()


@program(SCORES, np.array([0, 2, 1, 2]))
def probabilities_changed_before_the_logarithm(z, labels):
    """What is picked is no probability any more."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[1] = 0.5 * p[1] + 0.1
    return -np.log(p[np.arange(len(z)), labels]).sum()


@program(SCORES, np.array([0, 2, 1, 2]))
def probabilities_changed_after_they_were_picked(z, labels):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    picked = p[np.arange(len(z)), labels]
    p *= 0.5
    return -np.log(picked).sum() + p[0, 0]


@program(normal(1, 3, seed=34), np.array([0, 2, 1, 2, 2]))
def many_labels_of_one_row(z, labels):
    """The one row of probabilities is picked from five times."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(z)), labels]).sum()


@program(SCORES, np.array([3, 0, 1, 3]), np.array([0, 2, 1, 2]))
def rows_in_any_order(z, rows, labels):
    """A row that occurs twice counts twice."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[rows, labels]).sum()


@program(normal(3, 4, seed=35), np.array([0, 2, 1, 2]))
def columns_of_scores(z, labels):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    p = e / e.sum(axis=0, keepdims=True)
    return -np.log(p[labels, np.arange(4)]).mean()


@program(normal(3, seed=36), 1)
def cross_entropy_of_one_sample(z, label):
    e = np.exp(z - z.max())
    p = e / e.sum()
    return -np.log(p[label])


@program(SCORES, np.array([0, 2, 1, 2]))
def log_probabilities_of_classes(z, labels):
    shifted = z - z.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(z)), labels].mean()


@program(SCORES, np.array([0, 2, 1, 2]))
def cross_entropy_in_a_loop(z, labels):
    total = 0.0
    for k in range(3):
        e = np.exp(z * (k + 1.0))
        p = e / e.sum(axis=1, keepdims=True)
        total -= np.log(p[np.arange(len(z)), labels]).mean()
    return total


@program(SCORES)
def softmax_that_is_returned(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


@program(SCORES, SCORES + 0.5, wrt=(0, 1))
def softmax_inside_of_an_expression(z, w):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return (w * (e / e.sum(axis=1, keepdims=True))).sum()


@program(normal(1, 4, seed=37), normal(3, 4, seed=38), wrt=(0, 1))
def shift_that_repeats_the_scores(x, y):
    """The shift has more rows than what it is taken from: the result is no softmax of `x`."""
    e = np.exp(x - y.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p * np.arange(4.0)


@program(normal(1, 3, seed=39), np.array([0, 2, 1, 2, 2]))
def many_elements_of_one_row(x, labels):
    """One row against five labels: an element that is picked twice counts twice."""
    return x[np.arange(len(x)), labels].sum()


@program(normal(4))
def softmax_of_what_is_overwritten_in_between(x):
    x = x * 1.0
    e = np.exp(x)
    x[0] = 0.7
    p = e / e.sum()
    return (p * p).sum() * x.sum()
