"""Loops over ranges and `while`: source to the text form of the IR."""
# ruff: noqa: E501

import pytest
from tests.frontend.programs import defined, text_of
from tests.frontend.samples import SAMPLES

ROWS = {
    "a sum": (
        "float int",
        """
        def f(x, n):
            s = 0.0
            for i in range(n):
                s += x * i
            return s
        """,
        """
        f(x.0, n.1):
            s.2 = 0.0
            for i.3 in up(0, n.1, 1):
                s.2 = add(s.2, mul(x.0, i.3))
            return s.2
        """,
    ),
    "neighbours, unrolled: as people write their subscripts": (
        "vector int",
        """
        def f(x, n):
            s = 0.0
            for i in range(n):
                for d in (-1, 0, 1):
                    s += x[i + d] + x[i - d]
            return s
        """,
        """
        f(x.0, n.1):
            s.2 = 0.0
            for i.3 in up(0, n.1, 1):
                s.9 = add(s.2, add(x.0[sub(i.3, 1)], x.0[add(i.3, 1)]))
                s.10 = add(s.9, add(x.0[i.3], x.0[i.3]))
                s.2 = add(s.10, add(x.0[add(i.3, 1)], x.0[sub(i.3, 1)]))
            return s.2
        """,
    ),
    "a whole number that becomes a float": (
        "float int",
        """
        def f(x, n):
            s = 0
            for i in range(n):
                s = s + x
            return s
        """,
        """
        f(x.0, n.1):
            s.2 = 0
            s.6 = 0.0
            for i.3 in up(0, n.1, 1):
                s.6 = add(s.6, x.0)
            return s.6
        """,
    ),
    "a range with bounds and a step, backwards": (
        "vector int",
        """
        def f(x, n):
            s = 0.0
            for i in range(n, 0, -1):
                s = s + 1.0
            for i in reversed(range(1, n)):
                s = s * 2.0
            return s * x.sum()
        """,
        """
        f(x.0, n.1):
            s.2 = 0.0
            for i.3 in up(n.1, 0, -1):
                s.2 = add(s.2, 1.0)
            for i.6 in down(1, n.1, 1):
                s.2 = mul(s.2, 2.0)
            return mul(s.2, sum(x.0))
        """,
    ),
    "a bound that the body changes is kept": (
        "float int",
        """
        def f(x, n):
            for i in range(n):
                n = n - 1
                x = x * 2
            return x * n
        """,
        """
        f(x.0, n.1):
            stop.2 = n.1
            n.4 = n.1
            for i.3 in up(0, stop.2, 1):
                n.4 = sub(n.4, 1)
                x.0 = mul(x.0, 2)
            return mul(x.0, n.4)
        """,
    ),
    "two names in turn": (
        "float int",
        """
        def f(x, n):
            a, b = 0.0, x
            for _ in range(n):
                a, b = b, a + b
            return a
        """,
        """
        f(x.0, n.1):
            a.2 = 0.0
            b.3 = x.0
            for _.4 in up(0, n.1, 1):
                a.7 = b.3
                b.3 = add(a.2, b.3)
                a.2 = a.7
            return a.2
        """,
    ),
    "a swap keeps both": (
        "float float int",
        """
        def f(x, y, n):
            for _ in range(n):
                x, y = y, x
            return x - y
        """,
        """
        f(x.0, y.1, n.2):
            for _.3 in up(0, n.2, 1):
                x.6 = y.1
                y.1 = x.0
                x.0 = x.6
            return sub(x.0, y.1)
        """,
    ),
    "an array that is carried: lengths are taken as equal": (
        "square vector",
        """
        def f(w, h):
            for _ in range(3):
                h = w @ h
            return h.sum()
        """,
        """
        f(w.0, h.1):
            for _.2 in up(0, 3, 1):
                h.1 = matmul(w.0, h.1)
            return sum(h.1)
        """,
    ),
    "the last value of the loop's variable": (
        "float int",
        """
        def f(x, n):
            i = 0
            for i in range(n):
                x = x * 2
            return x + i
        """,
        """
        f(x.0, n.1):
            i.2 = 0
            for i.3 in up(0, n.1, 1):
                i.2 = i.3
                x.0 = mul(x.0, 2)
            return add(x.0, i.2)
        """,
    ),
    "names of a loop that surely runs": (
        "float",
        """
        def f(x):
            for i in range(3):
                y = x * i
            return y + i
        """,
        """
        f(x.0):
            i.2 = 0
            y.3 = 0.0
            for i.1 in up(0, 3, 1):
                i.2 = i.1
                y.3 = mul(x.0, i.2)
            return add(y.3, i.2)
        """,
    ),
    "nested loops": (
        "float int",
        """
        def f(x, n):
            s = 0.0
            for i in range(n):
                for j in range(i):
                    s = s + x * j
                x = x + s
            return s
        """,
        """
        f(x.0, n.1):
            s.2 = 0.0
            for i.3 in up(0, n.1, 1):
                for j.6 in up(0, i.3, 1):
                    s.2 = add(s.2, mul(x.0, j.6))
                x.0 = add(x.0, s.2)
            return s.2
        """,
    ),
    "a branch in a loop": (
        "vector",
        """
        def f(a):
            s = 0.0
            for i in range(1, len(a)):
                if a[i] > a[i - 1]:
                    s = s + a[i]
                else:
                    s = s - a[i] * s
            return s
        """,
        """
        f(a.0):
            s.1 = 0.0
            for i.2 in up(1, length(a.0, axis=0), 1):
                if gt(a.0[i.2], a.0[sub(i.2, 1)]):
                    s.1 = add(s.1, a.0[i.2])
                else:
                    s.1 = sub(s.1, mul(a.0[i.2], s.1))
            return s.1
        """,
    ),
    "while": (
        "float float",
        """
        def f(x, tolerance):
            while abs(x * x - 2) > tolerance:
                x = x - (x * x - 2) / (2 * x)
            return x
        """,
        """
        f(x.0, tolerance.1):
            while gt(abs(sub(mul(x.0, x.0), 2)), tolerance.1):
                x.0 = sub(x.0, truediv(sub(mul(x.0, x.0), 2), mul(2, x.0)))
            return x.0
        """,
    ),
    "while with a count": (
        "vector int",
        """
        def f(a, n):
            k = 0
            while k < n and a.sum() > 0:
                a = a * 0.5
                k += 1
            return a.sum() * k
        """,
        """
        f(a.0, n.1):
            k.2 = 0
            while and(lt(k.2, n.1), gt(sum(a.0), 0)):
                a.0 = mul(a.0, 0.5)
                k.2 = add(k.2, 1)
            return mul(sum(a.0), k.2)
        """,
    ),
    "a tuple that is carried": (
        "float int",
        """
        def f(x, n):
            state = (x, 1.0)
            for _ in range(n):
                state = (state[1], state[0] + state[1])
            return state[0]
        """,
        """
        f(x.0, n.1):
            state_1.4 = 1.0
            for _.2 in up(0, n.1, 1):
                state_1.5 = add(x.0, state_1.4)
                x.0 = state_1.4
                state_1.4 = state_1.5
            return x.0
        """,
    ),
    "a loop over a structure unrolls": (
        "list",
        """
        def f(xs):
            s = 0.0
            for k, x in enumerate(xs):
                s = s + x * (k + 1)
            return s
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2):
            s.3 = 0.0
            s.4 = add(s.3, mul(xs_0.0, 1))
            s.5 = add(s.4, mul(xs_1.1, 2))
            s.6 = add(s.5, mul(xs_2.2, 3))
            return s.6
        """,
    ),
    "a range that indexes a list unrolls": (
        "list list",
        """
        def f(xs, ws):
            s = 0.0
            for i in range(len(xs)):
                s += xs[i] * ws[i]
            return s
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2, ws_0.3, ws_1.4, ws_2.5):
            s.6 = 0.0
            s.7 = add(s.6, mul(xs_0.0, ws_0.3))
            s.8 = add(s.7, mul(xs_1.1, ws_1.4))
            s.9 = add(s.8, mul(xs_2.2, ws_2.5))
            return s.9
        """,
    ),
    "zip, reversed and items": (
        "list dict",
        """
        def f(xs, p):
            s = 0.0
            for x, y in zip(xs, reversed(xs)):
                s = s + x * y
            for key, value in p.items():
                s = s * (2.0 if key == 'w' else sum(value))
            return s
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2, p_w.3, p_b_0.4, p_b_1.5):
            s.6 = 0.0
            s.7 = add(s.6, mul(xs_0.0, xs_2.2))
            s.8 = add(s.7, mul(xs_1.1, xs_1.1))
            s.9 = add(s.8, mul(xs_2.2, xs_0.0))
            s.10 = mul(s.9, 2.0)
            s.11 = mul(s.10, add(p_b_0.4, p_b_1.5))
            return s.11
        """,
    ),
    "comprehensions over a structure": (
        "list",
        """
        def f(xs):
            squares = [x * x for x in xs[1:]]
            named = {k: v for k, v in enumerate(squares)}
            return sum(squares) + named[1] + max(x for x in xs)
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2):
            squares_0.3 = mul(xs_1.1, xs_1.1)
            squares_1.4 = mul(xs_2.2, xs_2.2)
            return add(add(add(squares_0.3, squares_1.4), squares_1.4), maximum(maximum(xs_0.0, xs_1.1), xs_2.2))
        """,
    ),
    "a short loop whose types change unrolls": (
        "vector float",
        """
        def f(a, w):
            s = 0.0
            for _ in range(2):
                s = s * w + a
            return s
        """,
        """
        f(a.0, w.1):
            s.2 = 0.0
            s.3 = add(mul(s.2, w.1), a.0)
            s.4 = add(mul(s.3, w.1), a.0)
            return s.4
        """,
    ),
    "an iterator over a structure": (
        "list",
        """
        def f(xs):
            rest = iter(xs)
            s = next(rest)
            for x in rest:
                s = s * x
            return s
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2):
            s.3 = xs_0.0
            s.4 = mul(s.3, xs_1.1)
            s.5 = mul(s.4, xs_2.2)
            return s.5
        """,
    ),
    "a return in an unrolled loop that structure decides": (
        "dict",
        """
        def f(p):
            for key, value in p.items():
                if key == 'w':
                    s = value
            return s
        """,
        """
        f(p_w.0, p_b_0.1, p_b_1.2):
            s.3 = p_w.0
            return s.3
        """,
    ),
    "a condition that takes statements is a name": (
        "float float",
        """
        def far(x, a):
            y = x * x
            return y - a
        def f(a, tolerance):
            x = a
            while far(x, a) > tolerance:
                x = x - far(x, a) / (2 * x)
            return x
        """,
        """
        f(a.0, tolerance.1):
            x.2 = a.0
            y.5 = mul(x.2, x.2)
            holds.6 = gt(sub(y.5, a.0), tolerance.1)
            while holds.6:
                y.7 = mul(x.2, x.2)
                x.2 = sub(x.2, truediv(sub(y.7, a.0), mul(2, x.2)))
                y.9 = mul(x.2, x.2)
                holds.6 = gt(sub(y.9, a.0), tolerance.1)
            return x.2
        """,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_reads(name):
    names, source, expected = ROWS[name]
    arguments = (SAMPLES[each] for each in names.split())
    assert text_of(defined(source), *arguments).split() == expected.split()
