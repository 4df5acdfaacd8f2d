"""What a reverse sweep gets wrong if it is careless: versions, decisions, back edges, collisions."""

import math

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(0.2, 3)
def overwritten_and_read_by_reverse(x, n):
    y = z = x
    for _ in range(n):
        z = y * y
        y = math.sin(z) + y
        z = z * y
        y = y + z
    return y * z


@program(normal(4))
def rebound_between_uses(a):
    x = a * 2.0
    y = x * a
    x = np.exp(a)
    z = x * y
    x = z * x
    return x


@program(0.6, 1.1, wrt=(0, 1))
def parallel_update(x, y):
    """Each adjoint reads the old value of the other."""
    x, y = x * y, x + y * y
    x, y = y * x, y - x
    return x * y


@program(0.6, 1.1, 5, wrt=(0, 1))
def parallel_update_in_a_loop(x, y, n):
    for _ in range(n):
        x, y = 0.5 * x * y, 0.5 * (x + y * y)
    return x * y


@program(0.9, 4)
def decision_overwritten_in_a_loop(x, n):
    for _ in range(n):
        if x > 0.5:
            x = x * x
        else:
            x = x + 0.3 * x * x
    return x


@program(positive(5))
def temporary_local_to_the_iteration(a):
    s = 1.0
    for i in range(len(a)):
        t = s * a[i]
        u = math.sin(t)
        s = s + t * u
    return s


@program(positive(5), outcome="right or refused")
def temporary_not_bound_in_the_first_iteration(a):
    s = 0.5
    for i in range(len(a)):
        if i > 0:
            s = s * t
        t = a[i] * s
    return s * t


@program(0.6, 3)
def same_name_for_two_values(x, n):
    t = x * x
    s = t * x
    for i in range(n):
        t = s * i
        s = s + t * t * 0.1
    t = s * x
    return t * t


@program(0.6)
def three_versions(x):
    x = x * x
    y = x * 3.0
    x = math.exp(x)
    y = y * x
    x = x * y
    return x + y


@program(normal(3), 0.5, wrt=(0, 1))
def adjoint_shared_by_two(a, x):
    b = a
    c = b + a
    d = c
    return d * x + c * a


@program(normal(3), normal(3, seed=1), wrt=(0, 1))
def upstream_shared_by_two_arguments(a, b):
    return a + b


@program(normal(3))
def upstream_returned_whole(a):
    return a + 1.0


@program(normal(3))
def upstream_used_then_stored(a):
    a = a + 1.0
    a[0] = a[1] * a[2]
    return a


@program(normal(2, 3))
def upstream_transposed(a):
    return a.T + 1.0


@program(normal(2, 3))
def upstream_reshaped(a):
    return a.reshape(6)


@program(normal(3), normal(3, seed=1), normal(3, seed=2), wrt=(0, 1, 2))
def upstream_sliced_into_two(a, b, c):
    return np.concatenate([a + b, c])


@program(0.5, 3, 2)
def bounds_overwritten(x, n, m):
    s = x
    for _ in range(m):
        for i in range(n):
            s = s * 0.5 + x * s * i
        n = n + 1
    return s


@program(normal(6), 5)
def bound_used_by_the_reversed_loop_overwritten(a, n):
    s = 1.0
    for i in range(n):
        s = s + a[i] * s
    n = 0
    return s * (n + 1.0)


@program(0.5, 4)
def kept_counter(x, n):
    k = 0
    while k < n:
        x = x * x + 0.1 * k
        k = k + 2
    return x * k


@program(normal(4))
def zero_trip_inner_loops(a):
    s = 0.7
    for i in range(4):
        y = s * s
        for j in range(i - 2):
            y = y * a[j] + s
        s = y + a[i]
    return s


@program(0.3)
def long_chain(x):
    for _ in range(60):
        x = math.sin(x) + 0.5 * x
    return x


@program(normal(3))
def overwritten_in_one_arm_read_after(a):
    a = a.copy()
    y = a * a
    if a[0] > -100.0:
        a[1] = 5.0
    z = y * a
    return z


@program(normal(4), 3)
def store_then_rebind(a, n):
    for k in range(n):
        b = a * 1.0
        b[k] = b[k] * b[3]
        a = b * b
    return a


@program(normal(4), 2)
def array_rebound_each_iteration(a, n):
    for _ in range(n):
        a = a * a
        a[0] = a[1] * a[2]
        a[3] = 1.0
    return a


@program(normal(5), 0.4, wrt=(0, 1))
def scalar_read_before_and_after(a, w):
    a = a.copy()
    for i in range(1, 5):
        t = a[i] * w
        a[i] = t * a[i - 1]
        w = w + a[i] * t * 0.1
    return a * w


@program(1.2, 0.7, wrt=(0, 1))
def zero_times_infinity_in_a_branch_not_taken(x, y):
    return np.where(np.asarray(x) > 0.0, x * y, 0.0).sum()


@program(np.array([0.0, 4.0, 9.0]) + 1.0)
def guarded_square_root(a):
    safe = np.where(a > 0.0, a, 1.0)
    return np.where(a > 0.0, np.sqrt(safe), 0.0)


@program(np.random.default_rng(5).normal(size=(3, 3)))
def power_iteration(m):
    v = np.ones(3)
    for _ in range(4):
        v = m @ v
        v = v / np.sqrt((v * v).sum())
    return v @ m @ v


@program(normal(3), wrt=0, outcome="right or refused")
def none_returned(a):
    a[0] = a[1] * a[2]
    a[1] *= 2.0


@program(normal(6), normal(6), wrt=(0, 1))
def lent_adjoint_then_region(a, b):
    """The adjoint of `a` first goes by another name, then a part of it receives more."""
    v = a[2:]
    c = 0.5 * b[::-1] + 0.4 * np.sin((a - b[4]) * v[2])
    return (c * c).sum()


@program(normal(6), 0.4, 3, wrt=(0, 1))
def store_hits_what_a_reversed_range_read(a, x, n):
    """A literal index among those that a loop counting down has read: the store saves."""
    c = np.sin(a)
    for i in reversed(range(1, n)):
        x = 0.8 * np.cos(c[i] * x)
    c[2] = 0.3
    return (c * x).sum()


@program(0.3, normal(3, 4), wrt=(0, 1))
def restored_though_its_adjoint_is_dead(y, m):
    """The loop overwrites `y`, which only an earlier adjoint reads: it is put back all the same (R3)."""
    m = m.copy()
    m[0, 1] /= 1.5 + y**2
    for i in range(3):
        y = np.sin(0.5 + i)
    return (m * m).sum()


@program(0.5, 0.7, normal(6), normal(6), wrt=(0, 1, 2, 3))
def quotient_spread_over_a_slice_behind_a_branch(x, y, a, b):
    """One number decides whether the quotient's derivative counts: the sum over the slice."""
    a = a.copy()
    s = 0.55 * np.cos(b[-5] - y)
    a[1:4] = x / (1.5 + s**2)
    for i in range(2):
        y = np.cos(a[i] if b[i] > 0 else y)
    return (np.sin(a) * 0.33).sum()


@program(0.0, 3)
def powers_of_zero(x, n):
    """An exponent that counts from 0: the slope of x ** 0 is 0 at 0, too."""
    s = 0.0
    for k in range(n):
        s += (k + 1) * x**k
    return s


@program(np.array([0.0, 1.5]), 3)
def powers_of_an_array_with_zeros(x, n):
    s = np.zeros(2)
    for k in range(n):
        s += (k + 1) * x**k
    return s


@program(normal(3, 3), normal(3, 3, seed=1), wrt=(0, 1))
def transpose_added_to_what_is_scaled_before(x, y):
    z = y * 1.0
    z *= y
    z += x.T
    return z**2


@program(normal(9), normal(3, 3, seed=1), wrt=(0, 1))
def reshape_added_to_what_is_scaled_before(x, y):
    z = y * 1.0
    z *= y
    z += x.reshape(3, 3)
    return z**2


@program(normal(3, 3), normal(3, 3, seed=1), wrt=(0, 1))
def two_transposes_added_to_what_is_scaled_before(x, y):
    z = y * 1.0
    z *= y
    z += x.T + y.T
    return z**2


@program(normal(3, 3), normal(3, 3, seed=1), wrt=(0, 1))
def transpose_added_in_a_branch(x, y):
    z = y * 1.0
    z *= y
    if x[0, 0] > -5.0:
        z += x.T
    z *= y
    return z**2


@program(normal(6))
def compared_after_a_linear_store(x):
    """No derivative reads the entry, but the condition does, and later iterations overwrite it."""
    a = np.zeros(2)
    s = 0.0
    for i in range(len(x)):
        a[0] = x[i] - 0.5 * a[0]
        if a[0] > 0.0:
            s = s + x[i]
    return s + a.sum()


@program(normal(6), normal(3), normal(3, seed=1), 4, wrt=(0, 1, 2))
def made_before_a_store_through_one_of_two_names(x, u, v, n):
    """A cheap name could be computed again, if the store did not reach its operand by another name."""
    u = u.copy()
    v = v.copy()
    s = 1.0
    for i in range(n):
        t = v[0] * v[0]
        w = v if i % 2 == 0 else u
        w[0] = x[i] - 0.5 * w[0]
        s = s * t
        v = w * 1.5
        u = w + 1.0
    return s + v.sum()


@program(normal(6), 4)
def store_into_what_a_name_held_before(x, n):
    """The name is bound anew, and what it held is overwritten by another name, though it is read again."""
    u = np.zeros(3)
    v = np.ones(3) * x[5]
    s = 0.0
    for i in range(n):
        s = s + (v * v).sum()
        w = v if i % 2 == 0 else u
        v = np.ones(3) * x[i + 1]
        w[0] = x[i] - 0.5 * w[0]
        u = w * 1.5
    return s + u.sum()


@program(0.7, normal(5), wrt=(0, 1))
def cheap_name_made_of_a_cheap_name(w, x):
    """Both could be computed again, the second from the first, which is read earlier, too."""
    s = 1.0
    for i in range(len(x)):
        t = x[i] * w
        q = t * 2.0
        s = s * t
        s = s * q
    return s


@program(0.3, normal(3), wrt=(0, 1))
def store_after_a_loop_into_what_its_last_iteration_saved(x, a):
    """The array that the loop hands on is the one that its last iteration saved by reference."""
    a = a.copy()
    for _ in range(3):
        for e in a:
            x = np.sin(x + e)
            a = np.tanh(a * 1.1)
        x = x + 0.1 * (a @ a) ** 2
        if a[0] < x:
            x = x * 0.9
    a[1] = 0.5 * x
    return x + a.sum()


@program(0.3, normal(3), wrt=(0, 1))
def store_after_a_loop_into_saved_probabilities(x, a):
    a = a.copy()
    for _ in range(2):
        for e in a:
            x = np.sin(x + e)
            t = np.exp(a)
            a = t / t.sum()
        if a[0] < x:
            x = x * 0.9
    a[:] = 0.5 * x
    return x + a.sum()


@program(normal(4), normal(4, seed=1), 2, wrt=(0, 1))
def result_of_a_call_stored_into(x, y, n):
    """The other half reads what the call returned as it was."""

    def go(v, k):
        if k == 0:
            return np.exp(v)
        return np.tanh(go(v * 0.5, k - 1))

    r = go(x, n)
    r[0] += y[0] * 3.0
    return r.sum()


@program(normal(6))
def stores_down_to_the_last_entry(x):
    """The store goes one below what was read, and at last, as -1, to what was read first."""
    y = x * 2.0
    s = 0.0
    for i in range(len(x) - 1, -1, -1):
        s = s + y[i] * y[i]
        y[i - 1] = x[i]
    return s


@program(normal(4, seed=3), normal(4, 5, seed=5), wrt=(0, 1))
def name_made_again_in_a_branch_from_one_of_the_body(b, m):
    """What the branch makes again reads a row that the body makes again: first the row (seed 3001995)."""
    for row in m:
        t = 0.0
        for _ in range(5):
            t = 1.23 * np.cos(row[1])
        if row[2] >= row[1] ** 2:
            p = row[1]
            for i in range(1, len(b)):
                b[i] = 0.5 * b[i] + 0.4 * b[i - 1] * np.sin(p)
        else:
            b = 0.5 * b + 0.4 * np.sin(b - t)
    return np.sin(b).sum()


@program(normal(4, seed=3), normal(4, 5, seed=5), wrt=(0, 1))
def names_made_again_three_blocks_deep(b, m):
    for k in range(len(m)):
        row = m[k]
        t = np.sin(row[0] * b[0])
        for j in range(2):
            q = row[j] * 2.0
            if q > -0.5:
                p = q + row[3]
                for i in range(1, len(b)):
                    b[i] = b[i] * np.cos(p) + 0.1 * b[i - 1] * t
            t = t + 0.1 * np.sin(row[1] * t)
        b[0] = np.sin(b[0] + t)
    return np.sin(b).sum()


@program(normal(4, seed=3), normal(4, 5, seed=5), wrt=(0, 1))
def row_that_a_branch_stores_into_before_it_is_made_again(b, m):
    for k in range(len(m)):
        row = m[k]
        t = np.cos(row[1]) * b[0]
        if row[2] >= 0.0:
            p = row[1]
            for i in range(1, len(b)):
                b[i] = 0.5 * b[i] + 0.4 * b[i - 1] * np.sin(p)
            row[1] = p * t
        b[0] = np.sin(t + row[1])
    return np.sin(b).sum() + (m * m).sum()


@program(normal(6), 4)
def store_by_a_third_name(x, n):
    """The array goes by a second name and by a third, and what it held is read again."""
    t = np.zeros(3)
    u = np.zeros(3)
    v = np.ones(3) * x[5]
    s = 0.0
    for i in range(n):
        s = s + (v * v).sum()
        w = v if i % 2 == 0 else u
        z = w if i < 3 else t
        v = np.ones(3) * x[i + 1]
        z[0] = x[i] - 0.5 * z[0]
        u = z * 1.5
        t = z * 0.5
    return s + u.sum()
