"""Broadcasting with unit axes, reductions with `axis` and `keepdims`, products, shape operations."""

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(normal(3, 4), normal(4), wrt=(0, 1))
def vector_onto_matrix(a, v):
    return a * v + v


@program(normal(3, 4), normal(3, 1), normal(1, 4), 0.7, wrt=(0, 1, 2, 3))
def unit_axes(a, column, row, x):
    return a * column + column * row * x


@program(normal(1, 1), normal(3, 4), wrt=(0, 1))
def both_axes_unit(x, a):
    return a * x - x


@program(normal(1, 4), normal(1, 4, seed=1), wrt=(0, 1))
def unit_against_unit(a, b):
    return a * b + b


@program(normal(2, 1, 3), normal(4, 1), wrt=(0, 1))
def ranks_differ(a, b):
    return a * b


@program(normal(3, 4), 0.5, wrt=(0, 1))
def scalar_onto_matrix(a, x):
    return (a * x + x) / (2.0 + x)


@program(normal(3, 4))
def sums_of_every_axis_form(a):
    return a.sum() + (a.sum(axis=0) ** 2).sum() + (a.sum(axis=-1) ** 3).sum() * a.sum(axis=(0, 1))


@program(normal(3, 4))
def keepdims(a):
    return a / (1.0 + (a * a).sum(axis=1, keepdims=True)) - a.mean(axis=0, keepdims=True) * a


@program(normal(2, 3, 4))
def means(a):
    return a.mean(axis=(0, 2)) * np.mean(a) + np.mean(a, axis=1).sum()


@program(normal(3, 4))
def extremes(a):
    return a.max() * a.min(axis=0) + np.max(a, axis=1, keepdims=True).sum() * np.min(a)


@program(positive(3, 4))
def products_of_entries(a):
    return np.prod(a) + a.prod(axis=0).sum() * np.prod(a, axis=1)


@program(normal(3, 4))
def variances(a):
    return a.var(axis=0) + np.std(a, axis=0) * np.var(a)


@program(normal(4))
def cumulative(a):
    return np.cumsum(a * a) * a


@program(normal(3, 4), normal(4, 2), normal(2), wrt=(0, 1, 2))
def affine(x, w, b):
    return x @ w + b


@program(normal(3), normal(3, seed=1), wrt=(0, 1))
def inner_product(a, b):
    return a @ b * np.dot(a, a)


@program(normal(3), normal(3, 2), normal(2), wrt=(0, 1, 2))
def vector_matrix_vector(a, m, b):
    return (a @ m) @ b + (m @ b) @ a


@program(normal(2, 3, 4), normal(4, 5), wrt=(0, 1))
def batched_times_matrix(a, b):
    return a @ b


@program(normal(2, 3, 4), normal(2, 4, 2), wrt=(0, 1))
def batched_times_batched(a, b):
    return np.matmul(a, b)


@program(normal(1, 3, 4), normal(5, 4, 2), wrt=(0, 1))
def batched_unit_batch(a, b):
    return a @ b


@program(normal(2, 3, 4), normal(4), wrt=(0, 1))
def batched_times_vector(a, v):
    return a @ v


@program(normal(2, 3), normal(4, 3, 2), wrt=(0, 1))
def dot_of_higher_rank(a, b):
    return np.dot(a, b)


@program(normal(3), normal(4), wrt=(0, 1))
def outer_products(a, b):
    return np.outer(a, b) * np.outer(a * a, b)


@program(normal(2, 3), normal(3, 4), wrt=(0, 1))
def einsum_products(a, b):
    return np.einsum("ij,jk->ki", a, b) + np.einsum("ij,jk->k", a, b)[:, None]


@program(normal(3, 3), outcome="right or refused")
def einsum_trace(a):
    return np.einsum("ii", a) * np.einsum("ij->j", a) + np.einsum("ii->i", a)


@program(normal(2, 6))
def shape_operations(a):
    b = a.reshape(3, 4).T
    c = np.transpose(a.reshape(2, 3, 2), (2, 0, 1))
    return b.sum(axis=0) * c[0, 1] * np.squeeze(a[:1], axis=0)[:3] + np.expand_dims(a[1, :3], 0)


@program(normal(2, 3), normal(2, 3, seed=1), wrt=(0, 1))
def joined(a, b):
    return np.concatenate([a, b * a], axis=1) * np.concatenate((b, a), axis=1)


@program(normal(3), 0.4, wrt=(0, 1))
def stacked(a, x):
    s = np.stack([a, a * x, a * a], axis=1)
    return s * np.array([x, 1.0, x * x])


@program(normal(3), normal(3, seed=1), wrt=(0, 1))
def stacked_both_ways(a, b):
    return np.vstack([a, b]) * np.stack((b, a)) + np.hstack([a[:1], b[1:]])


@program(normal(3, 4))
def swapped_and_flipped(a):
    return np.swapaxes(a, 0, 1)[::-1] * np.flip(a.T, axis=0) + np.roll(a, 1, axis=1).T


@program(normal(3), wrt=0)
def broadcast_explicitly(a):
    return np.broadcast_to(a, (2, 3)) * np.tile(a, (2, 1))


@program(normal(4))
def elementwise_functions(a):
    b = np.sin(a) * np.cos(a) + np.tanh(a) + np.exp(-a * a) + np.square(a) + np.sinh(a)
    return b * np.log1p(a * a) / np.sqrt(1.0 + a * a) + np.arctan(a) - np.expm1(a) + np.abs(a)


@program(positive(4), normal(4), wrt=(0, 1))
def elementwise_of_two(a, b):
    return np.arctan2(b, a) + np.hypot(a, b) + np.logaddexp(a, b) + np.power(a, b) + a**b


@program(normal(5), normal(5, seed=1), wrt=(0, 1))
def choices(a, b):
    return np.where(a > b, a * b, b) + np.clip(a, -0.5, 0.5) * np.maximum(a, b) + np.minimum(a, 0.1)


@program(normal(3).astype(np.float32), normal(3, seed=1).astype(np.float32), wrt=(0, 1))
def single_precision(a, b):
    return a * np.sin(b) + a.sum() * 0.5


@program(normal(3).astype(np.float32), normal(3, seed=1), wrt=(0, 1))
def mixed_precision(a, b):
    return a * b + a


@program(normal(3).astype(np.float32), 0.5, wrt=(0, 1))
def single_precision_and_a_float(a, x):
    return (a * x) ** 2


@program(normal(3), np.array([1, 2, 3]), wrt=0)
def integer_array_factor(a, k):
    return a * k + a**k / k


@program(np.array([1, 2, 3]), 2, wrt=(0, 1))
def integers_differentiated(a, x):
    return a * x * x + a**2


@program(normal(3), np.array([True, False, True]))
def boolean_array_factor(a, mask):
    return np.where(mask, a * a, a) * mask


@program(np.zeros((0, 3)), normal(3), wrt=(0, 1))
def empty(a, v):
    return (a * v).sum() + (a @ v).sum() + v.sum()


@program(normal(0), 0.4, wrt=(0, 1))
def empty_loop(a, x):
    s = x
    for i in range(len(a)):
        s = s * a[i]
    return s * s


@program(normal(1), normal(1, 1), wrt=(0, 1))
def size_one(a, b):
    return (a * b).sum() + b[0, 0] * a[0]


@program(np.array(0.7), np.array(0.2), wrt=(0, 1), outcome="right or refused")
def zero_dimensional(x, y):
    return x * np.sin(y)


@program(normal(4))
def ties_away_from_them(a):
    return np.maximum(a, a * a) + np.abs(a)


@program(normal(4), 4, name="computed_length_four")
@program(normal(4), 1, name="computed_length_one")
def computed_length(u, k):
    v = u[:k] * 2
    return (v + u).sum()


@program(normal(3), 3, name="arange_three")
@program(normal(3), 1, name="arange_one")
def computed_by_arange(u, k):
    return (np.arange(k) * u).sum() + (np.ones(k) * u * u).sum()


@program(normal(4, 3), normal(3), wrt=(0, 1))
def shape_read(a, v):
    n, m = a.shape
    return (a / n + v * m).sum() / a.size * a.ndim


@program(normal(3, 4), normal(3, 4, seed=1), wrt=(0, 1))
def mean_squared_error(p, y):
    return ((p - y) ** 2).mean()


@program(normal(5), outcome="right or refused")
def fortran_order(a):
    m = np.zeros((5, 2), order="F")
    m[:, 0] = a
    m[:, 1] = a * a
    return m @ m.T


@program(np.asfortranarray(normal(3, 4)), normal(6, 4)[::2], wrt=(0, 1))
def strided_arguments(a, b):
    return a * b + a.ravel()[:4] + b.reshape(4, 3).T


@program(0.3, normal(4), wrt=(0, 1))
def logarithm_of_an_exponential_of_a_sum(x, a):
    """The one number is divided by the array and multiplied by it: there are as many as the array has."""
    return np.log(np.exp(x + a)).sum()
