"""Assignments, operators, conditions: source to the text form of the IR."""
# ruff: noqa: E501

import pytest
from tests.frontend.programs import defined, text_of
from tests.frontend.samples import SAMPLES

ROWS = {
    "rebinding makes a fresh name each time": (
        "float float",
        """
        def f(x, y):
            x = x + y
            x *= 2
            return x
        """,
        """
        f(x.0, y.1):
            x.2 = add(x.0, y.1)
            x.3 = mul(x.2, 2)
            return x.3
        """,
    ),
    "targets unpack, a star takes the rest": (
        "float float",
        """
        def f(x, y):
            a, (b, *c) = x, (y, x, 1.0)
            return a * b + c[0] - c[1]
        """,
        """
        f(x.0, y.1):
            a.2 = x.0
            b.3 = y.1
            return sub(add(mul(a.2, b.3), x.0), 1.0)
        """,
    ),
    "a swap": (
        "float float",
        """
        def f(x, y):
            x, y = y, x * y
            return x - y
        """,
        """
        f(x.0, y.1):
            x.2 = y.1
            y.3 = mul(x.0, y.1)
            return sub(x.2, y.3)
        """,
    ),
    "one value for two names is evaluated once": (
        "float",
        """
        def f(x):
            a = b = x * x
            return a + b
        """,
        """
        f(x.0):
            a.1 = mul(x.0, x.0)
            b.2 = a.1
            return add(a.1, b.2)
        """,
    ),
    "an annotation, a docstring and pass leave nothing": (
        "float",
        """
        def f(x):
            'A docstring.'
            y: float = x
            z: float
            pass
            return y
        """,
        """
        f(x.0):
            y.1 = x.0
            return y.1
        """,
    ),
    "a chained comparison evaluates the middle once": (
        "float",
        """
        def f(x):
            return x if 0 < x * 2 < 5 else -x
        """,
        """
        f(x.0):
            product.1 = mul(x.0, 2)
            return choose(and(lt(0, product.1), lt(product.1, 5)), x.0, neg(x.0))
        """,
    ),
    "and, or and not of truth values": (
        "float",
        """
        def f(x):
            inside = x > 1 and not x > 3 or x == 0
            return x if inside else 2.0
        """,
        """
        f(x.0):
            inside.1 = or(and(gt(x.0, 1), not(gt(x.0, 3))), eq(x.0, 0))
            return choose(inside.1, x.0, 2.0)
        """,
    ),
    "or of numbers gives a number": (
        "float float",
        """
        def f(x, y):
            return x or y
        """,
        """
        f(x.0, y.1):
            return choose(ne(x.0, 0), x.0, y.1)
        """,
    ),
    "a conditional expression whose arm needs statements": (
        "float int",
        """
        def f(x, n):
            def power(y):
                s = y
                for _ in range(n):
                    s = s * y
                return s
            return power(x) if x > 1 else x
        """,
        """
        f(x.0, n.1):
            value.2 = gt(x.0, 1)
            if value.2:
                s.3 = x.0
                for _.4 in up(0, n.1, 1):
                    s.3 = mul(s.3, x.0)
                value.7 = s.3
            else:
                value.7 = x.0
            return value.7
        """,
    ),
    "a literal minus": (
        "float",
        """
        def f(x):
            return x * -2.0 - -x
        """,
        """
        f(x.0):
            return sub(mul(x.0, -2.0), neg(x.0))
        """,
    ),
    "an assignment expression": (
        "float",
        """
        def f(x):
            return (y := x * x) + y
        """,
        """
        f(x.0):
            y.1 = mul(x.0, x.0)
            return add(y.1, y.1)
        """,
    ),
    "assert and raise are kept": (
        "float",
        """
        def f(x):
            assert x > -1, 'too small'
            if x < 0:
                raise ValueError(f'bad {x!r} {{}}')
            return x
        """,
        """
        f(x.0):
            assert gt(x.0, -1), "too small"
            if lt(x.0, 0):
                raise ValueError(f"bad {x.0!r} {{}}")
            return x.0
        """,
    ),
    "an assertion that is decided leaves nothing": (
        "vector",
        """
        def f(x):
            assert x.ndim == 1 and x is not None
            return x.sum()
        """,
        """
        f(x.0):
            return sum(x.0)
        """,
    ),
    "names that differ after an if are one variable": (
        "float",
        """
        def f(x):
            if x > 1:
                y = x * x
            else:
                y = -x
            return y
        """,
        """
        f(x.0):
            if gt(x.0, 1):
                y.1 = mul(x.0, x.0)
            else:
                y.1 = neg(x.0)
            return y.1
        """,
    ),
    "a name that one arm changes": (
        "float",
        """
        def f(x):
            y = x
            if x > 1:
                y = y * 2
            return y
        """,
        """
        f(x.0):
            y.1 = x.0
            if gt(x.0, 1):
                y.1 = mul(y.1, 2)
            return y.1
        """,
    ),
    "a float and a whole number join to a float": (
        "float",
        """
        def f(x):
            y = 0
            if x > 1:
                y = x
            return y
        """,
        """
        f(x.0):
            y.1 = 0
            if gt(x.0, 1):
                y.2 = x.0
            else:
                y.2 = 0.0
            return y.2
        """,
    ),
    "a name that someone else refers to is copied": (
        "float",
        """
        def f(x):
            y = x * x
            kept = (y,)
            if x > 1:
                y = y + 1
            return y + kept[0]
        """,
        """
        f(x.0):
            y.1 = mul(x.0, x.0)
            if gt(x.0, 1):
                y.2 = add(y.1, 1)
            else:
                y.2 = y.1
            return add(y.2, y.1)
        """,
    ),
    "what follows a return moves into the other arm": (
        "float",
        """
        def f(x):
            if x > 1:
                return x
            y = x * x
            return y + 1
        """,
        """
        f(x.0):
            if gt(x.0, 1):
                out.2 = x.0
            else:
                y.1 = mul(x.0, x.0)
                out.2 = add(y.1, 1)
            return out.2
        """,
    ),
    "returns at several depths have one exit": (
        "float",
        """
        def f(x):
            if x > 0:
                if x > 1:
                    return x
                y = 2 * x
            else:
                y = 3 * x
            return y * y
        """,
        """
        f(x.0):
            if gt(x.0, 0):
                if gt(x.0, 1):
                    out.2 = x.0
                else:
                    y.1 = mul(2, x.0)
                    out.2 = mul(y.1, y.1)
            else:
                y.3 = mul(3, x.0)
                out.2 = mul(y.3, y.3)
            return out.2
        """,
    ),
    "returned structures join part by part": (
        "float",
        """
        def f(x):
            if x > 1:
                return {'a': x, 'b': (x, 1.0)}
            return {'a': -x, 'b': (x, 2.0)}
        """,
        """
        f(x.0):
            if gt(x.0, 1):
                out_a.1 = x.0
                out_b_1.2 = 1.0
            else:
                out_a.1 = neg(x.0)
                out_b_1.2 = 2.0
            return out_a.1, x.0, out_b_1.2
        """,
    ),
    "an if that structure decides": (
        "vector",
        """
        def f(x, mode='sum', scale=None):
            if mode == 'sum' and x.ndim == 1:
                y = x.sum()
            else:
                y = x.undefined()
            return y if scale is None else y * scale
        """,
        """
        f(x.0, 'sum', None):
            y.1 = sum(x.0)
            return y.1
        """,
    ),
    "an arm that raises holds nothing else": (
        "float",
        """
        def f(x):
            if x > 0:
                y = x * x
            else:
                raise ValueError('negative')
            return y
        """,
        """
        f(x.0):
            if not(gt(x.0, 0)):
                raise ValueError("negative")
            y.1 = mul(x.0, x.0)
            return y.1
        """,
    ),
    "shapes and sets of literals are compared": (
        "matrix matrix",
        """
        def f(a, b, mode='sum'):
            if a.shape != b.shape:
                raise ValueError('shapes')
            return (a * b).sum() if mode in {'sum', 'total'} else a
        """,
        """
        f(a.0, b.1, 'sum'):
            if not(and(eq(length(a.0, axis=0), length(b.1, axis=0)), eq(length(a.0, axis=1), length(b.1, axis=1)))):
                raise ValueError("shapes")
            return sum(mul(a.0, b.1))
        """,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_reads(name):
    names, source, expected = ROWS[name]
    arguments = (SAMPLES[each] for each in names.split())
    assert text_of(defined(source), *arguments).split() == expected.split()
