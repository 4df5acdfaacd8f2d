"""Programs with loops, in place and not, and their gradients as a careful person derives them."""

import math

import numpy as np


def recurrence(a, b, x, n):
    for _ in range(n):
        x = a * math.sin(x) + b
    return x


def recurrence_by_hand(dy, a, b, x, n):
    saved = []
    for _ in range(n):
        saved.append(x)
        x = a * math.sin(x) + b
    y, dx, da, db = x, dy, 0.0, 0.0
    for x in reversed(saved):
        db += dx
        da += dx * math.sin(x)
        dx = dx * a * math.cos(x)
    return y, (da, db, dx)


def heat(u, k, n):
    for _ in range(n):
        u[1:-1] += k * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return (u * u).sum()


def heat_by_hand(dy, u, k, n):
    u = u.copy()
    saved = []
    for _ in range(n):
        around = u[2:] - 2.0 * u[1:-1] + u[:-2]
        saved.append(around)
        u[1:-1] += k * around
    y = (u * u).sum()
    du = 2.0 * dy * u
    dk = 0.0
    for around in reversed(saved):
        dk += du[1:-1] @ around
        g = k * du[1:-1]
        du[2:] += g
        du[1:-1] -= 2.0 * g
        du[:-2] += g
    return y, (du, dk)


def ping_pong(a, b, n):
    for _ in range(n):
        b[1:-1] = 0.5 * a[1:-1] * (a[:-2] + a[2:])
        a, b = b, a
    return (a * a).sum()


def ping_pong_by_hand(dy, a, b, n):
    a, b = a.copy(), b.copy()
    saved = []
    for _ in range(n):
        saved.append(b[1:-1].copy())
        b[1:-1] = 0.5 * a[1:-1] * (a[:-2] + a[2:])
        a, b = b, a
    y = (a * a).sum()
    da = 2.0 * dy * a
    db = np.zeros_like(b)
    for kept in reversed(saved):
        a, b = b, a
        da, db = db, da
        b[1:-1] = kept
        t = 0.5 * db[1:-1]
        g = t * a[1:-1]
        da[1:-1] += t * (a[:-2] + a[2:])
        da[:-2] += g
        da[2:] += g
        db[1:-1] = 0.0
    return y, (da, db)


def thomas(a, b, c, d):
    n = len(d)
    x = np.zeros(n)
    for i in range(1, n):
        m = a[i] / b[i - 1]
        b[i] -= m * c[i - 1]
        d[i] -= m * d[i - 1]
    x[n - 1] = d[n - 1] / b[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = (d[i] - c[i] * x[i + 1]) / b[i]
    return x


def thomas_by_hand(dy, a, b, c, d):
    n = len(d)
    b, d, x = b.copy(), d.copy(), np.zeros(n)
    saved = []
    for i in range(1, n):
        m = a[i] / b[i - 1]
        saved.append(m)
        b[i] -= m * c[i - 1]
        d[i] -= m * d[i - 1]
    x[n - 1] = d[n - 1] / b[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = (d[i] - c[i] * x[i + 1]) / b[i]
    dx = dy.copy()
    da, db, dc, dd = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n - 1):
        g = dx[i] / b[i]
        dd[i] = g
        dc[i] = -g * x[i + 1]
        dx[i + 1] -= g * c[i]
        db[i] = -g * x[i]
    g = dx[n - 1] / b[n - 1]
    dd[n - 1] = g
    db[n - 1] = -g * x[n - 1]
    for i in reversed(range(1, n)):
        m = saved.pop()
        dm = -dd[i] * d[i - 1] - db[i] * c[i - 1]
        dd[i - 1] -= m * dd[i]
        dc[i - 1] -= m * db[i]
        g = dm / b[i - 1]
        da[i] = g
        db[i - 1] -= g * m
    return x, (da, db, dc, dd)


def kalman(zs, f, q, r):
    x = np.zeros(2)
    p = np.eye(2)
    loglik = 0.0
    for z in zs:
        x = f @ x
        p = f @ p @ f.T + q
        v = z - x[0]
        s = p[0, 0] + r
        k = p[:, 0] / s
        x = x + k * v
        p = p - np.outer(k, p[0])
        loglik = loglik - 0.5 * (v * v / s + math.log(s))
    return loglik


def kalman_by_hand(dy, zs, f, q, r):
    x = np.zeros(2)
    p = np.eye(2)
    loglik = 0.0
    saved = []
    for z in zs:
        x_before, p_before = x, p
        x = f @ x
        p = f @ p @ f.T + q
        v = z - x[0]
        s = p[0, 0] + r
        k = p[:, 0] / s
        saved.append((x_before, p_before, p, v, s, k))
        x = x + k * v
        p = p - np.outer(k, p[0])
        loglik = loglik - 0.5 * (v * v / s + math.log(s))
    dx, dp = np.zeros(2), np.zeros((2, 2))
    dzs, df, dq, dr = np.zeros_like(zs), np.zeros_like(f), np.zeros_like(q), 0.0
    half = -0.5 * dy
    i = len(zs)
    for x, p, predicted, v, s, k in reversed(saved):
        i -= 1
        g = half / s
        dv = 2.0 * g * v + dx @ k
        dk = dx * v - dp @ predicted[0]
        dp[0] -= k @ dp
        t = dk / s
        dp[:, 0] += t
        ds = g * (1.0 - v * v / s) - t @ k
        dp[0, 0] += ds
        dr += ds
        dzs[i] = dv
        dx[0] -= dv
        dq += dp
        g = dp @ f
        df += g @ p.T + dp.T @ (f @ p) + np.outer(dx, x)
        dp = f.T @ g
        dx = f.T @ dx
    return loglik, (dzs, df, dq, dr)


def rk4(a, y, h, n):
    def rate(s):
        return np.tanh(a @ s)

    for _ in range(n):
        k1 = rate(y)
        k2 = rate(y + 0.5 * h * k1)
        k3 = rate(y + 0.5 * h * k2)
        k4 = rate(y + h * k3)
        y = y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return (y * y).sum()


def rk4_by_hand(dout, a, y, h, n):
    half, sixth = 0.5 * h, h / 6.0
    saved = []
    for _ in range(n):
        k1 = np.tanh(a @ y)
        y2 = y + half * k1
        k2 = np.tanh(a @ y2)
        y3 = y + half * k2
        k3 = np.tanh(a @ y3)
        y4 = y + h * k3
        k4 = np.tanh(a @ y4)
        saved.append((y, k1, y2, k2, y3, k3, y4, k4))
        y = y + sixth * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    out = (y * y).sum()
    dy = 2.0 * dout * y
    da = np.zeros_like(a)
    for y, k1, y2, k2, y3, k3, y4, k4 in reversed(saved):
        g = sixth * dy
        twice = 2.0 * g
        z4 = g * (1.0 - k4 * k4)
        d4 = a.T @ z4
        z3 = (twice + h * d4) * (1.0 - k3 * k3)
        d3 = a.T @ z3
        z2 = (twice + half * d3) * (1.0 - k2 * k2)
        d2 = a.T @ z2
        z1 = (g + half * d2) * (1.0 - k1 * k1)
        da += np.outer(z1, y) + np.outer(z2, y2) + np.outer(z3, y3) + np.outer(z4, y4)
        dy = dy + a.T @ z1 + d2 + d3 + d4
    return out, (da, dy)
