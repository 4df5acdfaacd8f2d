"""Arrays that names hand on: swaps, rotations, ping-pong buffers, new arrays that become the old ones."""

import numpy as np

from tests.corpus.rows import normal, positive, program, refused


@program(positive(6), 3)
@program(positive(6), 0, name="ping_pong_no_trips")
@program(positive(6), 1, name="ping_pong_one_trip")
@program(positive(6), 4, name="ping_pong_even")
@program(positive(1), 4, name="ping_pong_one_element")
def ping_pong(a, n):
    b = a.copy()
    for _ in range(n):
        b[1:-1] = a[1:-1] * (a[:-2] + a[2:])
        a, b = b, a
    return (a * a).sum()


@program(normal(6), 5)
def ping_pong_linear(a, n):
    b = np.zeros_like(a)
    for _ in range(n):
        b[1:-1] = 0.5 * (a[:-2] + a[2:])
        a, b = b, a
    return (a * a).sum() + b[2]


@program(normal(5), normal(5, seed=1), 3, wrt=(0, 1))
def swapped_arguments(a, b, n):
    for _ in range(n):
        a[1:] = np.sin(b[:-1]) * a[1:]
        a, b = b, a
    return (a * b).sum()


@program(normal(5), normal(5, seed=1), 4, wrt=(0, 1))
def swapped_through_a_third_name(a, b, n):
    for _ in range(n):
        a[0] = a[0] * b[-1]
        spare = a
        a = b
        b = spare
    return (a * b * b).sum()


@program(positive(5), 4)
def three_buffers(a, n):
    b = a * 2
    c = a * 3
    for _ in range(n):
        c[1:] = a[1:] * b[:-1]
        a, b, c = b, c, a
    return (a * b).sum() + (c * c).sum()


@program(normal(5), 3)
def new_array_becomes_the_old(u, n):
    for _ in range(n):
        new = u.copy()
        new[1:-1] = u[1:-1] * (u[:-2] + u[2:])
        u = new
    return (u * u).sum()


@program(normal(5), 3)
def new_array_changed_after_it_was_handed_on(u, n):
    for _ in range(n):
        new = u * u
        new[0] = 0.5
        total = new.sum()
        u = new
        u[1] *= 0.1 * total
    return u.sum()


@program(normal(6), normal(6, seed=1), 4, wrt=(0, 1))
def leapfrog(before, now, n):
    for _ in range(n):
        later = np.zeros_like(now)
        later[1:-1] = (
            2 * now[1:-1] - before[1:-1] + 0.1 * (now[2:] - 2 * now[1:-1] + now[:-2]) * now[1:-1]
        )
        before, now = now, later
    return (now * now).sum() + before.sum()


@program(positive(4), 3)
def second_name_then_bound_anew(a, n):
    b = a
    for _ in range(n):
        b = b * a
        b[0] = 1.0
    return b.sum()


@program(normal(4), normal(4, seed=1), 3, wrt=(0, 1))
def swap_under_a_condition(a, b, n):
    for k in range(n):
        if a.sum() > b.sum():
            a, b = b, a
        a[:] = np.tanh(a[::-1] + b)
        b[k] = a[k] * b[k]
    return (a * b).sum()


@program(normal(6), normal(6, seed=1), normal(4, 6), wrt=(0, 1, 2))
def swap_in_an_arm_then_whole_store(a, b, m):
    for i in range(3):
        if 0.9 > 0.3 * b @ a:
            m[:, i - 1] = 0.6 * b[:4] - 0.3 * m[:, i - 1]
            b, a = a, b
        for _ in range(1, 5):
            b[:] = np.tanh(np.tanh(b[::-1] + b))
    return (m * m).sum() + (a * b).sum()


@program(normal(6), normal(6, seed=1), wrt=(0, 1))
def rotation_with_a_whole_store(a, b):
    c = np.zeros_like(a)
    for _ in range(len(a)):
        c, b, a = b, a, c
        a[:] = a * np.cos(b[::-1])
        b = np.sin(np.tanh(c[::-1]) + b[::-1] * c)
    return (np.sin(c) * 0.49).sum()


@program(normal(5), 3)
def old_value_is_read_after_it_was_handed_on(u, n):
    total = 0.0
    for _ in range(n):
        old = u
        u = np.sin(u)
        u[0] = old[1] * u[0]
        total = total + (old * u).sum()
    return total


@program(normal(3, 4), 3)
def transposed_hand_on(a, n):
    b = a.T.copy()
    for _ in range(n):
        c = np.exp(0.1 * b.T)
        c[0] = a[1]
        a = c
        b = c.T * 2.0
    return (a * a).sum() + b[0, 0]


@program(normal(5), 4)
def swaps_in_nested_loops(a, n):
    b = a * a
    for i in range(n):
        for j in range(i):
            b[j] = a[j] * b[j + 1]
            a, b = b, a
        a[i] = b[i] * 0.5
    return (a * b).sum()


@program(normal(5), 6)
def ring_buffer(x, n):
    kept = np.zeros(3)
    total = 0.0
    for k in range(n):
        kept[k % 3] = x[k % 5] * x[k % 5]
        total = total + kept[(k + 1) % 3] * kept[k % 3]
    return total


@program(normal(5), 3, name="exchange_unused_in_result")
def exchange_of_which_one_is_read(a, n):
    b = np.ones_like(a)
    for _ in range(n):
        b[0] = a[0] * a[1]
        a, b = b, a
    return a[0] * 2.0


@refused("two names of one array are both read later", normal(5), 3)
def two_live_names(a, n):
    b = a * 2
    for _ in range(n):
        b[0] = a[0] * a[1]
        b = a
    return (a * b).sum()


@refused("whether the loop made two names one is not known", normal(5), normal(5, seed=1), 3)
def perhaps_one_array(a, b, n):
    for _ in range(n):
        a = b
    b[0] = 1.0
    return (a * b).sum()


@program(normal(5), normal(5, seed=1), 3, wrt=(0, 1))
def swapped_again_and_again(a, b, n):
    """The adjoint of one name is its own, that of the other the caller's; both get more before the loop."""
    u = a * 2.0
    v = b * 3.0
    p = u * v
    for _ in range(n):
        u, v = v, u
    y = u * u
    return v + y + p


@program(0.3, normal(4), normal(5, seed=1), wrt=(0, 1, 2))
def swaps_in_an_inner_loop_of_what_the_outer_one_binds(y, a, b):
    """What the outer loop binds comes back after the inner one has changed places back (seed 2000420)."""
    c = np.zeros(4)
    for _ in range(len(a)):
        a = np.sin(a)
        for _ in range(len(b)):
            c[1] = np.sin(c[1] * y)
            c, a = a, c
    return c.sum() + (a * a).sum()


@program(0.3, normal(4), normal(5, seed=1), wrt=(0, 1, 2))
def swaps_in_two_inner_loops_of_what_the_outer_one_binds(y, a, b):
    c = b[1:] * y
    for _ in range(len(a)):
        a = np.sin(a)
        c = np.exp(-c)
        for k in range(len(a)):
            c[k] = np.sin(c[1] * y) * a[0]
            c, a = a, c
        for k in range(1, len(b)):
            a[k - 1] = np.cos(a[1] * b[k])
            c, a = a, c
    return c.sum() + (a * a).sum()


@program(0.3, normal(4), normal(5, seed=1), wrt=(0, 1, 2))
def swaps_in_a_while_of_what_the_outer_one_binds(y, a, b):
    c = np.zeros(4)
    k = 0
    while k < 4:
        a = np.sin(a)
        i = 0
        while i < k + b[0] ** 2:
            c[1] = np.sin(c[1] * y + a[2])
            c, a = a, c
            i += 1
        k += 1
    return (c * c).sum() + a[1] * y


@program(0.3, normal(4), normal(3, seed=1), wrt=(0, 1, 2))
def store_after_a_loop_that_was_left_before_its_swap(y, a, b):
    """What the last iteration saved by reference is still `a`, which the next trip stores into (seed 2000719)."""
    for i in range(len(b)):
        a[2] += 0.2 * np.sin(b[i])
        k = 0
        while True:
            c = a * np.cos(a[::-1] * y)
            k = k + 1
            if k > 2:
                break
            c, a = a, c
    return (c * a).sum()


@program(0.3, normal(4), normal(3, seed=1), wrt=(0, 1, 2))
def store_into_a_name_that_one_arm_binds_to_itself(y, a, b):
    for i in range(len(b)):
        a[1] = 0.5 * a[1] + b[i]
        c = np.sin(a[::-1] * a * y)
        kept = c if b[i] > 0.0 else a
        y = y + 0.1 * (a * kept).sum()
        a = kept
    return a.sum() * y


@program(normal(5), normal(5, seed=1), 3, wrt=(0, 1))
def handed_on_and_swapped(x, y, n):
    """Forward mode may hand the direction on only where no store reaches it by any name."""
    u = x + 1.0
    v = y * 2.0
    for i in range(n):
        v[i] = u[i + 1] * y[0]
        u, v = v, u
    return (u * v).sum() + x[0] * x[1]
