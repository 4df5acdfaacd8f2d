"""What of Python and NumPy's memory model is in the language: one row a construct, with an example.

`docs/language.md` lists the rows, and a test runs each example: it is differentiated, or refused by the
row's code. An example is the body of ``def f(x, a, b, m, k, n)``: a float, two arrays of one length, a
matrix, an array of integers with a repeat, an integer; ``Body(u, v)`` is a class with a method ``move(t)``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Construct:
    """One construct: its group and name, an example, the code by which it is refused, if it is."""

    group: str
    name: str
    example: str
    code: str | None = None


def _rows(group: str, *rows: tuple[str, str] | tuple[str, str, str]) -> tuple[Construct, ...]:
    return tuple(Construct(group, *row) for row in rows)


CONSTRUCTS = (
    *_rows(
        "Loops",
        (
            "`for` over a range, any step",
            "for i in range(len(a) - 1, 0, -2): x = x * a[i]\nreturn x",
        ),
        ("bounds that depend on data", "for i in range(int(a[0] > 0), n): x = x * a[i]\nreturn x"),
        (
            "triangular loops",
            "for i in range(n):\n    for j in range(i): a[i] += a[j] * x\nreturn a.sum()",
        ),
        ("over an array", "for v in a: x = x + v * v\nreturn x"),
        ("over rows, stored into", "m = m.copy()\nfor row in m: row[0] *= x\nreturn (m * m).sum()"),
        ("`enumerate`", "for i, v in enumerate(a): x = x + v * b[i]\nreturn x"),
        ("`zip`", "for v, w in zip(a, b): x = x + v * w\nreturn x"),
        ("`reversed`", "for v in reversed(a): x = x * v + 1.0\nreturn x"),
        (
            "over a dict's items",
            "p = {'u': x, 'v': x * x}\ns = 0.0\nfor key, v in p.items(): s = s + v\nreturn s",
        ),
        ("`while`", "while abs(x) < 10.0: x = x * 1.5 + a[0] * a[0]\nreturn x"),
        (
            "`while True` with `break`",
            "while True:\n    x = x * 0.5\n    if abs(x) < 0.1: break\nreturn x",
        ),
        ("`continue`", "for v in a:\n    if v < 0: continue\n    x = x * v\nreturn x"),
        (
            "`return` inside of a loop",
            "for i in range(len(a)):\n    x = x + a[i]\n    if x > 1.0: return x * a[i]\nreturn x",
        ),
        (
            "`return` inside of nested loops",
            (
                "for i in range(n):\n    for j in range(n):\n        x = x * m[i, j]\n"
                "        if x < 0: return x * x\nreturn x"
            ),
        ),
        (
            "`else` of a loop",
            "for v in a:\n    if v > 9.0: break\nelse:\n    x = x * a[1]\nreturn x",
        ),
        ("a name bound only in the loop", "for v in a:\n    last = v * x\nreturn last"),
        (
            "array that a loop hands on",
            "for i in range(n):\n    c = a.copy()\n    c[1:] = a[:-1] * x\n    a = c\nreturn a.sum()",
        ),
        (
            "swaps, ping-pong buffers",
            "b = a * 1.0\nfor i in range(n):\n    b[1:] = a[:-1] * x\n    a, b = b, a\nreturn (a * b).sum()",
        ),
        (
            "ring buffers",
            "c = np.zeros(3)\nfor i in range(5): c[i % 3] = c[(i + 1) % 3] * x + a[i]\nreturn (c * c).sum()",
        ),
    ),
    *_rows(
        "Branches and conditions",
        (
            "`if`, `elif`, `else`",
            "if x > 1: y = x\nelif x > 0: y = x * x\nelse: y = -x\nreturn y * a[0]",
        ),
        (
            "different stores in the arms",
            "if x > 0: a[0] = x\nelse: a[1] = x * x\nreturn (a * a).sum()",
        ),
        ("conditional expression", "return x * x if a[0] > 0 else x"),
        (
            "`and`, `or`, `not`, chained comparison",
            "return x * x if 0 < x < 1 and not a[0] > 9 else x",
        ),
        ("`match` on constants", "match n:\n    case 3: y = x * x\n    case _: y = x\nreturn y"),
        ("walrus", "if (y := x * x) > 0.1: return y * x\nreturn y"),
        (
            "`assert` and `raise`",
            "assert x > 0, 'negative'\nif n < 0: raise ValueError('n')\nreturn x * x",
        ),
        ("`with np.errstate`", "with np.errstate(divide='ignore'):\n    y = 1.0 / x\nreturn y"),
        ("`print`", "print(end='')\nreturn x * x"),
        ("`try`", "try: y = x * x\nexcept ValueError: y = x\nreturn y", "GW104"),
    ),
    *_rows(
        "Functions",
        (
            "helper with a loop",
            "def h(v):\n    s = 0.0\n    for w in v: s = s + w * w\n    return s\nreturn h(a) * x",
        ),
        (
            "helper that stores into its argument",
            "def h(v):\n    v[0] *= x\nh(a)\nreturn (a * a).sum()",
        ),
        (
            "helper that returns a view",
            "def h(v): return v[1:]\nw = h(a)\nw[0] = x * x\nreturn (a * a).sum()",
        ),
        (
            "default, keyword, `*args`, `**kwargs`",
            "def h(p, q=2.0, *r, **s): return p * q * s['t']\nreturn h(x, 3.0, 4.0, t=a[0])",
        ),
        (
            "nested functions over local names",
            "y = x * x\ndef h(v): return v * y\nreturn h(x) + h(a[0])",
        ),
        ("lambda", "h = lambda v: v * x\nreturn h(x) + h(a[0])"),
        ("a function as argument", "def twice(f, v): return f(f(v))\nreturn twice(np.sin, x)"),
        ("`functools.partial`", "h = functools.partial(np.multiply, x)\nreturn h(x)"),
        (
            "recursion",
            "def h(v, k): return v if k == 0 else np.sin(v) * h(v * 0.5, k - 1)\nreturn h(x, n)",
        ),
        (
            "recursion that changes its argument",
            (
                "def h(v):\n    if len(v) > 1:\n        h(v[1:])\n        v[:-1] += v[1:] * x\nh(a)\n"
                "return (a * a).sum()"
            ),
        ),
        (
            "recursion that returns several values",
            (
                "def h(v, k):\n    if k == 0: return v, 1.0\n    p, q = h(v * 0.5, k - 1)\n"
                "    return p * v, q + p\np, q = h(x, n)\nreturn p * q"
            ),
        ),
        (
            "objects of classes, changed",
            ("s = Body(x, a[0])\nfor i in range(n): s.move(x)\ns.v *= s.u\nreturn s.u * s.v"),
        ),
        ("a generator with a name, used once", "g = (v * x for v in a)\nreturn sum(g)"),
        ("`:=` behind `and`", "if x > 0 and (y := x * a[0]) > -9: return y * y\nreturn x"),
        ("`first, *rest = array`", "p, *r = a\nfor v in r: p = p * x + v\nreturn p"),
        ("sorted by data", "s = sorted([x, x * x, 2.0], key=lambda v: -v)\nreturn s[0] * s[1]"),
        ("generators", "def h():\n    yield x\n    yield x * x\nreturn sum(h())", "GW106"),
        ("`nonlocal`", "y = x\ndef h():\n    nonlocal y\n    y = y * x\nh()\nreturn y", "GW109"),
    ),
    *_rows(
        "Containers",
        (
            "lists, tuples, dicts",
            "p = {'w': [x, x * x], 't': (a[0], 2.0)}\nreturn p['w'][1] * p['t'][0]",
        ),
        ("comprehension", "return sum([v * v for v in (x, x * 2.0)])"),
        ("comprehension over a range of data", "return sum([a[i] * x for i in range(n)])"),
        (
            "generator in `sum`, `min`, `max`",
            "return max(v * x for v in a) + sum(v * v for v in a)",
        ),
        ("`any`, `all`", "return x * x if any(v > 0.5 for v in a) else x"),
        (
            "a list that grows",
            "out = []\nfor v in a: out.append(v * x)\nreturn np.array(out).sum() + out[-1]",
        ),
        (
            "a list that grows under a condition",
            "out = [x]\nfor v in a:\n    if v > 0: out.append(out[-1] * v)\nreturn sum(out)",
        ),
        (
            "stacked rows",
            "rows = []\nfor i in range(n): rows.append(m[i] * x)\nreturn (np.stack(rows) ** 2).sum()",
        ),
        (
            "arrays in a list, changed there",
            "cs = [a.copy(), b.copy()]\ncs[0][1] = x\nreturn (cs[0] * cs[1]).sum()",
        ),
    ),
    *_rows(
        "Stores",
        (
            "element, slice, ellipsis",
            "a[0] = x\na[1:3] = x * x\nm[..., 0] = x\nreturn (a * a).sum() + (m * m).sum()",
        ),
        ("`newaxis`", "m[:, np.newaxis, 0] = x * x\nreturn (m * m).sum()"),
        ("boolean mask", "a[a > 0] = x\nreturn (a * a).sum()"),
        ("augmented store by a mask", "a[a < 0] *= x\nreturn (a * a).sum()"),
        ("integer array with repeats", "a[k] = x * np.arange(4.0)\nreturn (a * a).sum()"),
        (
            "augmented by an integer array with repeats",
            "a[k] += x * np.arange(4.0)\nreturn (a * a).sum()",
        ),
        ("`np.add.at`", "np.add.at(a, k, x)\nreturn (a * a).sum()"),
        ("mixed subscripts", "m[k[:2], 1:] = x\nreturn (m * m).sum()"),
        ("overlapping slices", "a[1:] += a[:-1] * x\nreturn (a * a).sum()"),
        ("reversed slices", "a[::-1] += a * x\nreturn (a * a).sum()"),
        ("whole array in place", "a *= x\nreturn (a * b).sum()"),
        ("`out=`", "np.multiply(a, x, out=a)\nreturn (a * a).sum()"),
        ("`np.copyto`, `.fill`", "np.copyto(a, b * x)\nb.fill(x)\nreturn (a * b).sum()"),
        ("`.sort()`", "a.sort()\nreturn (a * b).sum() * x"),
        ("exchange of elements", "a[0], a[1] = a[1], a[0] * x\nreturn (a * b).sum()"),
    ),
    *_rows(
        "Views and aliases",
        ("a second name", "c = a\nc[0] = x\nreturn (a * a).sum()"),
        ("slice as a view", "v = a[1:]\na[1] = x * x\nreturn (v * v).sum()"),
        ("store through a view of a view", "v = a[1:]\nw = v[::2]\nw[0] = x\nreturn (a * a).sum()"),
        ("transpose", "t = m.T\nt[0] = x\nreturn (m * m).sum()"),
        (
            "`z.real`, `z.imag` of complex numbers stored through",
            "z = a * 1j + x\nz.real[0] = x\nr = z.imag\nr *= x\nreturn (abs(z) ** 2).sum()",
        ),
        (
            "`reshape`, `ravel` stored through",
            "m.reshape(12)[0] = x\nv = m.ravel()\nv[1:3] *= x\nreturn (m * m).sum()",
        ),
        ("`.flat`", "m.flat[::5] = x\nreturn (m * m).sum()"),
        (
            "a reshape that is surely a copy, stored into",
            "t = m.T.reshape(-1)\nt[0] = x\nreturn (m * m).sum()",
            "GW312",
        ),
        (
            "`squeeze`, `expand_dims`, `flip`",
            "np.expand_dims(a, 0)[0, 1] = x\nnp.flip(a)[0] = x * x\nreturn (a * a).sum()",
        ),
        ("`np.fill_diagonal`", "np.fill_diagonal(m, x)\nreturn (m * m).sum()"),
        (
            "`np.einsum` as a view of the diagonal",
            "c = np.outer(a, a)\nnp.einsum('ii->i', c)[...] *= x\nreturn (c * c).sum()",
        ),
        (
            "`broadcast_to`, `diagonal`, read after a store",
            "w = np.broadcast_to(a, (2, len(a)))\na[0] = x\nreturn (w * w).sum()",
        ),
        (
            "pieces of `np.split` stored into",
            "p, q = np.split(a[:4], 2)\np[0] = q[1] * x\nreturn (a * a).sum()",
        ),
        ("reads through `diagonal`", "d = np.diagonal(m[:, :3])\nreturn (d * d).sum() * x"),
        ("`np.split`", "p, q = np.split(a[:4], 2)\nreturn (p * q).sum() * x"),
        ("an argument as result", "a[0] = x\nreturn a"),
        (
            "names that may or may not share",
            "for i in range(n): a = b\nb[0] = x\nreturn (a * b).sum()",
            "GW302",
        ),
    ),
)
