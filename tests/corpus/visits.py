"""Loops over arrays and iterators over them, and folds of generators: alone, in pairs, and their traps."""

import functools
import itertools
import math

import numpy as np

from tests.corpus.rows import normal, positive, program


@program(normal(5), name="sum_of_squares_five")
@program(normal(0), name="sum_of_squares_empty")
@program(normal(1), name="sum_of_squares_one")
def sum_of_squares(a):
    s = 0.0
    for x in a:
        s = s + x * x
    return s


@program(normal(4, 3))
def rows_are_visited(A):
    s = 0.0
    for row in A:
        s = s + np.sum(row) * row[0]
    return s


@program(normal(4, 3))
def rows_are_stored_into(A):
    B = A * 2.0
    for row in B:
        row[0] = row[1] * row[2]
        row += 1.0
    return B * B


@program(normal(4, 3))
def columns_are_stored_into(A):
    B = A * 2.0
    for column in B.T:
        column[1:] *= column[:-1]
    return B


@program(normal(5))
def numbers_are_values(a):
    b = a * 2.0
    for x in b:
        x += 1.0
        b[0] = x * x
    return b


@program(normal(5))
def array_changes_while_it_is_visited(a):
    a = a * 1.0
    s = 0.0
    for i, x in enumerate(a):
        if i + 1 < len(a):
            a[i + 1] = a[i + 1] * x
        s = s + x * x
    return s


@program(positive(4))
def array_is_changed_whole_while_it_is_visited(a):
    a = a * 1.0
    s = 0.0
    for x in a:
        a *= x
        s = s + x
    return s


@program(normal(4))
def name_is_bound_again_while_it_is_visited(a):
    s = 0.0
    for x in a:
        a = a * x
        s = s + a[0]
    return s


@program(normal(4))
def names_change_places_while_one_is_visited(a):
    b = a * 2.0
    s = 0.0
    for x in a:
        a, b = b, a
        s = s + x * a[0]
    return s


@program(normal(4))
def item_is_bound_again(a):
    s = 0.0
    for x in a:
        x = x * x
        s = s + x * a[0]
    return s


@program(normal(4), name="item_after_the_loop_four")
@program(normal(0), name="item_after_the_loop_empty")
def item_after_the_loop(a):
    x = 0.5
    k = 3
    for k, x in enumerate(a, 1):
        pass
    return x * x * k


@program(normal(4), 2, name="enumerate_from_a_number")
def enumerate_with_start(a, first):
    s = 0.0
    for i, x in enumerate(a, first):
        s = s + i * x * x
    return s


@program(normal(4), normal(4), wrt=(0, 1), name="zip_equal")
@program(normal(4), normal(3), wrt=(0, 1), name="zip_second_shorter")
@program(normal(2), normal(3), wrt=(0, 1), name="zip_first_shorter")
@program(normal(0), normal(3), wrt=(0, 1), name="zip_empty")
def zipped(a, b):
    s = 0.7
    for x, y in zip(a, b):
        s = s * x + y * y
    return s


@program(normal(4, 2), normal(5), wrt=(0, 1))
def enumerate_of_zip(A, b):
    s = 0.0
    for i, (row, y) in enumerate(zip(A, b)):
        s = s + row[0] * y * i + row[1]
    return s


@program(normal(5))
def neighbours(a):
    s = 0.0
    for x, y, z in zip(a, a[1:], a[2:]):
        s = s + (x - 2.0 * y + z) ** 2 * x
    return s


@program(normal(5))
def pairs(a):
    s = 0.0
    for x, y in itertools.pairwise(a):
        s = s + (y - x) ** 2 * x
    return s


@program(normal(5))
def slices_are_visited(a):
    s = 0.3
    for x, y, z in zip(a[::-1], a[:-1], a[1:-1]):
        s = s * x + y * z
    return s


@program(normal(5))
def backwards(a):
    s = 1.0
    for x in reversed(a):
        s = s * x + x
    return s


@program(normal(5), normal(5), wrt=(0, 1))
def backwards_beside_forwards(a, b):
    s = 1.0
    for x, y in zip(reversed(a), b):
        s = s * x + y
    return s


@program(normal(5), 4, name="range_beside_array_four")
@program(normal(5), 9, name="range_beside_array_nine")
@program(normal(5), 0, name="range_beside_array_none")
def range_beside_array(a, n):
    s = 0.0
    for k, x in zip(range(1, n, 2), a):
        s = s + k * x * x
    return s


@program([0.5, 1.5, -0.3], normal(5), wrt=(0, 1))
def list_beside_array(weights, a):
    s = 0.0
    for w, x in zip(weights, a):
        s = s + w * np.sin(x)
    return s


@program(normal(5))
def mapped(a):
    s = 0.0
    for x in map(lambda t: t * t, a):
        s = s + np.sin(x)
    return s


@program(normal(5), normal(5), wrt=(0, 1))
def mapped_over_two(a, b):
    s = 0.0
    for x in map(lambda u, v: u * v, a, b):
        s = s * x + x
    return s


@program(normal(4))
def iterator_under_a_name_is_used_once(a):
    both = zip(a, a[1:])
    s = 0.0
    for x, y in both:
        s = s + x * y
    for x, y in both:
        s = s + 100.0 * x
    return s


@program(0.3, 0.6, wrt=(0, 1))
def iterator_of_a_structure_is_used_once(x, y):
    both = zip((2.0, 3.0), (x, y))
    s = 0.0
    for k, v in both:
        s = s + k * v * v
    for k, v in both:
        s = s + 100.0 * v
    return s


@program(normal(3, 4))
def rows_and_their_numbers(A):
    s = 0.0
    for i, row in enumerate(A):
        for j, x in enumerate(row):
            s = s * 0.9 + x * x * (i + j)
    return s


@program(normal(3, 4))
def indices(A):
    B = A * 2.0
    for i, j in np.ndindex(A.shape):
        B[i, j] = B[i, j] * A[i, (j + 1) % 4]
    return B


@program(normal(3), normal(2), wrt=(0, 1))
def product_of_arrays(a, b):
    s = 0.0
    for x, y in itertools.product(a, b):
        s = s + x * y * y
    return s


@program(normal(3))
def times(a):
    s = 0.0
    for t in np.linspace(0.0, 1.0, 5):
        s = s + np.sum(a * t) ** 2
    for k in np.arange(3):
        s = s + a[k] ** 2 * k
    return s


@program(normal(4, 3))
def left_in_a_row(A):
    s = 0.0
    for row in A:
        if row[0] > 0.8:
            break
        for x in row:
            if x < 0.0:
                continue
            s = s + x * x * row[0]
    return s


@program(normal(4), normal(3, 4), wrt=(0, 1))
def views_of_a_view(a, A):
    b = A * 1.0
    for row, x in zip(b, a):
        tail = row[1:]
        for k, y in enumerate(tail):
            tail[k] = y * x
    return b


# folds --------------------------------------------------------------------------------------------


@program(normal(5), normal(5), wrt=(0, 1), name="sum_of_products_five")
@program(normal(0), normal(0), wrt=(0, 1), name="sum_of_products_none")
def sum_of_products(a, b):
    return 1.0 * sum(a[i] * b[i] for i in range(len(a)))


@program(normal(5), name="sum_where_some")
@program(-positive(4), name="sum_where_none")
def sum_where(a):
    return 1.0 * sum(v * v for v in a if v > 0)


@program(normal(4, 3))
def sum_of_arrays(A):
    return sum(A[i] * A[i][0] for i in range(len(A)))


@program(normal(4, 3))
def sum_of_sums(A):
    return sum(sum(x * x for x in row) * row[0] for row in A)


@program(normal(4, 4))
def sum_over_a_triangle(A):
    return sum(A[i, j] * A[j, i] for i in range(A.shape[0]) for j in range(i + 1, A.shape[1]))


@program(normal(5))
def sum_with_start(a):
    return sum((v * v for v in a), a[0]) * 3.0


@program(normal(5))
def sum_beside_a_name_that_it_reads(a):
    total = a[1] * 2.0
    return sum(total * x * x for x in a) + total


@program(normal(5))
def largest(a):
    return max(v * v for v in a)


@program(normal(5))
def smallest_where(a):
    return min(v * 3.0 for v in a if v > 0)


@program(np.array([1.0, 3.0, 3.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0]), wrt=1)
def first_of_equal_ones(a, b):
    return max(zip(a, b), key=lambda pair: pair[0])[1] ** 2


@program(normal(5))
def where_the_largest_is(a):
    i = max(range(len(a)), key=lambda i: a[i])
    return a[i] ** 2


@program(normal(5), 0.4, wrt=(0, 1))
def largest_or_default(a, x):
    return max((v for v in a if v > 50.0), default=x * x) + a[0]


@program(normal(5))
def any_decides(a):
    if any(v > 1.0 for v in a):
        return np.sum(a * a)
    return np.sum(a)


@program(np.array([0.1, 0.2, 0.9, 0.3]))
def all_ends_before_an_error(a):
    s = np.sum(np.sin(a))
    return s if all(a[i] < a[i + 1] for i in range(len(a))) else s * s


@program(normal(4, 3))
def any_of_any(A):
    s = np.sum(A * A)
    return s if any(x > 50.0 for row in A for x in row) else s * A[0, 0]


@program(positive(4))
def product_of_items(a):
    return math.prod(v + 2.0 for v in a)


@program(normal(4), name="reduced_four")
@program(normal(1), name="reduced_one")
def reduced(a):
    return functools.reduce(lambda u, v: u * v + v, a)


@program(normal(4), 0.3, wrt=(0, 1))
def reduced_from(a, x):
    return functools.reduce(lambda u, v: u * v + v, a, x)


@program(normal(4))
def count_as_divisor(a):
    n = sum(1 for x in a if x > -50.0)
    return np.sum(a * a) / n


# traps --------------------------------------------------------------------------------------------


@program(normal(4), normal(4), wrt=(0, 1))
def helper_visits_an_iterator_twice(a, b):
    def twice(both):
        s = 0.0
        for x, y in both:
            s = s + x * y
        for x, _ in both:
            s = s + 10.0 * x
        return s

    return twice(zip(a, b))


@program(normal(3))
def helper_stores_into_what_is_visited(a):
    v = np.zeros(3)
    v[0], v[1], v[2] = a[0], a[1], a[2]

    def double(w):
        for i in range(3):
            w[i] = w[i] * 2.0

    s = 0.0
    for x in v:
        s = s + x * a[0]
        double(v)
    return s


@program(normal(4))
def chosen_entries_are_a_copy(a):
    a = a * 1.0
    s = 0.0
    for x in a[[0, 1, 2]]:
        a[1] = a[1] * 3.0
        s = s + x * x
    return s


@program(normal(4))
def slice_sees_what_is_stored(a):
    a = a * 1.0
    s = 0.0
    for x in a[1:]:
        a *= 2.0
        s = s + x * x
    return s


@program(normal(4))
def value_is_visited_once(a):
    s = 0.0
    for x in a * 2.0:
        a = a * x
        s = s + x + a[0]
    return s


@program(normal(4))
def list_of_pairs_is_visited_twice(a):
    both = list(zip([1.0, 2.0], a))
    s = 0.0
    for k, x in both:
        s = s + k * x
    for k, x in both:
        s = s + k * x * x
    return s


@program(np.array([0.3, 1.4, 2.3, -0.4]))
def condition_on_what_is_stored_into(a):
    a = a * 1.0
    for _ in range(3):
        if any(v > 1.0 for v in a):
            a *= 0.5
    return a * a


@program(normal(3))
def row_is_handed_on(a):
    B = np.outer(a, a)
    last = B[0] * 0.0
    for r in B:
        r[0] = r[0] * last[1] + 1.0
        last = r
    return np.sum(B * B)


@program(normal(3))
def list_changes_beside_an_array(a):
    w = [a[0], a[1]]
    s = 0.0
    for x, y in zip(w, a):
        w[1] = x * y
        s = s + x
    return s + w[1]


@program({"w": 0.7, "b": -0.4})
def entries_in_order(d):
    s = 0.0
    for _, v in sorted(d.items()):
        s = s * 2.0 + v * v
    for k in sorted(d, reverse=True):
        s = s * 2.0 + d[k]
    return s


@program(np.linspace(0.0, 1.0, 4), normal(4), wrt=(0, 1))
def zip_of_zips(t, y):
    total = 0.0
    for (t0, y0), (t1, y1) in zip(zip(t, y), zip(t[1:], y[1:])):
        total += 0.5 * (y0 + y1) * (t1 - t0)
    return total


@program(normal(4, 2), normal(2, 2), wrt=(0, 1))
def nearest_of_several(X, C):
    return sum(min(np.sum((x - c) ** 2) for c in C) for x in X)


@program(normal(6), 2)
def stencil_over_neighbours(u, n):
    for _ in range(n):
        v = u.copy()
        for i, (left, mid, right) in enumerate(zip(u, u[1:], u[2:]), 1):
            v[i] = mid + 0.1 * (left - 2.0 * mid + right)
        u = v
    return np.sum(u * u)


@program(positive(4))
def numbered_from_one(x):
    s = 0.0
    for i, v in zip(itertools.count(1), x):
        s += v**i
    return s


@program(normal(5), 4)
@program(normal(5), 0, name="counted_until_it_is_left_at_once")
def counted_until_it_is_left(x, n):
    s = 0.3
    for i in itertools.count(0, 2):
        if i >= n:
            break
        s = s * 0.5 + x[i] ** 2
    return s


@program(normal(3))
def counted_beside_a_list(x):
    s = 0.0
    for k, v in zip(itertools.count(2, 3), [x[0], x[1], x * 2.0]):
        s += k * np.sum(v) ** 2
    return s


@program(normal(5))
def weights_in_turn(x):
    """Simpson's weights."""
    s = x[0] * 0.5
    for v, w in zip(x, itertools.cycle([4.0, 2.0])):
        s += v * v * w
    return s


@program(normal(3), 7)
@program(normal(3), 2, name="rows_in_turn_fewer")
def rows_in_turn(x, n):
    s = 0.5
    for k, v in zip(range(n), itertools.cycle(x)):
        s = s * v * k + v
    return s


@program(normal(3))
def functions_in_turn(x):
    s = 0.0
    for v, f in zip([x[0], x[1], x[2]], itertools.cycle([np.sin, np.cos])):
        s += f(v)
    return s


@program(normal(5), 3)
@program(normal(5), 9, name="first_pairs_more_than_there_are")
def first_pairs(x, n):
    s = 0.0
    for a, b in itertools.islice(zip(x, x[1:]), n):
        s += a * b * b
    return s


@program(normal(5), 4)
def part_of_numbers_without_end(x, n):
    s = 0.0
    for i, v in zip(itertools.islice(itertools.count(), 1, n), x):
        s += v * v * x[i]
    return s


@program(normal(5))
def part_of_an_array(x):
    s = 0.0
    for v in itertools.islice(x, 1, None, 2):
        s += v * v
    return s


@program(normal(3), 4)
def one_number_again_and_again(x, n):
    s = x[0]
    for w in itertools.repeat(x[1], n):
        s = s * w + w
    for v, w in zip(x, itertools.repeat(x[2])):
        s += v * w * w
    return s


@program(normal(4), 4)
@program(normal(4), 1, name="pairs_of_numbers_none")
def pairs_of_numbers(x, n):
    s = 0.0
    for i, j in itertools.combinations(range(n), 2):
        s += x[i] * x[j]
    return s
