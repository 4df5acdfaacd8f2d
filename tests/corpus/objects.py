"""Objects that the function makes: attributes assigned, methods, operators, inheritance, aliases; helpers
that change their callers' lists, dicts and objects in arms and loops."""

import dataclasses
import functools
import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from tests.corpus.rows import normal, program, refused


@dataclass
class State:
    x: float
    v: float = 0.5
    seen: list = field(default_factory=list)

    def step(self, k, dt=0.1):
        self.v -= dt * k * self.x
        self.x += dt * self.v
        if self.x > 0.5:
            self.seen.append(self.x)


class Vector:
    scale = 2.0

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        if isinstance(factor, Vector):
            return self.dot(factor)
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __sub__(self, other):
        return self + -other

    def __getitem__(self, place):
        return self.x if place == 0 else self.y

    def __len__(self):
        return 2

    def __lt__(self, other):
        return self.norm < other.norm

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    @property
    def norm(self):
        return math.sqrt(self.dot(self))

    @staticmethod
    def zero():
        return Vector(0.0, 0.0)

    @classmethod
    def unit(cls, angle):
        return cls(math.cos(angle), math.sin(angle))


class Layer:
    def __init__(self, w):
        self.w = w
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return self.forward(x)

    def forward(self, x):
        return x @ self.w


class Tanh(Layer):
    def __init__(self, w, gain=1.0):
        super().__init__(w)
        self.gain = gain

    def forward(self, x):
        return self.gain * np.tanh(super().forward(x))


class Counter:
    def __init__(self, w):
        self.w = w
        self.total = 0.0
        self.history = []

    def add(self, v):
        if v > 0:
            self.total += self.w * v
        else:
            self.total -= v
        self.history.append(self.total)
        return self

    def many(self, values):
        for v in values:
            self.add(v * v)


class Grid:
    def __init__(self, u):
        self.u = u.copy()
        self.old = np.zeros_like(u)

    def sweep(self, k):
        self.old[...] = self.u
        self.u[1:-1] += k * (self.old[2:] - 2.0 * self.old[1:-1] + self.old[:-2])

    @property
    def energy(self):
        return (self.u * self.u).sum()


class Celsius:
    def __init__(self, t):
        self.kelvin = t

    @property
    def t(self):
        return self.kelvin - 273.0

    @t.setter
    def t(self, value):
        self.kelvin = value + 273.0


class Point(NamedTuple):
    x: float
    y: float

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


@program(1.0, 2.0, wrt=(0, 1))
def attributes_assigned(x, k):
    s = State(x)
    for _ in range(5):
        s.v -= 0.1 * k * s.x
        s.x += 0.1 * s.v
    return s.x * s.v


@program(1.0, 2.0, wrt=(0, 1))
def methods_that_change(x, k):
    s = State(x)
    for _ in range(5):
        s.step(k)
    return s.x * s.v + sum(s.seen)


@program(1.0, 2.0, 4, wrt=(0, 1))
def methods_that_change_in_a_loop_of_data(x, k, n):
    s = State(x, x * k)
    for _ in range(n):
        s.step(k, dt=0.05)
    return s.x * s.v + sum(s.seen)


@program(1.0, 2.0, wrt=(0, 1))
def operators(x, y):
    v = Vector(x, y)
    w = 2.0 * v + Vector.unit(x) * y - v
    total = Vector.zero()
    for k in range(3):
        total = total + w * (k + 1.0)
    larger = v if w < v else w
    return total.norm + v * w + v[0] * w[1] + larger.x * len(v) * v.scale


@program(normal(2, 3), normal(3, 3), normal(3, 3, seed=1), wrt=(0, 1, 2))
def inherited(x, w1, w2):
    layers = [Tanh(w1, gain=0.5), Layer(w2), Tanh(w2)]
    for layer in layers:
        x = layer(x)
    return x * layers[0].calls


@program(normal(4), 1.5, wrt=(0, 1))
def counted(a, w):
    c = Counter(w)
    c.add(w).add(-w)
    c.many(a)
    return c.total + sum(c.history)


@program(1.5, 0.3, wrt=(0, 1))
def two_names_of_an_object(x, y):
    s = State(x)
    t = s
    t.x = y * y
    u = dataclasses.replace(s, v=x)
    u.x *= 3.0
    return s.x * u.x + t.v * u.v


@program(1.5, 0.3, wrt=(0, 1))
def an_object_in_a_list(x, y):
    states = [State(x), State(y)]
    first = states[0]
    for s in states:
        s.step(2.0)
        s.v *= y
    states[1].x = first.x * states[1].x
    return first.v * first.x + states[1].x * states[1].v


@program(1.5, 0.3, wrt=(0, 1))
def changed_in_one_arm(x, y):
    s = State(x)
    if x > y:
        s.x = y * y
    elif x > 0:
        s.v = x
    return s.x * s.v


@program(normal(6), 0.2, wrt=(0, 1))
def arrays_in_an_object(u, k):
    grid = Grid(u)
    for _ in range(3):
        grid.sweep(k)
    view = grid.u[1:3]
    view *= k
    return grid.energy


@program(normal(6), 0.2, 0, wrt=(0, 1))
def arrays_in_an_object_no_trips(u, k, n):
    grid = Grid(u)
    for _ in range(n):
        grid.sweep(k)
    grid.u[0] = k
    return grid.energy + (u * u).sum()


@program(25.0)
def property_with_a_setter(x):
    c = Celsius(x)
    c.t = c.t * c.t
    c.kelvin += x
    return c.t


@program(1.5, 0.3, wrt=(0, 1))
def named_tuple_with_an_operator(x, y):
    p = Point(x, y) + Point(y, y)
    q = p._replace(x=p.y * x)
    return p.x * q.x + q.y


@program(0.5)
def early_return_of_a_method(x):
    class_ = Counter(x)

    def until(limit):
        for k in range(10):
            class_.add(x * k)
            if class_.total > limit:
                return k
        return 10

    return until(2.0) * class_.total


@program(2.0)
@program(-2.0, name="helper_that_changes_a_list_in_an_arm_other_arm")
def helper_that_changes_a_list_in_an_arm(x):
    def outer(o, p):
        if p > 0:
            inner(o, p)
        else:
            o.append(p * p)

    def inner(o, p):
        o[0] = p * p

    xs = [x]
    ys = xs
    outer(xs, x)
    return sum(ys) * len(ys)


@program(2.5, 4)
@program(2.5, 0, name="helper_that_changes_a_list_in_a_loop_no_trips")
def helper_that_changes_a_list_in_a_loop(x, n):
    def fill(o, count):
        for i in range(count):
            if x > i:
                o.append(x * i)
            else:
                o[0] *= x
        return len(o)

    xs = [x]
    count = fill(xs, n)
    return sum(xs) * count


@program(2.0)
@program(-2.0, name="helper_that_returns_and_changes_a_dict_other_arm")
def helper_that_returns_and_changes_a_dict(x):
    def change(o):
        if x > 0:
            o["k"] = x * x
            return x
        return -x

    d = {"k": x}
    seen = d
    r = change(d)
    return seen["k"] * r


@program(0.7)
def closure_over_a_list_that_grows(x):
    history = [x]

    def step(v):
        if v > 1:
            history.append(v * v)
        else:
            history[0] += v

    for i in range(3):
        step(x * i)
    return sum(history)


@program(0.7)
@program(-0.7, name="nested_closures_other_arm")
def nested_closures(x):
    state = {"n": x, "h": []}

    def update(v):
        def inner(w):
            for k in range(2):
                if w > k:
                    state["n"] *= w

        inner(v)
        if v > 1:
            state["h"].append(v * state["n"])
        return state["n"]

    total = 0.0
    for i in range(3):
        total += update(x + i)
    return total + sum(state["h"])


@program(0.7)
def counters_of_a_factory(x):
    def made(start):
        state = [start]

        def add(v):
            if v > 0:
                state[0] += v * v
            return state[0]

        return add

    a, b = made(x), made(2 * x)
    return a(x) * b(-x) * a(2 * x)


@program(0.5)
def memo_in_a_dict(x):
    memo = {}

    def f(n):
        if n in memo:
            return memo[n]
        r = x if n < 2 else f(n - 1) * x + f(n - 2)
        memo[n] = r
        return r

    return f(5)


@program(normal(4))
def reduced_into_an_object(a):
    c = functools.reduce(lambda c, v: c.add(v), [a[0], a[1], a[2]], Counter(a[3]))
    return c.total


@refused("the class keeps an array's parts itself", 1.0)
def object_with_getattr(x):
    class_ = Proxy(x)
    return class_.y


class Proxy:
    def __init__(self, x):
        self.x = x

    def __getattr__(self, name):
        return self.x
