"""Statements and calls that stand for simpler ones: `match`, `with`, `del`, walrus, kept calls, functools."""

import functools
import itertools
import logging
import operator
from dataclasses import dataclass

import numpy as np

from tests.corpus.rows import normal, positive, program

LOG = logging.getLogger("tests.corpus.forms")
SCALE = 3.0


@program(normal(4), "square", name="match_text")
@program(normal(4), "cos", name="match_alternative")
@program(normal(4), None, name="match_none")
@program(normal(4), 7, name="match_otherwise")
def matched(a, mode):
    match mode:
        case "square":
            s = np.sum(a * a)
        case "sin" | "cos":
            s = np.sum(np.sin(a))
        case None:
            s = np.sum(a)
        case _:
            s = a[0]
    return s * 2.0


@program(normal(5), 2)
def match_tuples_in_a_loop(a, k):
    s = 0.0
    for i, x in enumerate(a):
        match (i % 2, k):
            case (0, 1):
                s = s + x
            case (1, n) if n > 0:
                s = s + x**3 * n
            case _:
                s = s * x + x
    return s


@program(1.1)
def walrus_in_while(x):
    while (error := (x * x - 2.0) ** 2) > 1e-3:
        x = x - (x * x - 2.0) / (2.0 * x)
    return x * 3.0 + error


@program(positive(4), positive(4, seed=1), wrt=(0, 1))
def warnings_are_silent(a, b):
    with np.errstate(divide="ignore", invalid="ignore"):
        q = a / b
        r = np.where(b > 0.0, q, 0.0)
    return np.sum(r * r)


@program(positive(4), positive(4, seed=1), wrt=(0, 1))
def returns_inside_of_with(a, b):
    with np.errstate(all="ignore"):
        if a[0] > 10.0:
            return np.sum(a)
        return np.sum(np.log(b) * a)


@program(normal(5), normal(5), wrt=(0, 1))
def continue_inside_of_with(a, b):
    s = 0.0
    for i in range(len(a)):
        with np.errstate(over="ignore"):
            if a[i] < -1.0:
                continue
            s = s + np.exp(a[i]) * b[i]
    return s


@program(normal(4))
def kept_calls(a):
    s = 0.0
    for i, x in enumerate(a):
        s = s + x * x
        LOG.debug("step %d", i)
        if i > 50:
            print("step", i, f"{x:.3f}", "of %d" % 3, [s, s])
    return s


@program(normal(4))
def deletes_a_name(a):
    t = a * 2.0
    s = np.sum(t * t)
    del t
    return s


@program(0.4)
def deletes_an_entry(x):
    parts = {"a": x, "b": x * x}
    del parts["a"]
    return sum(parts.values()) * len(parts)


@program(normal(3))
def reads_a_global(a):
    global SCALE
    return np.sum(a * a) * SCALE


@program(normal(4))
def element_updated_by_a_loop(a):
    def moment(k):
        s = 0.0
        for v in a:
            s = s + v**k
        return s

    y = np.ones(3)
    for i in range(3):
        y[i] += moment(i + 1)
        y[i] *= moment(2)
    return y


@program(normal(4))
def element_updated_by_what_changes_it(a):
    a = a * 1.0

    def double(b):
        for i in range(len(b)):
            b[i] = b[i] * 2.0
        return b[0]

    a[0] += double(a)
    return a


@program(normal(4))
def elements_change_places(a):
    a = a * 1.0
    a[0], a[1] = a[1], a[0] * 2.0
    a[[2, 3]] = a[[3, 2]]
    return a * a[0]


@program(normal(2))
def two_names_of_one_array(a):
    x = y = np.zeros(3)
    x[0] = a[0]
    y[1] = a[1] * a[0]
    return x * y


@program(normal(4))
def chained_and_nested_targets(a):
    z = np.zeros(4)
    z[0] = z[1] = v = a[0] * a[1]
    (p, q), r = (a[2], a[3]), v
    return np.sum(z) * p + q * r


class _Jitted:
    """Stands for what a just-in-time compiler makes of a function."""

    def __init__(self, function):
        self.py_func = function

    def __call__(self, *args):
        return self.py_func(*args)


@_Jitted
def _jitted(x, y):
    return x * y + x


@functools.lru_cache
def _cached(x):
    return x * x


def _doubled(function):
    @functools.wraps(function)
    def inner(*args, **options):
        return function(*args, **options) * 2.0

    return inner


@_doubled
def _decorated(x, *, k=2.0):
    return x * k * x


@program(0.7)
def decorated_functions(x):
    return _jitted(x, x * x) + _cached(1.5) * x + _decorated(x, k=3.0)


@dataclass
class _Line:
    w: float
    b: float

    def __call__(self, x):
        return self.w * x + self.b

    def loss(self, x, *, power=2):
        return self(x) ** power


class _Plain:
    def __init__(self, k):
        self.k = k

    def value(self, x):
        return self.k * x * x


PLAIN = _Plain(3.0)


@program(_Line(2.0, 1.0), 0.3, wrt=(0, 1))
def methods(line, x):
    return line.loss(x) + PLAIN.value(x) + line.loss(x, power=3)


@program(normal(4))
def parameters_of_all_kinds(a):
    def h(x, /, y, *rest, scale=1.0, **more):
        return x * y * scale + sum(rest) + more.get("z", 0.0) * x

    return h(a[0], a[1], a[2], a[3], scale=2.0, z=a[1]) + h(*(a[0], a[1]), **{"scale": a[2]})


@program(normal(4))
def closures_read_late(a):
    kept = [lambda x, k=k: x * k for k in range(3)]
    k = 2.0

    def late(x):
        return x * k

    k = 5.0
    return sum(f(a[0]) * a[1] for f in kept) + late(a[2])


@program(positive(3))
def partial_and_operators(a):
    power = functools.partial(np.power, 2.0)
    table = {"add": operator.add, "mul": operator.mul}
    whole = functools.reduce(operator.mul, [a[0], a[1], a[2]])
    return table["mul"](power(a[0]), table["add"](a[1], a[2])) + whole


@program(normal(4))
def iterators_of_a_structure(a):
    s = 0.0
    for x, y in itertools.product([a[0], a[1]], [a[2], a[3]]):
        s = s + x * y * y
    for x, y in itertools.pairwise([a[0], a[1], a[2]]):
        s = s + x * y
    for x in itertools.chain([a[0]], (a[1],), itertools.accumulate([a[0], a[1], a[2]])):
        s = s + x * x
    return s


@program({"w": 0.4, "b": 0.2, "w2": -0.3})
def entries_of_a_dict(d):
    s = 0.0
    for k, v in d.items():
        s = s + (v * v if k.startswith("w") else v)
    for v in d.values():
        s = s * v
    for i, k in enumerate(d):
        s = s + d[k] * i
    return s


@program(normal(4))
def conditions_of_structure(a):
    if not isinstance(a, np.ndarray) or a.ndim != 1:
        raise TypeError(f"bad {type(a)}")
    assert a.shape[0] > 2, f"given {a.shape}"
    if not -50.0 < a[0] < 50.0:
        raise ValueError(f"a[0] = {a[0]} of {a.shape}")
    return np.sum(a * a)
