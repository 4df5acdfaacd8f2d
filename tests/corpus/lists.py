"""Lists and dicts that are changed, and lists that grow in loops: stacked, summed, indexed, taken apart."""

import numpy as np

from tests.corpus.rows import normal, positive, program, refused

# what is known in structure -----------------------------------------------------------------------


@program(positive(3))
def two_names_of_one_list(x):
    first = []
    second = first
    first.append(x)
    second.append(x * 2.0)
    second.extend([x, x * x])
    first.insert(0, x * 3.0)
    last = second.pop()
    second += [last * last]
    return sum([v.sum() for v in first]) * first[0][1] + len(second)


@program(positive(3))
def entries_of_a_dict(x):
    d = {}
    d["w"] = x * 2.0
    d["b"] = x.sum()
    d["w"] = d["w"] * d["b"]
    d.update({"c": x[0]}, e=x[1])
    kept = d.setdefault("w", 1.0)
    made = d.setdefault("z", x[0] * x[1])
    taken = d.pop("c")
    return kept.sum() * taken * d["e"] * made + len(d)


@program(positive(3))
def entries_set_by_a_known_number(x):
    xs = [0.0] * 3
    xs[1] = x[0] * x[1]
    xs[-1] = xs[1] ** 2
    xs[0] += x[2]
    return xs[0] * xs[1] + xs[2]


@program(positive(3), 4)
@program(positive(3), 1, name="a_state_in_a_list_once")
@program(positive(3), 0, name="a_state_in_a_list_never")
def a_state_in_a_list(x, n):
    s = [x[0], x[1]]
    t = s
    for _ in range(n):
        s[0] = s[0] * s[1]
        t[1] += np.sin(s[0])
    return t[0] + s[1] * s[1]


@program(positive(3), 3)
@program(positive(3), 0, name="a_state_in_a_dict_never")
def a_state_in_a_dict(x, n):
    s = {"a": x[0], "b": x}
    for _ in range(n):
        s["a"] = s["a"] * 1.1
        s["b"] = s["b"] * s["a"]
    return s["b"].sum()


@program(positive(3))
def an_array_in_two_lists(x):
    xs = [x * 2.0, x]
    xs[0][1] = 5.0
    ys = [xs[0]]
    ys[0][0] += x[2] * x[2]
    xs[1] = xs[0]
    return (xs[0] * xs[1]).sum()


@program(positive(3))
def changed_while_visited(x):
    ws = [x[0], x[1], x[2]]
    for i, w in enumerate(ws):
        ws[i] = w * w
    d = {"a": ws[0], "b": ws[1]}
    for key, value in d.items():
        d[key] = value * ws[2]
    return d["a"] * d["b"]


@program(positive(3))
def grows_while_visited(x):
    queue = [x[0]]
    for v in queue:
        if len(queue) < 4:
            queue.append(v * x[1])
    return queue[0] * queue[1] + queue[2] * queue[3]


def _add(items, v):
    items.append(v * v)


@program(positive(3))
def a_function_that_appends(x):
    items = []
    _add(items, x[0])
    _add(items, x[1])
    return items[0] * items[1]


@program(positive(3), 3)
def new_lists_each_time(x, n):
    layer = [x[0], x[1]]
    for _ in range(n):
        following = []
        for h in layer:
            following.append(h * h + 0.1)
        layer = following
    return layer[0] * layer[1]


@program(positive(3))
def lists_and_their_copies(x):
    a = [x[0], x[1]]
    b = a.copy()
    c = a[:]
    d = list(a)
    a.append(x[2])
    b[0] = x[2] * x[2]
    a.reverse()
    return a[0] * b[0] + sum(c) * sum(d) + b[1] * len(a)


# grown in a loop ----------------------------------------------------------------------------------


@program(positive(3), 4)
@program(positive(3), 1, name="stacked_once")
def stacked(x, n):
    out = []
    h = x
    for _ in range(n):
        h = np.tanh(h * 1.3)
        out.append(h)
    ys = np.stack(out)
    return (ys * ys).sum()


@program(positive(3), 4)
@program(positive(3), 1, name="stacked_behind_once")
def stacked_behind(x, n):
    out = []
    for k in range(n):
        out.append(x * x * (k + 1.0))
    return (np.stack(out, axis=1) @ np.arange(n)).sum()


@program(positive(3), 4)
@program(positive(3), 1, name="summed_once")
@program(positive(3), 0, name="summed_never")
def summed(x, n):
    out = []
    s = x[0]
    for _ in range(n):
        s = s * x[1]
        out.append(s * s)
    return sum(out) + sum(out, x[2]) * len(out)


@program(positive(4))
def summed_of_a_known_number(a):
    out = []
    for i in range(4):
        out.append(a[i] * a[i])
    return sum(out)


@program(positive(3), 4)
@program(positive(3), 1, name="read_between_appends_once")
@program(positive(3), 0, name="read_between_appends_never")
def read_between_appends(x, n):
    out = [x[0]]
    for _ in range(n):
        if out[-1] < 2.0:
            out.append(out[-1] * x[1] + x[2])
    return out[-1] * out[0] * len(out)


@program(positive(3), 5)
@program(positive(3), 1, name="appended_in_two_branches_once")
@program(positive(3), 0, name="appended_in_two_branches_never")
def appended_in_two_branches(x, n):
    t = 0.5
    for _ in range(n):
        out = []
        for i in range(3):
            if x[i] > 1.0:
                out.append(x[i] * t)
            else:
                out.append(x[i])
                out.append(x[0] * x[i])
        t = t + sum(out) * 0.1 + 0.01 * len(out)
    return t


@program(positive(3), 4)
@program(positive(3), 0, name="lists_in_a_triangle_never")
def lists_in_a_triangle(x, n):
    total = x[2] * 0.1
    for k in range(n):
        rows = []
        for j in range(k + 1):
            rows.append(x * (j + 1.0) * total)
            total = total + rows[-1].sum() * 0.1
        total = total + np.stack(rows).sum() * 0.01
    return total


@program(positive(3), 4)
@program(positive(3), 1, name="carried_around_nested_loops_once")
def carried_around_nested_loops(x, n):
    out = [x[0]]
    for i in range(n):
        for _ in range(i):
            out.append(0.5 * out[-1] * x[1] + out[0])
    return out[-1] * len(out)


@program(positive(3), 3)
@program(positive(3), 0, name="twice_as_many_each_time_never")
def twice_as_many_each_time(x, n):
    now = [x[0]]
    for _ in range(n):
        later = []
        for v in now:
            later.append(v * x[1])
            later.append(v + x[2])
        now = later
    return sum(now)


@program(positive(3), 9)
@program(positive(3), 1, name="a_stack_of_work_once")
@program(positive(3), 0, name="a_stack_of_work_never")
def a_stack_of_work(x, n):
    work = [x[0]]
    total = 0.0
    k = 0
    while work and k < n:
        v = work.pop()
        total += v * v
        k += 1
        if v < 3.0:
            work.append(v * x[1])
            work.append(v + x[2])
    return total


@program(positive(5))
@program(positive(1), name="folded_from_the_end_of_one")
def folded_from_the_end(x):
    work = [v * 1.0 for v in x]
    while len(work) > 1:
        a = work.pop()
        b = work.pop()
        work.append(0.5 * a * b + 0.1)
    return work[0]


@program(positive(3), 5)
@program(positive(3), 1, name="entries_set_in_a_loop_once")
@program(positive(3), 0, name="entries_set_in_a_loop_never")
def entries_set_in_a_loop(x, n):
    xs = [0.0] * n
    for i in range(n):
        xs[i] = x[i % 3] ** 2
    t = 0.0
    for i in range(1, n):
        xs[i] = xs[i] * xs[i - 1]
    for i in range(n):
        t += xs[i]
    return t


@program(positive(3), 5)
@program(positive(3), 2, name="sorted_by_exchanges_of_two")
def sorted_by_exchanges(x, n):
    xs = [x[i % 3] * (i + 1.0) for i in range(n)]
    for i in range(n):
        for j in range(n - 1 - i):
            if xs[j] < xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return sum([v * w for v, w in zip(xs, np.arange(n) + 1.0)])


@program(positive(3), 4)
@program(positive(3), 0, name="added_and_extended_never")
def added_and_extended(x, n):
    out = []
    for i in range(n):
        if x[i % 3] > 1.0:
            out.append(x[i % 3] * 2.0)
        out += [x[0] * x[i % 3]]
        out.extend([v * i for v in x])
    b = [1.5]
    b.extend(out)
    c = np.array(b + out)
    return c @ c


@program(positive(3), 4)
@program(positive(3), 1, name="two_lists_after_a_copy_once")
def two_lists_after_a_copy(x, n):
    out = [x[0]]
    for _ in range(n):
        out.append(x[1] * out[-1])
    b = list(out)
    b.append(x[2])
    out.append(x[0])
    return sum(out) + sum(b) * b[-1]


@program(positive(3), 4)
@program(positive(3), 0, name="lists_in_a_dict_never")
def lists_in_a_dict(x, n):
    log = {"a": [], "b": []}
    for i in range(n):
        log["a"].append(x[i % 3])
        log["b"].append(log["a"][-1] * x[0])
    return sum(log["a"]) * sum(log["b"]) + x[1]


@program(positive(3), 4)
@program(positive(3), 1, name="two_names_of_a_grown_list_once")
def two_names_of_a_grown_list(x, n):
    out = []
    other = out
    for i in range(n):
        other.append(x[i % 3] * 2.0)
        out.append(x[0] * x[1])
    return sum(out) * sum(other)


@program(positive(3), 4)
def a_closure_that_appends(x, n):
    out = []

    def push(v):
        out.append(v * v)

    for i in range(n):
        push(x[i % 3])
    return sum(out)


@program(positive(3), 4)
@program(positive(3), 1, name="fresh_arrays_changed_first_once")
def fresh_arrays_changed_first(x, n):
    out = []
    for i in range(n):
        h = np.zeros(3)
        h[0] = x[0] * i
        h[1:] = x[1:] ** 2
        out.append(h)
    return (np.stack(out) ** 2).sum()


@program(positive(3), 4)
def copies_appended(x, n):
    out = []
    h = x.copy()
    for _ in range(n):
        out.append(h.copy())
        h[0] = h[0] * h[1]
    return sum([o[0] * o[1] for o in out]) + h[0]


@program(positive(4), 3)
@program(positive(4), 0, name="a_trajectory_never")
def a_trajectory(x, n):
    us = [x]
    u = x.copy()
    for _ in range(n):
        u = u.copy()
        u[1:] = u[1:] + 0.3 * u[:-1] * u[1:]
        us.append(u)
    path = np.array(us)
    return (path[1:] - path[:-1]).sum() + (path**2).sum()


@program(positive(3), 3)
@program(positive(3), 0, name="end_to_end_never")
def end_to_end(x, n):
    hs = [x]
    for _ in range(n):
        h = hs[-1].copy()
        h[1:] += hs[-1][:-1] * 0.5
        hs.append(h)
    return np.concatenate(hs).sum() * hs[-1][0] + np.vstack(hs)[0, 1] + np.hstack(hs)[1]


@program(positive(3), 6)
@program(positive(3), 2, name="left_early_soon")
def left_early(x, n):
    out = []
    for i in range(n):
        if i == 3:
            break
        out.append(x[i % 3] * x[0])
        if x[i % 3] > 1.2:
            continue
        out.append(x[1])
    return sum(out)


@program(positive(3), 6)
@program(positive(3), 1, name="returned_from_the_loop_late")
def returned_from_the_loop(x, n):
    out = []
    for i in range(n):
        out.append(x[i % 3] * i)
        if sum(out) > 2.0:
            return sum(out) * out[-1]
    return sum(out)


@program(positive(3), 20)
def until_it_is_large(x, n):
    out = [x[0]]
    while out[-1] < 6.0 and len(out) < n:
        out.append(out[-1] * 1.3 + x[1] * 0.1)
    return out[-1] * out[len(out) // 2]


@program(positive(3), 4)
@program(positive(3), 0, name="slices_of_a_list_never")
def slices_of_a_list(x, n):
    us = [x]
    for _ in range(n):
        us.append(np.sin(us[-1]))
    steps = np.array(us[1:] + us[:1]) - np.array(us)
    return (steps * steps).sum() + sum([u[0] for u in us[1:-1]]) + len(us[:2]) * us[-1:][0][1]


@program(positive(3), 5)
@program(positive(3), 1, name="slices_of_numbers_once")
def slices_of_numbers(x, n):
    out = [x[0] * x[1]]
    for i in range(n):
        out.append(out[-1] * x[i % 3])
    return sum(out[1:]) * sum(out[: n // 2]) + sum(out[-2:]) + sum(out[1:3]) + sum(out[::-1])


@program(positive(3), 4)
@program(positive(3), 0, name="an_index_that_depends_on_data_never")
def an_index_that_depends_on_data(x, n):
    out = [0.5]
    for i in range(n):
        out.append(out[i] * x[0] + x[i % 3])
    return out[n] * out[n // 2]


@program(positive(3), 5)
@program(positive(3), 0, name="a_ring_of_two_never")
def a_ring_of_two(x, n):
    ring = [x[0], x[1]]
    for i in range(n):
        ring[i % 2] = ring[(i + 1) % 2] * x[2]
    return ring[0] * ring[1]


@program(positive(3), 0.5)
def means_of_a_list(x, stop):
    ts = []
    ys = []
    t = 0.0
    y = x[0]
    while t < stop:
        ts.append(t)
        ys.append(y)
        y = y + 0.1 * np.cos(y * x[1])
        t = t + 0.1
    return np.mean(ys) + ys[-1] * ts[-1] + np.var(np.array(ys)) + np.dot(ys, ts)


@program(positive(3), 4)
def numbers_and_whole_numbers(x, n):
    out = [1]
    for i in range(n):
        if i % 2:
            out.append(x[0] * i)
        else:
            out.append(i)
    return sum(out) * out[-1]


@program(positive(3), 3)
def lists_inside_of_lists(x, n):
    rows = []
    for i in range(n):
        row = []
        for j in range(3):
            row.append(x[j] * (i + 1.0))
        rows.append(row)
    return np.array(rows).sum() * rows[-1][0]


@program(positive(3), 2)
@program(positive(3), 0, name="replaced_by_a_comprehension_never")
def replaced_by_a_comprehension(x, n):
    h = [v * 1.0 for v in x]
    for _ in range(n):
        h = [np.tanh(v * x[0]) for v in h]
    return sum(h)


@program(positive(3), 3)
def returned_as_a_list(x, n):
    out = []
    h = x
    for _ in range(n):
        h = np.sin(h) * x
        out.append(h)
    return out


@program(positive(3), 3)
def returned_beside_a_number(x, n):
    out = [x[0]]
    for _ in range(n):
        out.append(out[-1] * x[1])
    return out, sum(out)


@program(positive(3), 5)
def two_names_in_two_branches(x, n):
    out = []
    other = out
    for i in range(n):
        if x[i % 3] > 0.9:
            out.append(x[i % 3] * (len(other) + 1))
        else:
            other.append(out[-1] * x[0] if out else x[1])
    return sum(other) * out[-1]


@program(positive(3), 4)
def a_closure_that_grows_and_reads(x, n):
    out = [x[0]]

    def grow(v):
        out.append(v * out[-1])
        return out[-1]

    t = 0.0
    for i in range(n):
        t += grow(x[i % 3]) + len(out) * x[1]
    return t


@program(positive(3), 4)
def set_and_appended(x, n):
    out = [x[0]]
    y = out[-1] + len(out)
    for _ in range(n):
        old = out[-1]
        out[-1] = old * x[1]
        out.append(old + out[-1])
        out[0] = out[0] * 1.1
    return y * out[0] + sum(out)


@program(positive(3), 5)
def popped_between_appends(x, n):
    work = []
    for i in range(n):
        work.append(x[i % 3])
        if len(work) > 2:
            a = work.pop()
            b = work.pop()
            work.append(a * b + work[-1])
    return sum(work)


# comprehensions -----------------------------------------------------------------------------------


@program(normal(6))
@program(normal(2), name="a_valley_of_two")
@program(normal(1), name="a_valley_of_one")
def a_valley(x):
    return sum([100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1)])


@program(positive(4))
@program(positive(1), name="one_function_an_entry_of_one")
def one_function_an_entry(x):
    return np.array([np.sin(v) for v in x]).prod()


@program(positive(5))
def the_largest(x):
    return max([v * v for v in x]) + min([v * 3.0 for v in x])


@program(positive(5))
@program(positive(5) * 0.1, name="taken_on_a_condition_none")
@program(positive(5) + 2.0, name="taken_on_a_condition_all")
def taken_on_a_condition(x):
    out = [v * v for v in x if v > 1.0]
    t = x[0]
    for h in out:
        t += h * h
    for i, h in enumerate(out):
        t += h * i
    for a, b in zip(out, x):
        t += a * b
    return t


@program(positive(3), 4)
@program(positive(3), 1, name="rows_of_rows_once")
def rows_of_rows(x, n):
    m = np.array([[x[i % 3] * x[j % 3] for j in range(n)] for i in range(n)])
    return (m * m).sum()


@program(positive(3), 4)
def two_loops_in_one(x, n):
    m = [x[i % 3] * x[j % 3] for i in range(n) for j in range(i)]
    return sum(m)


@program(positive(3), 4)
@program(positive(3), 1, name="rows_of_two_once")
def rows_of_two(x, n):
    m = np.array([[x[i % 3] * 2.0, x[i % 3] ** 2] for i in range(n)])
    return (m[:, 0] * m[:, 1]).sum()


@program(positive(3), 4)
def pairs_in_a_list(x, n):
    points = [(x[i % 3], x[i % 3] ** 2) for i in range(n)]
    t = 0.0
    for a, b in points:
        t += a * b
    return t + points[0][1] * points[-1][0]


@program(positive(5))
def backwards(x):
    out = [v * v for v in x]
    t = 0.0
    for k, v in enumerate(reversed(out)):
        t += v * k
    out.reverse()
    return t * out[0]


# refused ------------------------------------------------------------------------------------------


@refused("an array that changes after it was appended", positive(3), 4)
def changed_after_append(x, n):
    out = []
    h = x.copy()
    for _ in range(n):
        h[0] = h[0] * 1.5
        out.append(h)
    return np.stack(out).sum()


@refused("a view that is appended, and its base changed", positive(3), 4)
def base_of_a_view_changed(x, n):
    out = []
    u = np.zeros(3)
    for i in range(n):
        out.append(u[1:])
        u[1] = x[0] * i
    return np.stack(out).sum()


@refused("an array that is changed in the list", positive(3), 4)
def changed_in_the_list(x, n):
    out = []
    for i in range(n):
        out.append(x * float(i))
    h = out[-1]
    h[0] = 5.0
    return np.stack(out).sum()


@refused("a list that grows while a loop visits it", positive(3), 4)
def grown_while_visited(x, n):
    out = [x[0]]
    for v in out:
        if len(out) < n:
            out.append(v * x[1])
    return sum(out)


@refused("one of two lists", positive(3), 4)
def one_of_two_lists(x, n):
    a = []
    b = []
    for _ in range(n):
        a.append(x[0])
    c = a if x[0] > 0 else b
    c.append(x[1])
    return sum(a)


@refused("a row that changes after it was appended", positive(3), 4)
def row_changed_after_append(x, n):
    rows = []
    for i in range(n):
        row = [x[0], x[1]]
        rows.append(row)
        row[0] = x[2] * i
    return np.array(rows).sum()


@refused("entries of two ranks", positive(3), 4)
def entries_of_two_ranks(x, n):
    out = []
    for _ in range(n):
        out.append(x)
        out.append(x[0])
    return sum(out).sum()


@refused("an argument's list", [positive(3), positive(3)], 4)
def changed_argument(xs, n):
    for _ in range(n):
        xs.append(xs[0] * 2.0)
    return sum([v.sum() for v in xs])


@program(normal(4), 3)
def appended_to_behind_the_loop(x, n):
    out = []
    for i in range(n):
        out.append(x[i] * x[i])
    out.append(x[0] * x[1] * x[2])
    return out


@program(0.2, -0.4, normal(6), normal(6), wrt=(0, 1, 2, 3))
def lists_grown_for_what_is_bound_again(x, y, a, b):
    """A loop whose adjoint is zero touches no adjoint, and its branch is not reversed (seed 6002623)."""
    c = np.zeros(6)
    a[-2] = np.tanh(x * y + (y + x))
    rows = [c.copy()]
    s = np.tanh((rows[0] * rows[-1]).sum() * 1.25)
    kept = [a.copy()]
    for i in range(4):
        scaled = [0.6 * a - 0.5]
        for k in range(2):
            scaled.append(0.6 * a - s)
            a[k - 1] = np.sin(-(y + b[3]))
        y = np.tanh((scaled[0] * scaled[-1]).sum() * 0.33)
        for q in (x, 1.32, x):
            for j in range(i, 6):
                b, c = c, b
                if y <= 0.2 * (a[3:5] * c[4:]).sum():
                    high = a > x
                    b[high] = 0.7 * np.sin(b[high])
                    break
                c, b = b, c
            else:
                grown = [a.copy()]
                while len(grown) < 3:
                    grown.append(a.copy())
                    u = 0.68 * np.cos(np.cos(q))
                    x = 0.99 * np.cos(np.sin(q))
                x = np.tanh(sum(grown).sum() * 0.38)
        kept.append(a.copy())
        spare = c
        c = b
        b = spare
    x = np.tanh(sum(kept).sum() * 0.26)
    return x * 0.53


@program(positive(6), normal(6), 5, wrt=(0, 1))
@program(positive(6), normal(6), 2, wrt=(0, 1), name="whole_numbers_become_floats_once")
def whole_numbers_become_floats(h, a, n):
    """Lists of whole numbers that floats are stored into, or that are joined to lists of floats."""
    al = [0] + [3 / h[i] * (a[i] - a[i - 1]) for i in range(1, n)]
    low, mu, z = [1] * (n + 1), [0] * (n + 1), [0] * (n + 1)
    for i in range(1, n):
        low[i] = 2 * (h[i] + h[i - 1]) - h[i - 1] * mu[i - 1]
        mu[i] = h[i] / low[i]
        z[i] = (al[i] - h[i - 1] * z[i - 1]) / low[i]
    ends = z + [0]
    return sum(low) + sum(mu) * ends[n - 1] + ends[-1]
