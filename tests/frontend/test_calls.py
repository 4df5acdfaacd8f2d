"""Calls, methods, closures, what stands outside: source to the text form of the IR."""

import pytest
from tests.frontend.programs import defined, text_of
from tests.frontend.samples import SAMPLES

ROWS = {
    "a helper is read in place": (
        "float",
        """
        def sigmoid(x):
            return 1.0 / (1.0 + np.exp(-x))
        import numpy as np
        def f(x):
            return sigmoid(x) * sigmoid(2 * x)
        """,
        """
        f(x.0):
            x.1 = mul(2, x.0)
            return mul(truediv(1.0, add(1.0, exp(neg(x.0)))), truediv(1.0, add(1.0, exp(neg(x.1)))))
        """,
    ),
    "defaults, keywords, stars": (
        "float float",
        """
        def g(a, b=2.0, *rest, scale=1.0, **more):
            return a * b * scale + sum(rest) + more['bias']
        def f(x, y):
            return g(x, y, x, scale=3.0, **{'bias': y})
        """,
        """
        f(x.0, y.1):
            return add(add(mul(mul(x.0, y.1), 3.0), x.0), y.1)
        """,
    ),
    "a helper with branches and returns": (
        "float",
        """
        def clip(x, high):
            if x > high:
                return high
            return x
        def f(x):
            return clip(x, 1.0) + clip(x * x, 2.0)
        """,
        """
        f(x.0):
            if gt(x.0, 1.0):
                out.1 = 1.0
            else:
                out.1 = x.0
            x.2 = mul(x.0, x.0)
            if gt(x.2, 2.0):
                x.2 = 2.0
            return add(out.1, x.2)
        """,
    ),
    "operands before a call that loops are evaluated first": (
        "vector",
        """
        def total(a):
            s = 0.0
            for i in range(len(a)):
                s = s + a[i]
            return s
        def f(a):
            return a[0] * a[1] + total(a)
        """,
        """
        f(a.0):
            value.1 = mul(a.0[0], a.0[1])
            s.2 = 0.0
            for i.3 in up(0, length(a.0, axis=0), 1):
                s.2 = add(s.2, a.0[i.3])
            return add(value.1, s.2)
        """,
    ),
    "closures and lambdas see the names around them": (
        "float",
        """
        def f(x):
            scale = x * x
            g = lambda y, k=2.0: y * k * scale
            def h(z):
                return g(z) + scale
            return h(x)
        """,
        """
        f(x.0):
            scale.1 = mul(x.0, x.0)
            return add(mul(mul(x.0, 2.0), scale.1), scale.1)
        """,
    ),
    "a helper that stores into what it is given": (
        "vector",
        """
        def smooth(u, k):
            for i in range(1, len(u)):
                u[i] = u[i] * u[i - 1] * k
        def f(u):
            u = u.copy()
            smooth(u, 2.0)
            smooth(u[1:], 3.0)
            return u.sum()
        """,
        """
        f(u.0):
            u.1 = copy(u.0)
            for i.2 in up(1, length(u.1, axis=0), 1):
                u.1[i.2] <= mul(mul(u.1[i.2], u.1[sub(i.2, 1)]), 2.0)
            for i.3 in up(1, length(u.1[1::], axis=0), 1):
                u.1[1::][i.3] <= mul(mul(u.1[1::][i.3], u.1[1::][sub(i.3, 1)]), 3.0)
            return sum(u.1)
        """,
    ),
    "a dataclass that is called": (
        "layer matrix",
        """
        def f(layer, x):
            return layer(x).sum() * layer.units
        """,
        """
        f(layer_w.0, layer_b.1, x.2):
            return mul(sum(tanh(add(matmul(x.2, layer_w.0), layer_b.1))), length(layer_w.0, axis=1))
        """,
    ),
    "a network": (
        "layers matrix",
        """
        def f(layers, x):
            for layer in layers:
                x = layer(x)
            return x.sum()
        """,
        """
        f(layers_0_w.0, layers_0_b.1, layers_1_w.2, layers_1_b.3, x.4):
            x.5 = tanh(add(matmul(x.4, layers_0_w.0), layers_0_b.1))
            x.6 = tanh(add(matmul(x.5, layers_1_w.2), layers_1_b.3))
            return sum(x.6)
        """,
    ),
    "a named tuple in and out": (
        "pair",
        """
        def f(p):
            return p._replace if False else type(p)(p.right, right=p.left * 2)
        """,
        """
        f(p_left.0, p_right.1):
            return p_right.1, mul(p_left.0, 2)
        """,
    ),
    "numbers from outside are hidden arguments": (
        "float",
        """
        SCALE = 3.0
        WEIGHTS = [1.0, 2.0]
        def f(x):
            return x * SCALE + WEIGHTS[1] * x + SCALE
        """,
        """
        f(x.0):
            return add(add(mul(x.0, SCALE.1), mul(WEIGHTS_1.3, x.0)), SCALE.1)
        """,
    ),
    "modules, their numbers, strings from outside": (
        "float",
        """
        import math
        MODE = 'twice'
        def f(x):
            return math.sin(x) * math.pi if MODE == 'twice' else x
        """,
        """
        f(x.0):
            return mul(sin(x.0), 3.141592653589793)
        """,
    ),
    "recursion that structure ends": (
        "dict",
        """
        def total(tree):
            if isinstance(tree, dict):
                return sum(total(v) for v in tree.values())
            if isinstance(tree, list):
                return sum(total(v) for v in tree)
            return tree
        def f(p):
            return total(p)
        """,
        """
        f(p_w.0, p_b_0.1, p_b_1.2):
            return add(p_w.0, add(p_b_0.1, p_b_1.2))
        """,
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_reads(name):
    names, source, expected = ROWS[name]
    arguments = (SAMPLES[each] for each in names.split())
    assert text_of(defined(source), *arguments).split() == expected.split()
