"""Arrays that are written anew as a whole: a new value, or an update in place where that must be."""

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(positive(3, 3), normal(3, 3), 0.7, wrt=(0, 1, 2))
def whole_array_written_anew(a, d, beta):
    d[:] = a @ d + beta * d
    d[...] = np.sin(d) * a
    return (d * d).sum()


@program(positive(4), 3)
@program(positive(4), 0, name="whole_array_in_a_loop_no_trips")
def whole_array_in_a_loop(u, n):
    for _ in range(n):
        u[:] = np.sin(u) * u[::-1]
    return u


@program(positive(4), 3)
@program(positive(4), 0, name="name_bound_anew_no_trips")
def name_bound_anew(u, n):
    """With no trips the value is the argument, the gradient the upstream one: both are copies."""
    for _ in range(n):
        u = np.sin(u) * u
    return u


@program(positive(4), 3)
def normalised_in_place(q, n):
    for _ in range(n):
        q[1:] *= q[:-1]
        q /= np.sqrt((q * q).sum())
    return q * np.arange(4.0)


@program(positive(4), normal(4), 0.3, wrt=(0, 1, 2))
def view_of_what_is_written_anew(u, w, k):
    head = u[:2]
    u *= np.exp(w)
    early = head.sum()
    u[:] = w * u + k
    return early * head.sum() + (u * w).sum()


@program(positive(4), normal(4), 3, wrt=(0, 1))
def one_of_two_that_change_places(u, w, n):
    for _ in range(n):
        u[:] = np.sin(w) * u
        u, w = w, u
    return (u * w * w).sum()


@program(positive(2, 3), normal(3, 2), wrt=(0, 1))
def reshaped_after_it_was_written_anew(u, w):
    u[:] = w.T * u
    flat = u.reshape(-1)
    flat[1:] *= flat[:-1]
    return (u * u).sum()


@program(positive(3, 3), normal(3), wrt=(0, 1))
def row_written_everywhere(u, w):
    u[:] = w * u[0]
    return (u**3).sum()


@program(positive(4), normal(4), wrt=(0, 1))
def written_anew_in_one_arm(u, w):
    if u.sum() > 2.0:
        u[:] = u * np.cos(w)
    else:
        u[0] = w[0]
    u[1] = u[1] * u[2]
    return (u * u).sum()


def halved(u, w):
    u[:] = u * w
    if len(u) > 1:
        halved(u[: len(u) // 2], w[: len(u) // 2])


@program(positive(5), normal(5), wrt=(0, 1))
def written_anew_by_a_function_that_calls_itself(u, w):
    halved(u, w)
    return (u * u).sum()


@program(positive(4), normal(4), wrt=(0, 1))
def less_what_does_not_vary(u, w):
    for _ in range(2):
        u -= w * np.round(u / 2.0)
    return (u * w).sum()


@program(positive(3), normal(4), normal(2, 3, 4), wrt=(0, 1, 2))
def new_axes(a, b, c):
    """Each of a and b receives a sum over just the axes that it lacks."""
    d = c * a[:, None] * b[None, None, :]
    return (np.tanh(d + b[None, :] * a[:, None]) + c[0][None] * a[None, :, None]).sum(axis=2)


@program(positive(3), normal(3), wrt=(0, 1))
def new_axis_of_a_difference(x, y):
    d = x[:, None] - x[None, :] + 2.0 * y[::-1, None] / (1.0 + y[None] ** 2)
    return (d**2).sum() + np.exp(d[:, None, 0]).prod()
