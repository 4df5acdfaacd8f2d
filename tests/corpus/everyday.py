"""Small programs as people write them: simulations, tables, factorisations, filters, structures, iterators."""

import copy
import dataclasses
import enum
import functools
import itertools
import math
import operator
import statistics
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
from numpy.linalg import norm

from tests.corpus.rows import normal, positive, program


@program(0.7, 1.3, wrt=(0, 1))
def euler(x0, k):
    x, v = x0, 0.0
    dt = 0.01
    for _ in range(50):
        a = -k * x - 0.1 * v
        v += a * dt
        x += v * dt
    return x


@program(normal(2), 1.3, wrt=(0, 1))
def rk4(y, mu):
    def f(t, y):
        return np.array([y[1], mu * (1 - y[0] ** 2) * y[1] - y[0]])

    t = 0.0
    h = 0.05
    ys = [y]
    while t < 0.5:
        k1 = f(t, y)
        k2 = f(t + h / 2, y + h / 2 * k1)
        k3 = f(t + h / 2, y + h / 2 * k2)
        k4 = f(t + h, y + h * k3)
        y = y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += h
        ys.append(y)
    return np.array(ys)


@program(normal(2), 1.3, wrt=(0, 1))
def verlet(s, k):
    pos, vel = s
    acc = -k * pos
    traj = np.empty(20)
    for i in range(20):
        pos = pos + vel * 0.1 + 0.5 * acc * 0.01
        new = -k * pos
        vel = vel + 0.5 * (acc + new) * 0.1
        acc = new
        traj[i] = pos
    return traj.sum() + vel


@dataclass
class State:
    x: float
    v: float


@dataclass(frozen=True)
class Params:
    k: float
    c: float = 0.1
    name: str = "p"


@program(State(1.0, 0.2), Params(2.0, 0.3), wrt=(0, 1))
def dc_state(s, p):
    for _ in range(10):
        a = -p.k * s.x - p.c * s.v
        s = State(s.x + 0.1 * s.v, s.v + 0.1 * a)
    return s.x * s.v


@program(State(1.0, 0.2), Params(2.0, 0.3), wrt=(0, 1))
def dc_replace(s, p):
    for _ in range(10):
        a = -p.k * s.x - p.c * s.v
        s = replace(s, x=s.x + 0.1 * s.v)
        s = dataclasses.replace(s, v=s.v + 0.1 * a)
    return s.x * s.v


@program(1.0, wrt=0)
def dc_mutate(x):
    s = State(x, 0.5)
    for _ in range(5):
        s.v -= 0.1 * s.x
        s.x += 0.1 * s.v
    return s.x * s.v


class P3(NamedTuple):
    x: float
    y: float

    def length(self):
        return math.sqrt(self.x**2 + self.y**2)

    def __add__(self, o):
        return P3(self.x + o.x, self.y + o.y)


@program(1.0, 2.0, wrt=(0, 1))
def nt_methods(x, y):
    p = P3(x, y)
    q = p + P3(y, x)
    r = p._replace(x=q.y)
    return p.length() * q.length() + r.x


class Vec:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, s):
        return Vec(self.x * s, self.y * s)

    __rmul__ = __mul__

    def dot(self, o):
        return self.x * o.x + self.y * o.y

    @property
    def n2(self):
        return self.dot(self)

    @staticmethod
    def zero():
        return Vec(0.0, 0.0)

    @classmethod
    def unit(cls, t):
        return cls(math.cos(t), math.sin(t))

    def __getitem__(self, i):
        return (self.x, self.y)[i]


@program(1.0, 2.0, wrt=(0, 1))
def class_ops(x, y):
    v = Vec(x, y)
    w = 2.0 * v + Vec.unit(x) * y
    z = Vec.zero()
    for k in range(3):
        z = z + w * (k + 1.0)
    return z.n2 + v.dot(w) + v[0] * w[1]


class Counter:
    def __init__(self, w):
        self.w = w
        self.total = 0.0

    def add(self, v):
        self.total += self.w * v
        return self

    def __call__(self, v):
        self.add(v)
        return self.total


@program(normal(4), 1.5, wrt=(0, 1))
def class_state(a, w):
    c = Counter(w)
    for v in a:
        c(v * v)
    return c.add(w).total


@program({"w": normal(3, 2), "b": normal(2)}, normal(5, 3), wrt=(0, 1))
def dict_params(p, x):
    h = np.tanh(x @ p["w"] + p["b"])
    return {"out": h, "reg": sum(np.sum(v**2) for v in p.values())}


@program([normal(3, 4), normal(4, 2)], [normal(4), normal(2)], normal(5, 3), wrt=(0, 1, 2))
def layers(ws, bs, x):
    for i, (w, b) in enumerate(zip(ws, bs), start=1):
        x = x @ w + b
        if i < len(ws):
            x = np.maximum(x, 0.0)
    return x


@program(normal(5), 0.5, wrt=(0, 1))
def reduce_mul(a, x):
    return functools.reduce(lambda s, v: s * x + v, a, 1.0)


@program(normal(5), 0.5, wrt=(0, 1))
def reduce_op(a, x):
    return functools.reduce(operator.mul, [v + x for v in a]) + functools.reduce(operator.add, a)


@program(normal(5), 0.5, wrt=(0, 1))
def accum(a, x):
    out = list(itertools.accumulate(a, lambda s, v: s * x + v))
    return np.array(out)


@program(normal(4), 0.5, wrt=(0, 1))
def combos(a, x):
    s = 0.0
    for i, j in itertools.combinations(range(4), 2):
        s += a[i] * a[j] * x
    for p, q in itertools.product(a, repeat=2):
        s += p * q * q
    for i, j, k in itertools.permutations((0, 1, 2)):
        s += a[i] * (j - k)
    return s


@program(normal(4), 0.5, wrt=(0, 1))
def pairwise_chain(a, x):
    s = 0.0
    for p, q in itertools.pairwise(a):
        s += (p - q) ** 2 * x
    for v in itertools.chain(a, [x, x]):
        s += v * v
    return s


@program(normal(4), normal(4), wrt=(0, 1))
def zip_star(a, b):
    pairs = [(p * q, p - q) for p, q in zip(a, b)]
    us, vs = zip(*pairs)
    return sum(us) * sum(vs)


@program([(1.0, 2.0), (3.0, 0.5), (0.2, 0.7)])
def zip_star_arg(pairs):
    xs, ys = zip(*pairs)
    n = len(xs)
    mx = sum(xs) / n
    my = sum(ys) / n
    return sum((x - mx) * (y - my) for x, y in pairs)


@program([3.0, 1.0, 2.0])
def sorted_key(xs):
    s = sorted(xs, key=lambda v: -v)
    m = max(xs, key=lambda v: (v - 2.2) ** 2)
    return sum(k * v for k, v in enumerate(s, 1)) + m * m + sorted(xs)[0]


@program(normal(5), 0.5, wrt=(0, 1))
def any_all(a, x):
    if any(v > 0 for v in a) and not all(v > 0 for v in a):
        return a.sum() * x
    return x


@program(normal(5), 0.5, wrt=(0, 1))
def rev_enum(a, x):
    s = 0.0
    for i, v in enumerate(reversed(a), start=2):
        s = s * x + v * i
    for i in reversed(range(1, 5, 2)):
        s += a[i] * a[i - 1]
    return s + a[::-1][0] + a[-1:0:-2].sum()


@program(normal(5), 0.5, wrt=(0, 1))
def neg_steps(a, x):
    a = a.copy()
    a[::-2] *= x
    a[4:1:-1] = a[:3]
    a[-2::-1] += 1.0
    return (a * a).sum()


@program(0.3)
def chained(x):
    return x**2 if 0 < x < 0.5 < 1 else x**3


@program(0.3)
def ternaries(x):
    return -1.0 * x if x < -1 else x * x if x < 0 else x**3 if x < 1 else 1.0


def _lin(x, *coef, scale=1.0, **kw):
    s = 0.0
    for c in coef:
        s = s * x + c
    return s * scale + sum(kw.values())


def _kwonly(x, *, p=2, q):
    return x**p * q


@program(0.3, 0.4, wrt=(0, 1))
def kwonly(x, y):
    return _kwonly(x, q=y) + _kwonly(y, p=3, q=x)


def _default(v, acc=[]):
    return v * v + len(acc)


def _append(v, acc=None):
    if acc is None:
        acc = []
    acc.append(v * v)
    return acc


@program(0.3, 0.4, wrt=(0, 1))
def default_mut(x, y):
    r = _append(x)
    r = _append(y, r)
    return _default(x) + sum(r)


@program(0.5, 2.0, wrt=(0, 1))
def newton(x, a):
    for i in range(50):
        fx = x * x - a
        if abs(fx) < 1e-12:
            break
        x -= fx / (2 * x)
    else:
        raise RuntimeError("no")
    return x


@program(1.0, 2.0, 3.0, wrt=(0, 1, 2))
def secant(x0, x1, a):
    f = lambda x: x**3 - a
    f0, f1 = f(x0), f(x1)
    for _ in range(6):
        x0, x1 = x1, x1 - f1 * (x1 - x0) / (f1 - f0)
        f0, f1 = f1, f(x1)
        if abs(f1) < 1e-3:
            return x1
    return x1


@program(0.2, 1.5, wrt=(0, 1))
def simpson(a, b, n=10):
    h = (b - a) / n
    s = math.sin(a) + math.sin(b)
    s += 4 * sum(math.sin(a + i * h) for i in range(1, n, 2))
    s += 2 * sum(math.sin(a + i * h) for i in range(2, n, 2))
    return s * h / 3


@program(normal(4, 4) @ normal(4, 4).T + 4 * np.eye(4))
def chol(A):
    n = A.shape[0]
    L = np.zeros_like(A)
    for i in range(n):
        for j in range(i + 1):
            s = A[i, j] - np.dot(L[i, :j], L[j, :j])
            L[i, j] = np.sqrt(s) if i == j else s / L[j, j]
    return L


@program(normal(4, 4) + 4 * np.eye(4))
def lu(A):
    n = len(A)
    U = A.copy()
    L = np.eye(n)
    for k in range(n - 1):
        for i in range(k + 1, n):
            L[i, k] = U[i, k] / U[k, k]
            U[i, k:] -= L[i, k] * U[k, k:]
    return L, U


@program(normal(4, 4), normal(4), wrt=(0, 1))
def gauss_pivot(A, b):
    n = len(b)
    A = A.copy()
    b = b.copy()
    for k in range(n):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[k], b[p] = b[p], b[k]
        for i in range(k + 1, n):
            m = A[i, k] / A[k, k]
            A[i, k:] -= m * A[k, k:]
            b[i] -= m * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x


@program(normal(4, 3))
def householder(A):
    R = A.copy()
    m, n = R.shape
    for k in range(min(m - 1, n)):
        x = R[k:, k]
        e = np.zeros_like(x)
        e[0] = np.copysign(np.linalg.norm(x), x[0])
        u = x + e
        u = u / np.linalg.norm(u)
        R[k:, k:] -= 2.0 * np.outer(u, u @ R[k:, k:])
    return R


@program(normal(6), normal(3), wrt=(0, 1))
def fir(x, h):
    y = np.zeros(len(x))
    for n in range(len(x)):
        for k in range(len(h)):
            if n - k >= 0:
                y[n] += h[k] * x[n - k]
    return y


@program(normal(6), 0.3, wrt=(0, 1))
def iir(x, al):
    y = [x[0]]
    for v in x[1:]:
        y.append(al * v + (1 - al) * y[-1])
    return np.asarray(y)


@program(positive(5), positive(4), wrt=(0, 1))
def dtw(a, b):
    n, m = len(a), len(b)
    D = np.full((n + 1, m + 1), np.inf)
    D[0, 0] = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            c = (a[i - 1] - b[j - 1]) ** 2
            D[i, j] = c + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[n, m]


@program(positive(3, 3), positive(3), [0, 1, 2, 1], wrt=(0, 1))
def viterbi(T, p, obs):
    al = p * T[:, 0]
    for o in obs[1:]:
        al = np.array([max(al * T[:, j]) for j in range(3)]) * T[o]
    return al.max()


@program(positive(3, 3), positive(3), wrt=(0, 1))
def hmm(T, p):
    T = T / T.sum(axis=1, keepdims=True)
    al = p / p.sum()
    ll = 0.0
    for o in (0, 2, 1):
        al = al @ T * T[:, o]
        c = al.sum()
        ll += np.log(c)
        al /= c
    return ll


@program([1.0, 2.0, 3.0], 0.5, wrt=(0, 1))
def knap(v, x):
    w = [1, 2, 1]
    cap = 3
    best = [0.0] * (cap + 1)
    for i in range(len(v)):
        for c in range(cap, w[i] - 1, -1):
            best[c] = max(best[c], best[c - w[i]] + v[i] * x)
    return best[cap]


@program(0.2, 0.1, wrt=(0, 1))
def mc(mu, sig):
    rng = np.random.default_rng(0)
    z = rng.standard_normal(20)
    s = 100 * np.exp(mu - 0.5 * sig**2 + sig * z)
    return np.mean(np.maximum(s - 100, 0))


@program(1.5, 2.0, "tanh", True, wrt=(0, 1))
def dispatch(x, y, kind, flag=False):
    acts = {"relu": lambda v: max(v, 0.0), "tanh": math.tanh, "id": lambda v: v}
    if kind not in acts:
        raise ValueError(f"unknown {kind!r}")
    r = acts[kind](x)
    if flag:
        r *= y
    return r


@program(1.5, "rk2")
def dispatch_match(x, method):
    match method:
        case "euler":
            return x * 1.1
        case "rk2" | "rk4":
            y = x * 1.2
        case _:
            raise ValueError(method)
    return y * y


@program(normal(3, 2), normal(3), wrt=(0, 1))
def kalman(zs, q):
    x = np.zeros(2)
    P = np.eye(2)
    F = np.array([[1.0, 0.1], [0.0, 1.0]])
    H = np.array([[1.0, 0.0]])
    ll = 0.0
    for z in zs:
        x = F @ x
        P = F @ P @ F.T + np.diag(q[:2] ** 2)
        S = H @ P @ H.T + q[2] ** 2
        K = P @ H.T @ np.linalg.inv(S)
        y = z[:1] - H @ x
        x = x + K @ y
        P = (np.eye(2) - K @ H) @ P
        ll += -0.5 * (np.log(S[0, 0]) + y @ np.linalg.inv(S) @ y)
    return ll


@program(positive(4))
def horner(c):
    r = 0
    for k in reversed(c):
        r = r * 0.5 + k
    return r


@program(positive(4), 0.3, wrt=(0, 1))
def lagrange(y, x):
    xs = [0.0, 1.0, 2.0, 3.0]
    s = 0.0
    for i in range(4):
        t = y[i]
        for j in range(4):
            if j == i:
                continue
            t *= (x - xs[j]) / (xs[i] - xs[j])
        s += t
    return s


@program(positive(4), 0.3, wrt=(0, 1))
def divided(y, x):
    xs = np.arange(4.0)
    c = y.copy()
    n = 4
    for j in range(1, n):
        c[j:] = (c[j:] - c[j - 1 : -1]) / (xs[j:] - xs[:-j])
    r = c[-1]
    for k in range(n - 2, -1, -1):
        r = r * (x - xs[k]) + c[k]
    return r


@program(positive(5), 0.3, wrt=(0, 1))
def heat(u, k):
    u = u.copy()
    for _ in range(4):
        un = u.copy()
        for i in range(1, len(u) - 1):
            u[i] = un[i] + k * (un[i + 1] - 2 * un[i] + un[i - 1])
    return u


@program(positive(4, 5), 0.2, wrt=(0, 1))
def lap(u, k):
    for it in range(3):
        old = u.copy()
        u[1:-1, 1:-1] = (1 - k) * u[1:-1, 1:-1] + k / 4 * (
            old[2:, 1:-1] + old[:-2, 1:-1] + old[1:-1, 2:] + old[1:-1, :-2]
        )
        if np.max(np.abs(u - old)) < 1e-6:
            break
    return u


@program(normal(4, 3), normal(4, 3), 1.2, wrt=(0, 1, 2))
def nbody(pos, vel, g):
    n = len(pos)
    acc = np.zeros_like(pos)
    for i in range(n):
        for j in range(n):
            if i != j:
                d = pos[j] - pos[i]
                r3 = (d @ d + 0.1) ** 1.5
                acc[i] += g * d / r3
    vel = vel + 0.1 * acc
    return pos + 0.1 * vel


@program(0.5, 3)
def fib(x, n):
    a, b = x, x * x
    for _ in range(n):
        a, b = b, a + b * x
    return a


@program(0.5)
def memo(x):
    cache = {}

    def f(n):
        if n in cache:
            return cache[n]
        r = x if n < 2 else f(n - 1) * x + f(n - 2)
        cache[n] = r
        return r

    return f(5)


@program(0.5)
def lru(x):
    @functools.lru_cache(maxsize=None)
    def f(n):
        return x if n < 2 else f(n - 1) * x + f(n - 2)

    return f(5)


@program(normal(3), normal(3), wrt=(0, 1))
def cross(a, b):
    return np.array(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )


@program(0.3, 0.4, 0.5, wrt=(0, 1, 2))
def rot(a, b, c):
    def rx(t):
        return np.array([[1, 0, 0], [0, np.cos(t), -np.sin(t)], [0, np.sin(t), np.cos(t)]])

    def rz(t):
        c, s = np.cos(t), np.sin(t)
        return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])

    return rz(a) @ rx(b) @ rz(c)


@program(normal(5), 1.5, wrt=(0, 1))
def huber(r, d):
    return np.where(np.abs(r) < d, 0.5 * r**2, d * (np.abs(r) - 0.5 * d)).mean()


@program(normal(4, 3), np.array([0, 2, 1, 1]))
def xent(z, y):
    z = z - z.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -lp[np.arange(len(y)), y].mean()


@program(normal(4), 0.9, wrt=(0, 1))
def adam(g0, b1):
    th = g0.copy()
    m = np.zeros_like(th)
    v = np.zeros_like(th)
    for t in range(1, 5):
        g = 2 * th
        m = b1 * m + (1 - b1) * g
        v = 0.99 * v + 0.01 * g * g
        th = th - 0.1 * (m / (1 - b1**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    return th


@program(normal(4), 0.5, wrt=(0, 1))
def gen_name(a, x):
    g = (v * x for v in a)
    return sum(g)


@program(normal(4), 0.5, wrt=(0, 1))
def gen_unpack(a, x):
    p, q, r, s = (v * x for v in a[:4])
    return p * q + r * s


@program(0.5)
def gen_unpack2(x):
    p, q = (v * x for v in (1.0, 2.0))
    return p * q


def _total(it):
    s = 0.0
    for v in it:
        s += v * v
    return s


@program(normal(4), 0.5, wrt=(0, 1))
def gen_helper(a, x):
    return _total(v * x for v in a) + _total([v for v in a])


@program(0.5)
def gen_star(x):
    def f(a, b, c):
        return a * b + c

    return f(*(x * k for k in (1.0, 2.0, 3.0)))


@program(normal(4), 0.5, wrt=(0, 1))
def gen_star_arr(a, x):
    return max(*[v * x for v in a])


@program(normal(4), 0.5, wrt=(0, 1))
def first_rest(a, x):
    f, *r = a
    s = f
    for v in r:
        s = s * x + v
    return s


@program(normal(4), 0.5, wrt=(0, 1))
def first_mid_last(a, x):
    f, *m, last = a
    return f * last + sum(m) * x


@program([1.0, 2.0, 3.0], 0.5, wrt=(0, 1))
def first_rest_list(a, x):
    f, *r = a
    return f * sum(r) * len(r) * x


@program(normal(3, 2), 0.5, wrt=(0, 1))
def rows_unpacked(m, x):
    for p, q in m:
        x = x + p * q
    (a, b), (c, d), _ = m
    return x * a * d - b * c


@program(0.7, 1.0, wrt=(0, 1))
def cond_walrus(x, y):
    if x > 2 and (z := x * y) > 0:
        return z
    return x


@program(0.7, 1.0, wrt=(0, 1))
def cond_walrus2(x, y):
    if x > 0 and (z := x * y) > 0:
        return z * z
    return x


@program(3.0)
def walrus_while(x):
    s = 0.0
    while (d := x * 0.5) > 0.2:
        s += d
        x = d
    return s + d


@program(3.0)
def walrus_comp(x):
    return sum(y * y for k in range(4) if (y := x - k) > 0.5)


@program(normal(4), wrt=0)
def same_twice(a):
    def f(u, v):
        u[0] = v[1] * 2
        return (u * v).sum()

    return f(a, a)


@program(0.5, 0.3, wrt=(0, 1))
def deq2(x, y):
    q = deque([x, y])
    q.appendleft(x * y)
    q.rotate(1) if False else None
    s = q.popleft() + q.pop()
    q.extend([x, x * x])
    return s * sum(q) + q[0]


@functools.lru_cache
def _fact(n):
    return 1 if n < 2 else n * _fact(n - 1)


@program(0.5)
def lru_outer(x):
    return sum(x**k / _fact(k) for k in range(6))


@program(normal(4), 0.5, wrt=(0, 1))
def acc1(a, x):
    return np.array(list(itertools.accumulate(a))) * x


@program([1.0, 2.0, 0.3], 0.5, wrt=(0, 1))
def acc2(a, x):
    return sum(itertools.accumulate([v * x for v in a], operator.mul))


@program(normal(4), 0.5, wrt=(0, 1))
def acc3(a, x):
    s = 0.0
    for v in itertools.accumulate(a, lambda p, q: p * x + q):
        s += v * v
    return s


@program(normal(4), 0.5, wrt=(0, 1))
def chain1(a, x):
    s = 0.0
    for v in itertools.chain(a, a * x):
        s += v * v
    for v in itertools.chain([x], a):
        s += v * v
    return s


@program(normal(3), normal(2), wrt=(0, 1))
def product1(a, b):
    s = 0.0
    for p, q in itertools.product(a, b):
        s += p * q * q
    for i, j in itertools.product(range(3), range(2)):
        s += a[i] * b[j]
    return s


@program([0.3, 0.5, 0.2])
def starmap1(xs):
    return sum(itertools.starmap(operator.mul, [(x, x + 1) for x in xs])) + sum(
        map(lambda p, q: p * q, xs, xs[1:])
    )


@program(normal(4), normal(4), wrt=(0, 1))
def zipstar1(a, b):
    us, vs = zip(*[(p * q, p - q) for p, q in zip(a, b)])
    return sum(us) * sum(vs)


@program(normal(4), normal(4), wrt=(0, 1))
def zipstar2(a, b):
    rows = []
    for p, q in zip(a, b):
        rows.append((p * q, p - q))
    us, vs = map(np.array, zip(*rows))
    return us @ vs


@program(normal(3, 3), wrt=0)
def zipstar3(m):
    s = 0.0
    for col in zip(*m):
        s += col[0] * col[1] - col[2]
    return s


@program([3.0, 1.0, 2.0], 0.5, wrt=(0, 1))
def sortkey(xs, x):
    s = sorted(xs, key=lambda v: -v)
    t = sorted(xs, reverse=True)
    return s[0] * x + t[1] + sorted(xs, key=abs)[0]


@program([(3.0, 0.1), (1.0, 0.2), (2.0, 0.7)], 0.5, wrt=(0, 1))
def sortpairs(ps, x):
    best = max(ps, key=lambda p: p[0] * p[1])
    o = sorted(ps, key=lambda p: p[0])
    return best[0] * x + o[0][1]


@program(normal(4), 0.5, wrt=(0, 1))
def argsort_loop(a, x):
    s = 0.0
    for r, i in enumerate(np.argsort(a)):
        s += a[i] * x**r
    return s


class Kind(enum.Enum):
    A = "a"
    B = "b"


@program(0.5, Kind.A)
def enums(x, k):
    if k is Kind.A:
        return x * x
    elif k == Kind.B:
        return x
    raise ValueError


class Mode(enum.IntEnum):
    F = 0
    G = 1


@program(0.5)
def enums2(x):
    t = {Mode.F: x, Mode.G: x * x}
    return t[Mode.G] * Mode.G.value + t[Mode.F]


class Shape(ABC):
    @abstractmethod
    def area(self): ...
    def twice(self):
        return 2 * self.area()


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return math.pi * self.r**2


class Sq(Shape):
    def __init__(self, s):
        self.s = s

    def area(self):
        return self.s**2


@program(0.5, 1.5, wrt=(0, 1))
def abc(x, y):
    return sum(s.twice() for s in [Circle(x), Sq(y), Circle(y)])


@program(0.5, 1.5, wrt=(0, 1))
def ns(x, y):
    s = SimpleNamespace(a=x, b=y)
    s.a *= s.b
    return s.a + s.b


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


@program(0.5, 1.5, wrt=(0, 1))
def slots(x, y):
    s = Slots(x, y)
    s.a *= s.b
    return s.a + s.b


class Poly:
    def __init__(self, *c):
        self.c = list(c)

    def __call__(self, x):
        r = 0.0
        for k in reversed(self.c):
            r = r * x + k
        return r

    def deriv(self):
        return Poly(*[k * c for k, c in enumerate(self.c)][1:])

    def __iter__(self):
        return iter(self.c)

    def __eq__(self, o):
        return self.c == o.c

    def __len__(self):
        return len(self.c)


@program(0.5, 1.5, wrt=(0, 1))
def poly(x, y):
    p = Poly(x, y, 1.0, x * y)
    q = p.deriv()
    return p(y) * q(x) + len(q)


class Node:
    def __init__(self, v, left=None, right=None):
        self.v = v
        self.left = left
        self.right = right

    def total(self):
        s = self.v
        if self.left is not None:
            s += self.left.total() * 0.5
        if self.right:
            s *= self.right.total()
        return s


@program(0.5, 1.5, wrt=(0, 1))
def tree(x, y):
    return Node(x, Node(y, Node(x * y)), Node(y * y)).total()


class Linked:
    def __init__(self):
        self.head = None
        self.n = 0

    def push(self, v):
        self.head = (v, self.head)
        self.n += 1

    def total(self):
        s = 0.0
        p = self.head
        while p is not None:
            v, p = p
            s = s * 2 + v
        return s


class Var:
    "tiny autodiff, forward"

    def __init__(self, v, d=0.0):
        self.v = v
        self.d = d

    def __add__(self, o):
        o = o if isinstance(o, Var) else Var(o)
        return Var(self.v + o.v, self.d + o.d)

    __radd__ = __add__

    def __mul__(self, o):
        o = o if isinstance(o, Var) else Var(o)
        return Var(self.v * o.v, self.d * o.v + self.v * o.d)

    __rmul__ = __mul__

    def __pow__(self, n):
        return Var(self.v**n, n * self.v ** (n - 1) * self.d)

    def sin(self):
        return Var(math.sin(self.v), math.cos(self.v) * self.d)

    def __repr__(self):
        return f"Var({self.v})"


@program(0.5, 1.5, wrt=(0, 1))
def dual(x, y):
    z = (Var(x, 1.0) * y + 3 * Var(x, 1.0).sin()) ** 2
    return z.d * z.v


@program(normal(6))
def ctx(a):
    with np.errstate(all="ignore"):
        r = np.log(np.abs(a))
    return r.sum()


@program(normal(6), 3)
def batches(a, k):
    s = 0.0
    for i in range(0, len(a), k):
        b = a[i : i + k]
        s += b.mean() * b.std()
    return s


@program(normal(3, 4))
def nested_lists(m):
    t = [[0.0] * 4 for _ in range(3)]
    for i in range(3):
        for j in range(4):
            t[i][j] = m[i, j] ** 2 + (t[i - 1][j] if i else 0.0)
    return sum(map(sum, t))


@program(normal(3, 3), normal(3, 3), wrt=(0, 1))
def matmul_lists(a, b):
    n = len(a)
    c = [[sum(a[i][k] * b[k][j] for k in range(n)) for j in range(n)] for i in range(n)]
    return np.array(c)


@program(positive(5), 0.3, wrt=(0, 1))
def running(p, al):
    m, v = 0.0, 0.0
    for t, x in enumerate(p, 1):
        d = x - m
        m += d / t
        v += d * (x - m)
    return v / (len(p) - 1) + al * m


@program(positive(5))
def softmax_list(p):
    m = max(p)
    e = [math.exp(v - m) for v in p]
    z = sum(e)
    return [v / z for v in e]


@program(0.5, "a b c")
def text(x, s):
    n = len(s.split())
    return x**n if s.startswith("a") else x


@program(
    {"lr": 0.1, "layers": [{"w": normal(2, 2), "act": "tanh"}, {"w": normal(2, 2), "act": "relu"}]},
    normal(2),
)
def cfg(c, x):
    for last in c["layers"]:
        x = last["w"] @ x
        x = np.tanh(x) if last["act"] == "tanh" else np.maximum(x, 0)
    return x * c.get("lr", 1.0)


@program(normal(4), normal(4), wrt=(0, 1))
def stats(a, b):
    ma, mb = statistics.mean(a) if False else sum(a) / len(a), np.mean(b)
    cov = sum((x - ma) * (y - mb) for x, y in zip(a, b, strict=True))
    return cov / math.sqrt(sum((x - ma) ** 2 for x in a) * np.sum((b - mb) ** 2))


@program(0.5)
def global_iter(x):
    it = iter([x, 2.0, 3.0])
    a = next(it)
    b = next(it)
    return a * b + sum(it) + next(it, x)


@program(normal(4))
def copyd(a):
    b = copy.copy(a)
    c = copy.deepcopy(a)
    b[0] = a[1] * c[2]
    return (b * c).sum()


@program(0.5)
def dictops(x):
    d = dict(a=x, b=x * x)
    e = {**d, "c": 2.0}
    d |= {"z": x}
    e.update(q=x)
    del e["a"]
    return sum(e.values()) * d["z"] + sum(v for k, v in sorted(d.items()) if k != "b")


@program(0.5)
def setops(x):
    s = {1, 2, 3}
    return sum(x**k for k in sorted(s))


@program(0.5, 3)
def pow_loop(x, n):
    r = 1.0
    b = x
    while n:
        if n & 1:
            r *= b
        b *= b
        n >>= 1
    return r


@program(normal(3))
def lam_list(a):
    fs = [lambda v, k=k: v**k for k in (1, 2, 3)]
    return sum(f(v) for f, v in zip(fs, a))


@program(normal(3), 0.1, wrt=(0, 1))
def compose(a, x):
    comp = functools.reduce(lambda f, g: lambda v: g(f(v)), [np.sin, lambda v: v * x, np.exp])
    return comp(a).sum()


@program(0.3125, 1.0, wrt=(0, 1))
def ode_event(v, g):
    t, y = 0.0, 0.0
    dt = 0.25
    n = 0
    while True:
        y += v * dt
        v -= g * dt
        t += dt
        n += 1
        if y < 0 or n >= 100:
            break
    return y * t + v
