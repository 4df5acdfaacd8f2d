"""Subscripts, views, stores: source to the text form of the IR."""
# ruff: noqa: E501

import pytest
from tests.frontend.programs import defined, text_of
from tests.frontend.samples import SAMPLES

ROWS = {
    "indices, slices, ellipsis, new axes": (
        "matrix int",
        """
        def f(a, i):
            return a[i, 0] + a[i].sum() + a[:, 1:].sum() + a[..., -1].sum() + a[:, None].sum() + a[::-1, :].sum()
        """,
        """
        f(a.0, i.1):
            return add(add(add(add(add(a.0[i.1, 0], sum(a.0[i.1])), sum(a.0[::, 1::])), sum(a.0[::, -1])), sum(a.0[::, None])), sum(a.0[::-1]))
        """,
    ),
    "a subscript of a subscript": (
        "matrix",
        """
        def f(a):
            return a[1:][0][2]
        """,
        """
        f(a.0):
            return a.0[1::][0][2]
        """,
    ),
    "integer arrays and lists of integers": (
        "matrix whole",
        """
        def f(a, labels):
            return a[labels].sum() + a[[0, 2], 1].sum()
        """,
        """
        f(a.0, labels.1):
            return add(sum(a.0[@labels.1]), sum(a.0[@array(0, 2), 1]))
        """,
    ),
    "a subscript of what has no name": (
        "matrix",
        """
        def f(a):
            return (a * 2)[0].sum()
        """,
        """
        f(a.0):
            product.1 = mul(a.0, 2)
            return sum(product.1[0])
        """,
    ),
    "shapes are lengths": (
        "matrix",
        """
        def f(a):
            n, m = a.shape
            return a.sum() / (n * m) / a.shape[-1] / len(a)
        """,
        """
        f(a.0):
            n.1 = length(a.0, axis=0)
            m.2 = length(a.0, axis=1)
            return truediv(truediv(truediv(sum(a.0), mul(n.1, m.2)), length(a.0, axis=1)), length(a.0, axis=0))
        """,
    ),
    "a part that nothing stores into is a name of its own": (
        "vector",
        """
        def f(a):
            tail = a[1:]
            return (tail * tail).sum()
        """,
        """
        f(a.0):
            tail.1 = a.0[1::]
            return sum(mul(tail.1, tail.1))
        """,
    ),
    "a part of what is stored into is the region": (
        "vector",
        """
        def f(a):
            a = a.copy()
            tail = a[1:]
            y = tail * 2
            a[2] = 3.0
            return (tail * y).sum()
        """,
        """
        f(a.0):
            a.1 = copy(a.0)
            y.2 = mul(a.1[1::], 2)
            a.1[2] <= 3.0
            return sum(mul(a.1[1::], y.2))
        """,
    ),
    "an alias of what is stored into": (
        "vector float",
        """
        def f(a, x):
            a = a.copy()
            b = a
            b[0] = x * x
            a[1] *= b[0]
            return a.sum()
        """,
        """
        f(a.0, x.1):
            a.2 = copy(a.0)
            a.2[0] <= mul(x.1, x.1)
            a.2[1] <= mul(a.2[1], a.2[0])
            return sum(a.2)
        """,
    ),
    "a transpose that is stored through": (
        "matrix",
        """
        def f(a):
            a = a.copy()
            t = a.T
            t[1, 2] = 5.0
            return a.sum()
        """,
        """
        f(a.0):
            a.1 = copy(a.0)
            a.1.T(1, 0)[1, 2] <= 5.0
            return sum(a.1)
        """,
    ),
    "an argument that is stored into is copied first": (
        "vector",
        """
        def f(a):
            a[0] = 1.0
            return a.sum()
        """,
        """
        f(a.0):
            a.1 = copy(a.0)
            a.1[0] <= 1.0
            return sum(a.1)
        """,
    ),
    "a part of a structure that is stored into": (
        "list dict",
        """
        import numpy as np
        def f(xs, p):
            a = np.array(xs)
            a[0] = p['w']
            return a.sum()
        """,
        """
        f(xs_0.0, xs_1.1, xs_2.2, p_w.3, p_b_0.4, p_b_1.5):
            a.6 = array(xs_0.0, xs_1.1, xs_2.2)
            a.6[0] <= p_w.3
            return sum(a.6)
        """,
    ),
    "in place": (
        "vector",
        """
        def f(a):
            a = a * 1.0
            a += 1
            a[1:] *= a[:-1]
            a[0] -= 2.0
            a[...] = a[::-1]
            return a.sum()
        """,
        """
        f(a.0):
            a.1 = mul(a.0, 1.0)
            a.1 <+= 1
            a.1[1::] <= mul(a.1[1::], a.1[:-1:])
            a.1[0] <= sub(a.1[0], 2.0)
            a.1 <= a.1[::-1]
            return sum(a.1)
        """,
    ),
    "in place on a number is a rebinding": (
        "vector",
        """
        def f(a):
            s = a[0]
            s += 1.0
            return s * a[0]
        """,
        """
        f(a.0):
            s.1 = a.0[0]
            s.2 = add(s.1, 1.0)
            return mul(s.2, a.0[0])
        """,
    ),
    "repeated indices in a store": (
        "vector whole",
        """
        def f(a, i):
            a = a.copy()
            a[i] += 1.0
            a[i] = a[i] * 2
            return a.sum()
        """,
        """
        f(a.0, i.1):
            a.2 = copy(a.0)
            a.2[@i.1] <=* add(a.2[@i.1], 1.0)
            a.2[@i.1] <=* mul(a.2[@i.1], 2)
            return sum(a.2)
        """,
    ),
    "an index of a part keeps its value": (
        "vector int",
        """
        def f(a, i):
            a = a.copy()
            tail = a[i:]
            i = i + 1
            tail[0] = 2.0
            return tail[i]
        """,
        """
        f(a.0, i.1):
            a.2 = copy(a.0)
            i.3 = add(i.1, 1)
            a.2[i.1::][0] <= 2.0
            return a.2[i.1::][i.3]
        """,
    ),
    "a fresh array in a loop shares nothing": (
        "vector",
        """
        def f(a):
            b = a
            for _ in range(3):
                b = b * a
                b[0] = 1.0
            return b.sum()
        """,
        """
        f(a.0):
            b.1 = a.0
            for _.2 in up(0, 3, 1):
                b.1 = mul(b.1, a.0)
                b.1[0] <= 1.0
            return sum(b.1)
        """,
    ),
    "a sum in place over rows": (
        "matrix",
        """
        import numpy as np
        def f(a):
            total = np.zeros_like(a[0])
            for i in range(len(a)):
                total += a[i]
            return total
        """,
        """
        f(a.0):
            total.1 = zeros_like(a.0[0])
            for i.2 in up(0, length(a.0, axis=0), 1):
                total.1 <+= a.0[i.2]
            return total.1
        """,
    ),
    "a computed length that meets another is guarded": (
        "vector int",
        """
        def f(a, k):
            return (a[:k] * 2 + a).sum()
        """,
        """
        f(a.0, k.1):
            guard eq(length(a.0[:k.1:], axis=0), length(a.0, axis=0)): line 2: the lengths in a[:k] * 2 + a differ
            return sum(add(mul(a.0[:k.1:], 2), a.0))
        """,
    ),
    "elements swap": (
        "vector",
        """
        def f(a):
            a = a.copy()
            a[0], a[1] = a[1], a[0]
            return a[0]
        """,
        """
        f(a.0):
            a.1 = copy(a.0)
            value.2 = a.1[1]
            value.3 = a.1[0]
            a.1[0] <= value.2
            a.1[1] <= value.3
            return a.1[0]
        """,
    ),
    "a broadcast axis of length one": (
        "row matrix",
        """
        def f(a, b):
            return (a * b).sum()
        """,
        """
        f(a.0, b.1):
            return sum(mul(a.0, b.1))
        """,
    ),
    "a function that returns nothing gives what it changes": (
        "vector matrix",
        """
        def f(a, b):
            a[0] = a[1] * a[2]
            b[0] *= 2.0
        """,
        """
        f(a.0, b.2):
            a.1 = copy(a.0)
            b.3 = copy(b.2)
            a.1[0] <= mul(a.1[1], a.1[2])
            b.3[0] <= mul(b.3[0], 2.0)
            return a.1, b.3
        """,
    ),
    "a length that meets a literal is checked at the entry": (
        "vector",
        """
        import numpy as np
        def f(a):
            out = np.zeros(5)
            for i in range(3):
                out += a
            return out
        """,
        """
        f(a.0):
            guard eq(5, length(a.0, axis=0)): line 5: the lengths in out += a differ
            out.1 = zeros(5, lengths=(Form(constant=5, terms=()),))
            for i.2 in up(0, 3, 1):
                out.1 <+= a.0
            return out.1
        """,
    ),
    "a store before a part gets a name reaches nothing": (
        "vector",
        """
        def f(a):
            a = a.copy()
            a[1] = 2.0
            tail = a[1:]
            return tail * tail
        """,
        """
        f(a.0):
            a.1 = copy(a.0)
            a.1[1] <= 2.0
            tail.2 = a.1[1::]
            return mul(tail.2, tail.2)
        """,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_reads(name):
    names, source, expected = ROWS[name]
    arguments = (SAMPLES[each] for each in names.split())
    assert text_of(defined(source), *arguments).split() == expected.split()
