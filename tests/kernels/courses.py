"""Programs of course notes: flows, waves, bodies, elements, multigrid, geometry."""

# ruff: noqa: E741  (the names of the equations)

import math
from math import sqrt

import numpy as np

from tests.kernels.rows import kernel


def N(n, *s, k=0):
    return np.random.default_rng([3, n, k]).normal(size=s)


def U(n, *s, k=0):
    return np.random.default_rng([5, n, k]).uniform(0.5, 1.5, size=s)


def spd(n):
    a = N(n, n, n)
    return a @ a.T + n * np.eye(n)


@kernel(lambda n: (0.07, n, 4), 9, wrt=(0,), reference="richardson")
def burgers_periodic(nu, nx, nt):
    dx = 2 * np.pi / (nx - 1)
    dt = dx * nu
    x = np.linspace(0, 2 * np.pi, nx)
    u = 4 - np.tanh((x - np.pi) / nu) * 0.5
    un = np.empty(nx)
    for _n in range(nt):
        un = u.copy()
        for i in range(1, nx - 1):
            u[i] = (
                un[i]
                - un[i] * dt / dx * (un[i] - un[i - 1])
                + nu * dt / dx**2 * (un[i + 1] - 2 * un[i] + un[i - 1])
            )
        u[0] = (
            un[0]
            - un[0] * dt / dx * (un[0] - un[-2])
            + nu * dt / dx**2 * (un[1] - 2 * un[0] + un[-2])
        )
        u[-1] = u[0]
    return u


@kernel(lambda n: (N(n, n), 0.4, 5), 8)
def wave_rotating_references(u0, c, steps):
    u_1, u_2, u = u0.copy(), u0.copy(), np.zeros_like(u0)
    for _ in range(steps):
        u[1:-1] = -u_2[1:-1] + 2 * u_1[1:-1] + c**2 * (u_1[:-2] - 2 * u_1[1:-1] + u_1[2:])
        u[0] = u[-1] = 0.0
        u_2, u_1, u = u_1, u, u_2
    return np.sum(u_1**2)


@kernel(lambda n: (U(n, n), U(n, n, k=1), N(n, n, k=2)), 6)
def thomas_in_place(a, c, d):
    n = len(d)
    b = 4.0 * np.ones(n)
    for i in range(1, n):
        w = a[i - 1] / b[i - 1]
        b[i] -= w * c[i - 1]
        d[i] -= w * d[i - 1]
    x = b
    x[-1] = d[-1] / b[-1]
    for il in range(n - 2, -1, -1):
        x[il] = (d[il] - c[il] * x[il + 1]) / b[il]
    return x


@kernel(lambda n: (N(n, n, 3), N(n, n, 3, k=1), U(n, n), 0.01, 3), 4)
def nbody_pairs(pos, vel, mass, dt, steps):
    n = len(mass)
    for _ in range(steps):
        for i in range(n):
            for j in range(i + 1, n):
                d = pos[i] - pos[j]
                mag = dt * (d[0] ** 2 + d[1] ** 2 + d[2] ** 2) ** -1.5
                vel[i] -= d * mass[j] * mag
                vel[j] += d * mass[i] * mag
        for i in range(n):
            pos[i] += dt * vel[i]
    e = 0.0
    for i in range(n):
        e += 0.5 * mass[i] * np.dot(vel[i], vel[i])
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            e -= mass[i] * mass[j] / np.sqrt(np.dot(d, d))
    return e


def deriv(y, t, N, beta, gamma):
    S, I, _R = y
    dSdt = -beta * S * I / N
    dIdt = beta * S * I / N - gamma * I
    dRdt = gamma * I
    return dSdt, dIdt, dRdt


@kernel(lambda n: (0.4, 0.1, n), 6)
def sir_euler(beta, gamma, days):
    y = (990.0, 10.0, 0.0)
    out = []
    for t in range(days):
        k = deriv(y, t, 1000.0, beta, gamma)
        y = tuple(a + 0.5 * b for a, b in zip(y, k, strict=False))
        out.append(y[1])
    return max(out) / 1000.0


@kernel(lambda n: (1.2, 0.3, n), 3, reference="richardson")
def rkf45(lam, y0, n):
    def f(t, y):
        return -lam * y + np.sin(3 * t)

    t, y, h = 0.0, y0, 0.2
    tol = 1e-3
    while t < 1.0:
        if t + h > 1.0:
            h = 1.0 - t
        k1 = h * f(t, y)
        k2 = h * f(t + h / 4, y + k1 / 4)
        k3 = h * f(t + 3 * h / 8, y + 3 * k1 / 32 + 9 * k2 / 32)
        k4 = h * f(t + 12 * h / 13, y + 1932 * k1 / 2197 - 7200 * k2 / 2197 + 7296 * k3 / 2197)
        k5 = h * f(t + h, y + 439 * k1 / 216 - 8 * k2 + 3680 * k3 / 513 - 845 * k4 / 4104)
        k6 = h * f(
            t + h / 2, y - 8 * k1 / 27 + 2 * k2 - 3544 * k3 / 2565 + 1859 * k4 / 4104 - 11 * k5 / 40
        )
        err = abs(k1 / 360 - 128 * k3 / 4275 - 2197 * k4 / 75240 + k5 / 50 + 2 * k6 / 55) / h
        if err <= tol:
            t += h
            y += 25 * k1 / 216 + 1408 * k3 / 2565 + 2197 * k4 / 4104 - k5 / 5
        delta = 0.84 * (tol / err) ** 0.25
        if delta <= 0.1:
            h = 0.1 * h
        elif delta >= 4:
            h = 4 * h
        else:
            h = delta * h
    return y


@kernel(lambda n: (N(n, n), 0.5), 6)
def upwind_minmod(u, nu):
    def minmod(a, b):
        return 0.5 * (np.sign(a) + np.sign(b)) * np.minimum(np.abs(a), np.abs(b))

    len(u)
    for _step in range(2):
        up = np.concatenate([u[-2:], u, u[:2]])
        slope = minmod(up[1:-1] - up[:-2], up[2:] - up[1:-1])
        left = up[1:-1] + 0.5 * (1 - nu) * slope
        flux = nu * left
        u = u - (flux[1:-1] - flux[:-2])
    return u


def hll_flux(UL, UR, g):
    rl, ul, pl = UL
    rr, ur, pr = UR
    al = sqrt(g * pl / rl)
    ar = sqrt(g * pr / rr)
    sl = min(ul - al, ur - ar)
    sr = max(ul + al, ur + ar)
    FL = np.array([rl * ul, rl * ul**2 + pl, ul * (g * pl / (g - 1) + 0.5 * rl * ul**2)])
    FR = np.array([rr * ur, rr * ur**2 + pr, ur * (g * pr / (g - 1) + 0.5 * rr * ur**2)])
    if sl >= 0:
        return FL
    if sr <= 0:
        return FR
    QL = np.array([rl, rl * ul, pl / (g - 1) + 0.5 * rl * ul**2])
    QR = np.array([rr, rr * ur, pr / (g - 1) + 0.5 * rr * ur**2])
    return (sr * FL - sl * FR + sl * sr * (QR - QL)) / (sr - sl)


@kernel(lambda n: (U(n, n, 3), 1.4), 4)
def riemann_hll(prim, gamma):
    n = prim.shape[0]
    F = np.zeros((n - 1, 3))
    for i in range(n - 1):
        F[i] = hll_flux(prim[i], prim[i + 1], gamma)
    return F


@kernel(lambda n: (U(n, n, 3), 1.4), 5)
def euler_lax_friedrichs(q, gamma):
    def flux(q):
        rho = q[:, 0]
        u = q[:, 1] / rho
        p = (gamma - 1) * (q[:, 2] - 0.5 * rho * u**2)
        F = np.empty_like(q)
        F[:, 0] = rho * u
        F[:, 1] = rho * u * u + p
        F[:, 2] = u * (q[:, 2] + p)
        return F

    for _ in range(2):
        F = flux(q)
        q[1:-1] = 0.5 * (q[2:] + q[:-2]) - 0.1 * (F[2:] - F[:-2])
        q[0], q[-1] = q[1], q[-2]
    return q


@kernel(lambda n: (N(n, n, 2) * 1.5, 1.0, 1.0, 2.5), 5)
def lennard_jones_cutoff(pos, eps, sigma, rc):
    n = pos.shape[0]
    forces = np.zeros((n, 2))
    pot = 0.0
    for i in range(n - 1):
        for j in range(i + 1, n):
            rij = pos[i, :] - pos[j, :]
            r2 = np.sum(rij**2)
            if r2 >= rc * rc:
                continue
            sr6 = (sigma * sigma / r2) ** 3
            pot += 4 * eps * (sr6 * sr6 - sr6)
            f = 24 * eps * (2 * sr6**2 - sr6) / r2 * rij
            forces[i] += f
            forces[j] -= f
    return pot, forces


@kernel(lambda n: (U(n, n, 2) * 3, N(n, n, 2, k=1), 4.0, 0.01), 4)
def verlet_minimum_image(x, v, L, dt):
    def force(x):
        d = x[:, None, :] - x[None, :, :]
        d -= L * np.round(d / L)
        r2 = (d**2).sum(axis=-1)
        np.fill_diagonal(r2, 1.0)
        inv6 = 1.0 / r2**3
        mag = 24 * (2 * inv6**2 - inv6) / r2
        np.fill_diagonal(mag, 0.0)
        return (mag[:, :, None] * d).sum(axis=1)

    f = force(x)
    for _ in range(2):
        v += 0.5 * dt * f
        x = (x + dt * v) % L
        f = force(x)
        v += 0.5 * dt * f
    return 0.5 * np.sum(v * v)


@kernel(lambda n: (N(n, 5, 2), np.array([[0, 1, 2], [1, 3, 2], [2, 3, 4]]), U(n, 3)), 1, wrt=(0, 2))
def fem_triangles_add_at(xy, tri, k):
    n = len(xy)
    K = np.zeros((n, n))
    p = xy[tri]
    e1 = p[:, 1] - p[:, 0]
    e2 = p[:, 2] - p[:, 0]
    area = 0.5 * np.abs(e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0])
    b = np.stack(
        [p[:, 1, 1] - p[:, 2, 1], p[:, 2, 1] - p[:, 0, 1], p[:, 0, 1] - p[:, 1, 1]], axis=1
    )
    c = np.stack(
        [p[:, 2, 0] - p[:, 1, 0], p[:, 0, 0] - p[:, 2, 0], p[:, 1, 0] - p[:, 0, 0]], axis=1
    )
    Ke = (k / (4 * area))[:, None, None] * (
        b[:, :, None] * b[:, None, :] + c[:, :, None] * c[:, None, :]
    )
    rows = np.repeat(tri, 3, axis=1).ravel()
    cols = np.tile(tri, (1, 3)).ravel()
    np.add.at(K, (rows, cols), Ke.ravel())
    return K


def restrict(r):
    n = (len(r) - 1) // 2
    rc = np.zeros(n + 1)
    for i in range(1, n):
        rc[i] = 0.25 * r[2 * i - 1] + 0.5 * r[2 * i] + 0.25 * r[2 * i + 1]
    return rc


def prolong(e, n):
    f = np.zeros(n)
    f[::2] = e
    f[1::2] = 0.5 * (e[:-1] + e[1:])
    return f


def v_cycle(u, f, h, sweeps=2):
    for _ in range(sweeps):
        u[1:-1] = u[1:-1] + 0.6667 * 0.5 * (u[:-2] + u[2:] - 2 * u[1:-1] + h * h * f[1:-1])
    if len(u) <= 3:
        return u
    r = np.zeros_like(u)
    r[1:-1] = f[1:-1] + (u[:-2] - 2 * u[1:-1] + u[2:]) / h**2
    e = v_cycle(np.zeros((len(u) - 1) // 2 + 1), restrict(r), 2 * h)
    u = u + prolong(e, len(u))
    for _ in range(sweeps):
        u[1:-1] = u[1:-1] + 0.6667 * 0.5 * (u[:-2] + u[2:] - 2 * u[1:-1] + h * h * f[1:-1])
    return u


@kernel(lambda n: (N(n, n),), 9)
def multigrid(f):
    u = np.zeros_like(f)
    for _ in range(2):
        u = v_cycle(u, f, 1.0 / (len(f) - 1))
    return u


@kernel(lambda n: (np.sign(N(n, n, n)), N(n, n, n, k=1), 0.3), 4, wrt=(1, 2))
def ising_energy(spins, J, h):
    n = spins.shape[0]
    energy = 0
    for i in range(n):
        for j in range(n):
            S = spins[i, j]
            nb = (
                spins[(i + 1) % n, j]
                + spins[i, (j + 1) % n]
                + spins[(i - 1) % n, j]
                + spins[i, (j - 1) % n]
            )
            energy += -nb * S * J[i, j] - h * S
    return energy / 4.0


@kernel(lambda n: (N(n, n, n), N(n, n, n, k=1), 0.16, 0.08, 0.035, 0.065), 5)
def gray_scott(u, v, Du, Dv, F, k):
    def laplacian(Z):
        return Z[:-2, 1:-1] + Z[1:-1, :-2] + Z[1:-1, 2:] + Z[2:, 1:-1] - 4 * Z[1:-1, 1:-1]

    for _ in range(2):
        U, V = u[1:-1, 1:-1], v[1:-1, 1:-1]
        Lu, Lv = laplacian(u), laplacian(v)
        uvv = U * V * V
        U += Du * Lu - uvv + F * (1 - U)
        V += Dv * Lv + uvv - (F + k) * V
        for Z in (u, v):
            Z[0, :] = Z[-2, :]
            Z[-1, :] = Z[1, :]
    return u, v


@kernel(lambda n: (2.0, 0.1), 1)
def bisection_then_newton(c, width):
    f = lambda x: x**3 - c * x - 1.0
    a, b = 1.0, 2.5
    fa = f(a)
    while (b - a) / 2 > width:
        m = (a + b) / 2
        fm = f(m)
        if fm == 0:
            break
        if fa * fm < 0:
            b = m
        else:
            a, fa = m, fm
    x = (a + b) / 2
    for _ in range(20):
        dx = f(x) / (3 * x**2 - c)
        x -= dx
        if abs(dx) < 1e-12:
            break
    return x


@kernel(lambda n: (0.3, 2.0, 1.4, n), 4)
def romberg(a, b, k, m):
    f = lambda x: math.exp(-k * x) * math.sin(x)
    R = np.zeros((m, m))
    h = b - a
    R[0, 0] = 0.5 * h * (f(a) + f(b))
    for i in range(1, m):
        h *= 0.5
        total = 0.0
        for j in range(1, 2**i, 2):
            total += f(a + j * h)
        R[i, 0] = 0.5 * R[i - 1, 0] + total * h
        for j in range(1, i + 1):
            R[i, j] = R[i, j - 1] + (R[i, j - 1] - R[i - 1, j - 1]) / (4**j - 1)
    return R[-1, -1]


@kernel(lambda n: (N(n, n, 2), 0.3), 4)
def de_casteljau(points, t):
    pts = list(points)
    n = len(pts)
    for r in range(1, n):
        pts = [(1 - t) * pts[i] + t * pts[i + 1] for i in range(n - r)]
    return pts[0]


@kernel(
    lambda n: (
        N(n, 3) * 0.1,
        np.array([0.1, 0.2, -1.0]),
        np.array([[0, 0, -3.0], [0.4, 0.2, -2.0], [2.0, 2.0, 2.0]]),
        U(n, 3),
    ),
    1,
)
def ray_spheres(origin, direction, centers, radii):
    d = direction / np.linalg.norm(direction)
    nearest = float("inf")
    for c, r in zip(centers, radii, strict=False):
        oc = origin - c
        b = 2 * np.dot(oc, d)
        cc = np.dot(oc, oc) - r * r
        delta = b * b - 4 * cc
        if delta > 0:
            t = (-b - np.sqrt(delta)) / 2
            if t > 0 and t < nearest:
                nearest = t
    return nearest


def quat_mult(a, b):
    w1, x1, y1, z1 = a
    w2, x2, y2, z2 = b
    return np.array(
        [
            w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2,
            w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2,
            w1 * y2 + y1 * w2 + z1 * x2 - x1 * z2,
            w1 * z2 + z1 * w2 + x1 * y2 - y1 * x2,
        ]
    )


@kernel(lambda n: (N(n, 4), N(n, n, 3, k=1), 0.1), 4)
def attitude_integration(q, omega, dt):
    for w in omega:
        angle = np.linalg.norm(w) * dt
        axis = w / np.linalg.norm(w)
        dq = np.concatenate(([np.cos(angle / 2)], axis * np.sin(angle / 2)))
        q = quat_mult(q, dq)
        q /= np.sqrt(np.sum(q**2))
    return q


@kernel(lambda n: (N(n, 3), N(n, 3, k=1)), 1)
def rodrigues(axis, v):
    theta = np.sqrt(axis @ axis)
    k = axis / theta
    K = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    R = np.eye(3) + np.sin(theta) * K + (1 - np.cos(theta)) * K @ K
    return R.dot(v) + np.cross(k, v)


@kernel(lambda n: (np.array([0.9, 0.1]), 20.0, 0.01, n), 6)
def hodgkin_like_gates(y, I, dt, n):
    V, m = -65.0, y[0]
    h = y[1]
    trace = np.zeros(n)
    for i in range(n):
        am = 0.1 * (V + 40) / (1 - np.exp(-(V + 40) / 10))
        bm = 4 * np.exp(-(V + 65) / 18)
        ah = 0.07 * np.exp(-(V + 65) / 20)
        bh = 1 / (1 + np.exp(-(V + 35) / 10))
        m = m + dt * (am * (1 - m) - bm * m)
        h = h + dt * (ah * (1 - h) - bh * h)
        INa = 120.0 * m**3 * h * (V - 50)
        V = V + dt * (I - INa - 0.3 * (V + 54.4))
        trace[i] = V
    return trace


@kernel(lambda n: (U(n, n), 0.4), 8)
def lattice_boltzmann(rho0, tau):
    w = np.array([4 / 6, 1 / 6, 1 / 6])
    c = np.array([0, 1, -1])
    f = w[:, None] * rho0
    for _t in range(2):
        for i in range(3):
            f[i] = np.roll(f[i], c[i])
        rho = np.sum(f, axis=0)
        u = np.sum(c[:, None] * f, axis=0) / rho
        feq = np.zeros_like(f)
        for i in range(3):
            cu = c[i] * u
            feq[i] = rho * w[i] * (1 + 3 * cu)
        f += -(1.0 / tau) * (f - feq)
    return np.sum(f, axis=0)


@kernel(lambda n: (U(n, n, n), U(n, n, n, k=1)), 5)
def hotspot(temp, power):
    rows, cols = temp.shape
    result = np.zeros_like(temp)
    for _ in range(2):
        for r in range(rows):
            for c in range(cols):
                up = temp[r - 1, c] if r > 0 else temp[r, c]
                down = temp[r + 1, c] if r < rows - 1 else temp[r, c]
                left = temp[r, c - 1] if c > 0 else temp[r, c]
                right = temp[r, c + 1] if c < cols - 1 else temp[r, c]
                delta = 0.1 * (
                    power[r, c]
                    + (up + down - 2 * temp[r, c])
                    + (left + right - 2 * temp[r, c])
                    + (80.0 - temp[r, c]) * 0.01
                )
                result[r, c] = temp[r, c] + delta
        temp, result = result, temp
    return temp


@kernel(lambda n: (U(n, n, n), 0.5), 4)
def srad(J, lam):
    rows, cols = J.shape
    iN = [max(i - 1, 0) for i in range(rows)]
    iS = [min(i + 1, rows - 1) for i in range(rows)]
    for _ in range(1):
        mean = J.sum() / J.size
        var = (J**2).sum() / J.size - mean**2
        q0 = var / mean**2
        dN = np.zeros_like(J)
        dS = np.zeros_like(J)
        c = np.zeros_like(J)
        for i in range(rows):
            for j in range(cols):
                Jc = J[i, j]
                dN[i, j] = J[iN[i], j] - Jc
                dS[i, j] = J[iS[i], j] - Jc
                G2 = (dN[i, j] ** 2 + dS[i, j] ** 2) / (Jc * Jc)
                L = (dN[i, j] + dS[i, j]) / Jc
                num = 0.5 * G2 - (1.0 / 16.0) * (L * L)
                den = 1 + 0.25 * L
                qsqr = num / (den * den)
                c[i, j] = min(max(1.0 / (1.0 + (qsqr - q0) / (q0 * (1 + q0))), 0), 1)
        for i in range(rows):
            for j in range(cols):
                cS = c[iS[i], j]
                D = c[i, j] * dN[i, j] + cS * dS[i, j]
                J[i, j] = J[i, j] + 0.25 * lam * D
    return J


@kernel(lambda n: (N(n, n, 4),), 4)
def pathfinder(wall):
    rows, cols = wall.shape
    src = wall[0].copy()
    dst = np.zeros(cols)
    for t in range(rows - 1):
        for x in range(cols):
            m = src[x]
            if x > 0:
                m = min(m, src[x - 1])
            if x < cols - 1:
                m = min(m, src[x + 1])
            dst[x] = wall[t + 1, x] + m
        src, dst = dst, src
    return min(src)
