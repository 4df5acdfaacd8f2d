"""Livermore loops, dynamic programming, finance, matrices, statistics, networks, images."""

import math

import numpy as np
from numpy import linalg as LA

from tests.kernels.rows import kernel


def N(n, *s, k=0):
    return np.random.default_rng([3, n, k]).normal(size=s)


def U(n, *s, k=0):
    return np.random.default_rng([5, n, k]).uniform(0.5, 1.5, size=s)


def spd(n):
    a = N(n, n, n)
    return a @ a.T + n * np.eye(n)


@kernel(lambda n: (N(n, 2 * n), U(n, 2 * n, k=1)), 8)
def lfk2_iccg(x, v):
    n = len(x) // 2
    ii = n
    ipntp = 0
    while ii > 1:
        ipnt = ipntp
        ipntp += ii
        ii //= 2
        i = ipntp
        for k in range(ipnt + 1, ipntp, 2):
            i += 1
            x[i] = x[k] - v[k] * x[k - 1] - v[k + 1] * x[k + 1]
    return x


@kernel(lambda n: (N(n, n, n),), 5)
def lfk6_recurrence(b):
    n = len(b)
    w = np.zeros(n)
    w[0] = 0.01
    for i in range(1, n):
        w[i] = 0.01
        for k in range(i):
            w[i] += b[k, i] * w[(i - k) - 1]
    return w


@kernel(lambda n: (N(n, n, 14), N(n, n, k=1)), 3)
def lfk10_difference_predictors(px, cx):
    for i in range(len(px)):
        ar = cx[i]
        br = ar - px[i, 4]
        px[i, 4] = ar
        cr = br - px[i, 5]
        px[i, 5] = br
        ar = cr - px[i, 6]
        px[i, 6] = cr
        br = ar - px[i, 7]
        px[i, 7] = ar
        px[i, 8] = br * br
    return px


@kernel(lambda n: (N(n, n, n), N(n, n, n, k=1), N(n, n, n, k=2), N(n, n, n, k=3)), 5)
def lfk23_implicit(za, zr, zb, zu):
    n = za.shape[0]
    for j in range(1, n - 1):
        for k in range(1, n - 1):
            qa = (
                za[k, j + 1] * zr[k, j]
                + za[k, j - 1] * zb[k, j]
                + za[k + 1, j] * zu[k, j]
                + za[k - 1, j]
            )
            za[k, j] += 0.175 * (qa - za[k, j])
    return za


@kernel(lambda n: (N(n, n),), 7)
def lfk24_first_minimum(x):
    m = 0
    for k in range(1, len(x)):
        if x[k] < x[m]:
            m = k
    return x[m] * m


@kernel(lambda n: (N(n, n, 3), N(n, n + 1, 3, k=1), 0.7), 4, wrt=(0, 1))
def soft_dtw(x, y, gamma):
    n, m = len(x), len(y)
    D = np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            D[i, j] = np.sum((x[i] - y[j]) ** 2)
    R = np.full((n + 2, m + 2), np.inf)
    R[0, 0] = 0
    for j in range(1, m + 1):
        for i in range(1, n + 1):
            r0 = -R[i - 1, j - 1] / gamma
            r1 = -R[i - 1, j] / gamma
            r2 = -R[i, j - 1] / gamma
            rmax = max(r0, r1, r2)
            rsum = np.exp(r0 - rmax) + np.exp(r1 - rmax) + np.exp(r2 - rmax)
            softmin = -gamma * (np.log(rsum) + rmax)
            R[i, j] = D[i - 1, j - 1] + softmin
    return R[n, m]


@kernel(lambda n: (N(n, n), N(n, n + 1, k=1), 0.4), 4)
def smith_waterman(a, b, gap):
    H = np.zeros((len(a) + 1, len(b) + 1))
    best = 0.0
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            s = 1.0 - abs(a[i - 1] - b[j - 1])
            H[i, j] = max(0, H[i - 1, j - 1] + s, H[i - 1, j] - gap, H[i, j - 1] - gap)
            if H[i, j] > best:
                best = H[i, j]
    return best


@kernel(lambda n: (U(n, n), np.arange(n) % 3 + 1, 5), 5, wrt=(0,))
def knapsack(values, weights, capacity):
    dp = [0.0] * (capacity + 1)
    for v, w in zip(values, weights, strict=False):
        for c in range(capacity, w - 1, -1):
            dp[c] = max(dp[c], dp[c - w] + v)
    return dp[capacity]


@kernel(lambda n: (U(n, n, n),), 4)
def min_path_triangle(tri):
    n = len(tri)
    best = list(tri[n - 1])
    for i in range(n - 2, -1, -1):
        for j in range(i + 1):
            best[j] = tri[i, j] + min(best[j], best[j + 1])
    return best[0]


@kernel(lambda n: (N(n, n, 3), N(n, 3, 3, k=1), np.array([0, 2, 1, 1, 0])[:n]), 5, wrt=(0, 1))
def crf_log_likelihood(unary, pairwise, tags):
    def logsumexp(x, axis=None):
        m = np.max(x, axis=axis, keepdims=True)
        s = m + np.log(np.sum(np.exp(x - m), axis=axis, keepdims=True))
        return s.squeeze() if axis is None else np.squeeze(s, axis=axis)

    alpha = unary[0]
    for t in range(1, len(unary)):
        alpha = logsumexp(alpha[:, None] + pairwise, axis=0) + unary[t]
    score = unary[np.arange(len(tags)), tags].sum() + pairwise[tags[:-1], tags[1:]].sum()
    return score - logsumexp(alpha)


@kernel(lambda n: (100.0, 105.0, 1.0, 0.03, 0.2, n), 6)
def crr_tree_vectorised(S, K, T, r, sigma, N):
    dt = T / N
    u = np.exp(sigma * np.sqrt(dt))
    d = 1 / u
    disc = np.exp(-r * dt)
    p = (np.exp(r * dt) - d) / (u - d)
    C = S * d ** (np.arange(N, -1, -1)) * u ** (np.arange(0, N + 1, 1))
    C = np.maximum(C - K, np.zeros(N + 1))
    for i in np.arange(N, 0, -1):
        C = disc * (p * C[1 : i + 1] + (1 - p) * C[0:i])
    return C[0]


@kernel(lambda n: (100.0, 0.2, 0.05, N(n, n, 8)), 6, wrt=(0, 1, 2))
def barrier_monte_carlo(S0, sigma, r, z):
    n, m = z.shape
    dt = 1.0 / m
    payoff = 0.0
    for i in range(n):
        S = S0
        alive = True
        for j in range(m):
            S *= math.exp((r - 0.5 * sigma**2) * dt + sigma * math.sqrt(dt) * z[i, j])
            if S < 80.0:
                alive = False
                break
        if alive:
            payoff += max(S - 100.0, 0.0)
    return math.exp(-r) * payoff / n


@kernel(lambda n: (0.2, N(n, n) * 0.01 + 0.001), 8)
def cumulative_returns_drawdown(lev, r):
    wealth = np.cumprod(1 + lev * r)
    peak = np.maximum.accumulate(wealth)
    return ((wealth - peak) / peak).min() + wealth[-1]


@kernel(lambda n: (N(n, n + 1, n),), 3)
def mgs_qr(A):
    m, n = A.shape
    Q = np.zeros((m, n))
    R = np.zeros((n, n))
    for j in range(n):
        v = A[:, j].copy()
        for i in range(j):
            R[i, j] = Q[:, i] @ v
            v -= R[i, j] * Q[:, i]
        R[j, j] = LA.norm(v)
        Q[:, j] = v / R[j, j]
    return Q, R


@kernel(lambda n: (N(n, n + 1, n),), 3)
def householder_qr(A):
    m, n = A.shape
    R = A.copy()
    Q = np.identity(m)
    for k in range(n):
        x = R[k:, k]
        e = np.zeros_like(x)
        e[0] = np.copysign(np.linalg.norm(x), -A[k, k])
        u = x - e
        v = u / np.linalg.norm(u)
        H = np.identity(m)
        H[k:, k:] -= 2.0 * np.outer(v, v)
        R = H @ R
        Q = Q @ H.T
    return Q, np.triu(R[:n])


@kernel(lambda n: (spd(n), N(n, n)), 4)
def lanczos(A, v):
    n = len(v)
    m = 3
    T = np.zeros((m, m))
    V = np.zeros((m, n))
    v = v / np.linalg.norm(v)
    V[0] = v
    w = A @ v
    alpha = w @ v
    w = w - alpha * v
    T[0, 0] = alpha
    for j in range(1, m):
        beta = np.sqrt(np.dot(w, w))
        vj = w / beta
        V[j] = vj
        w = A @ vj
        alpha = w @ vj
        w = w - alpha * vj - beta * V[j - 1]
        T[j, j] = alpha
        T[j - 1, j] = T[j, j - 1] = beta
    return T


@kernel(lambda n: (N(n, n, n), N(n, n, k=1)), 4)
def gauss_partial_pivoting(A, b):
    n = len(b)
    for k in range(n - 1):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            f = A[i, k] / A[k, k]
            A[i, k:] -= f * A[k, k:]
            b[i] -= f * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - np.dot(A[i, i + 1 :], x[i + 1 :])) / A[i, i]
    return x


@kernel(
    lambda n: (U(n, n), U(n, n, k=1), U(n, n, k=2), U(n, n, k=3), U(n, n, k=4) + 5, N(n, n, k=5)), 6
)
def pentadiagonal(e, a, d, c, f, b):
    d = d + 5
    n = d.shape[0]
    d = d.copy()
    a = a.copy()
    c = c.copy()
    b = b.copy()
    for k in range(1, n - 1):
        m = a[k - 1] / d[k - 1]
        d[k] -= m * c[k - 1]
        c[k] -= m * f[k - 1]
        b[k] -= m * b[k - 1]
        m = e[k - 1] / d[k - 1]
        a[k] -= m * c[k - 1]
        d[k + 1] -= m * f[k - 1]
        b[k + 1] -= m * b[k - 1]
    m = a[n - 2] / d[n - 2]
    d[n - 1] -= m * c[n - 2]
    x = np.zeros(n)
    x[n - 1] = (b[n - 1] - m * b[n - 2]) / d[n - 1]
    x[n - 2] = (b[n - 2] - c[n - 2] * x[n - 1]) / d[n - 2]
    for k in range(n - 3, -1, -1):
        x[k] = (b[k] - f[k] * x[k + 2] - c[k] * x[k + 1]) / d[k]
    return x


@kernel(lambda n: (spd(n),), 3)
def jacobi_eigen_sweep(A):
    n = len(A)
    for p in range(n):
        for q in range(p + 1, n):
            if abs(A[p, q]) > 1e-12:
                theta = (A[q, q] - A[p, p]) / (2 * A[p, q])
                t = np.sign(theta) / (abs(theta) + np.sqrt(theta**2 + 1))
                c = 1 / np.sqrt(t**2 + 1)
                s = t * c
                J = np.eye(n)
                J[p, p] = J[q, q] = c
                J[p, q], J[q, p] = s, -s
                A = J.T @ A @ J
    return np.sort(np.diag(A))


@kernel(lambda n: (N(n, n),), 8, reference="richardson")
def recursive_fft(x):
    def fft(x):
        N = len(x)
        if N <= 1:
            return x
        even = fft(x[0::2])
        odd = fft(x[1::2])
        T = np.exp(-2j * np.pi * np.arange(N // 2) / N) * odd
        return np.concatenate([even + T, even - T])

    return np.abs(fft(x + 0j))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@kernel(lambda n: (N(n, n, 2), U(n, 2), N(n, 2, 2, k=2), np.stack([np.eye(2)] * 2) * 1.3), 6)
def gmm_em(X, pi, mu, cov):
    n, d = X.shape
    K = len(pi)
    resp = np.zeros((n, K))
    for k in range(K):
        diff = X - mu[k]
        inv = np.linalg.inv(cov[k])
        det = np.linalg.det(cov[k])
        norm = 1.0 / np.sqrt((2 * np.pi) ** d * det)
        resp[:, k] = pi[k] * norm * np.exp(-0.5 * np.sum(diff @ inv * diff, axis=1))
    ll = np.sum(np.log(resp.sum(axis=1)))
    resp /= resp.sum(axis=1, keepdims=True)
    Nk = resp.sum(axis=0)
    new_mu = (resp.T @ X) / Nk[:, None]
    new_cov = np.zeros_like(cov)
    for k in range(K):
        diff = X - new_mu[k]
        new_cov[k] = (resp[:, k][:, np.newaxis] * diff).T @ diff / Nk[k]
    return ll, new_mu, new_cov


@kernel(
    lambda n: (
        N(n, n, 4),
        N(n, 4, 4, k=1),
        N(n, 4, 4, k=2),
        N(n, 4, 4, k=3),
        N(n, 4, 4, k=4),
        N(n, 4, 8, k=5),
        N(n, 8, 4, k=6),
        U(n, 4, k=7),
    ),
    3,
)
def transformer_block(x, Wq, Wk, Wv, Wo, W1, W2, g):
    def layer_norm(x):
        mu = x.mean(-1, keepdims=True)
        var = ((x - mu) ** 2).mean(-1, keepdims=True)
        return g * (x - mu) / np.sqrt(var + 1e-5)

    def gelu(x):
        return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))

    def attention(q, k, v, mask):
        s = q @ k.T / np.sqrt(q.shape[-1]) + mask
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True) @ v

    mask = (1 - np.tri(x.shape[0])) * -1e10
    h = layer_norm(x)
    heads = []
    for q, k, v in zip(
        np.split(h @ Wq, 2, axis=-1),
        np.split(h @ Wk, 2, axis=-1),
        np.split(h @ Wv, 2, axis=-1),
        strict=False,
    ):
        heads.append(attention(q, k, v, mask))
    x = x + np.hstack(heads) @ Wo
    return x + gelu(layer_norm(x) @ W1) @ W2


@kernel(
    lambda n: (
        N(n, n, 3),
        {
            "Wf": N(n, 2, 5, k=1),
            "Wi": N(n, 2, 5, k=2),
            "Wc": N(n, 2, 5, k=3),
            "Wo": N(n, 2, 5, k=4),
            "b": N(n, 4, 2, k=5),
        },
    ),
    3,
)
def lstm_dict(xs, p):
    h = np.zeros(2)
    c = np.zeros(2)
    hs = []
    for x in xs:
        hx = np.concatenate((h, x))
        f = sigmoid(p["Wf"] @ hx + p["b"][0])
        i = sigmoid(p["Wi"] @ hx + p["b"][1])
        cb = np.tanh(p["Wc"] @ hx + p["b"][2])
        c = f * c + i * cb
        o = sigmoid(p["Wo"] @ hx + p["b"][3])
        h = o * np.tanh(c)
        hs.append(h)
    return np.stack(hs)


@kernel(lambda n: (N(n, n, 5, 5), N(n, 2, n, 3, 3, k=1), N(n, 2, k=2), 2, 1), 2)
def conv_forward_naive(x, w, b, stride, pad):
    _, H, W = x.shape
    F, _C, HH, WW = w.shape
    Ho = 1 + (H + 2 * pad - HH) // stride
    Wo = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((F, Ho, Wo))
    xp = np.pad(x, ((0, 0), (pad, pad), (pad, pad)), mode="constant")
    for f in range(F):
        for i in range(Ho):
            for j in range(Wo):
                out[f, i, j] = (
                    np.sum(xp[:, i * stride : i * stride + HH, j * stride : j * stride + WW] * w[f])
                    + b[f]
                )
    return out


@kernel(lambda n: (N(n, 2, n, 4, 4), N(n, 2, n, 2, 2, k=1)), 2)
def im2col_conv(x, w):
    B, C, H, W = x.shape
    F, _, k, _ = w.shape
    oh, ow = H - k + 1, W - k + 1
    col = np.zeros((B, C, k, k, oh, ow))
    for y in range(k):
        y_max = y + oh
        for xx in range(k):
            col[:, :, y, xx, :, :] = x[:, :, y:y_max, xx : xx + ow]
    col = col.transpose(0, 4, 5, 1, 2, 3).reshape(B * oh * ow, -1)
    out = col @ w.reshape(F, -1).T
    return out.reshape(B, oh, ow, F).transpose(0, 3, 1, 2)


@kernel(lambda n: (N(n, n), 0.4, 0.3, 1.1), 6)
def extended_kalman(zs, x0, q, r):
    x, P = x0, 1.0
    ll = 0.0
    for z in zs:
        xp = 0.5 * x + 25 * x / (1 + x**2)
        F = 0.5 + 25 * (1 - x**2) / (1 + x**2) ** 2
        Pp = F * P * F + q
        H = xp / 10
        S = H * Pp * H + r
        K = Pp * H / S
        e = z - xp**2 / 20
        x = xp + K * e
        P = (1 - K * H) * Pp
        ll += -0.5 * (math.log(2 * math.pi * S) + e**2 / S)
    return ll


@kernel(lambda n: (N(n, 6), np.random.default_rng(4).normal(size=(6, n)), 0.5), 4, wrt=(0, 2))
def particle_weights(obs, noise, sigma):
    n = noise.shape[1]
    x = np.zeros(n)
    w = np.ones(n) / n
    est = []
    for t in range(len(obs)):
        x = 0.9 * x + noise[t]
        w = w * np.exp(-0.5 * ((obs[t] - x) / sigma) ** 2)
        w /= np.sum(w)
        est.append(np.average(x, weights=w))
        if 1.0 / np.sum(np.square(w)) < 1.5:
            w = np.full(n, 1.0 / n)
    return np.array(est)


@kernel(lambda n: (N(n, n, n), 0.8, 1.5), 5)
def bilateral_filter(img, ss, sr):
    h, w = img.shape
    out = np.zeros_like(img)
    for i in range(h):
        for j in range(w):
            total, wsum = 0.0, 0.0
            for di in range(-1, 2):
                for dj in range(-1, 2):
                    y = min(max(i + di, 0), h - 1)
                    x = min(max(j + dj, 0), w - 1)
                    wt = math.exp(
                        -(di * di + dj * dj) / (2 * ss**2)
                        - (img[y, x] - img[i, j]) ** 2 / (2 * sr**2)
                    )
                    total += wt * img[y, x]
                    wsum += wt
            out[i, j] = total / wsum
    return out


@kernel(lambda n: (N(n, n, n), 1.0), 5)
def gaussian_blur_separable(img, sigma):
    r = 2
    k = np.array([math.exp(-(x**2) / (2 * sigma**2)) for x in range(-r, r + 1)])
    k /= k.sum()
    p = np.pad(img, r, mode="edge")
    tmp = np.apply_along_axis(lambda m: np.convolve(m, k, mode="valid"), 1, p)
    return np.apply_along_axis(lambda m: np.convolve(m, k, mode="valid"), 0, tmp)


@kernel(lambda n: (np.sort(N(n, n)), N(n, n, k=1), 0.2), 5)
def lagrange(xs, ys, t):
    total = 0
    n = len(xs)
    for i in range(n):
        _xi, yi = xs[i], ys[i]

        def g(i, n):
            tot_mul = 1
            for j in range(n):
                if i == j:
                    continue
                tot_mul *= (t - xs[j]) / float(xs[i] - xs[j])
            return tot_mul

        total += yi * g(i, n)
    return total


@kernel(lambda n: (N(n, n) * 0.3,), 5)
def levinson(r):
    r = r.copy()
    r[0] = 2.0
    n = len(r) - 1
    a = np.zeros(n + 1)
    a[0] = 1.0
    e = r[0]
    for i in range(1, n + 1):
        k = -np.dot(a[:i], r[i:0:-1]) / e
        a[1:i] += k * a[i - 1 : 0 : -1]
        a[i] = k
        e *= 1 - k * k
    return a, e


@kernel(lambda n: (N(n, n, n),), 6)
def game_of_life_smooth(Z):
    for _ in range(2):
        N = (
            Z[0:-2, 0:-2]
            + Z[0:-2, 1:-1]
            + Z[0:-2, 2:]
            + Z[1:-1, 0:-2]
            + Z[1:-1, 2:]
            + Z[2:, 0:-2]
            + Z[2:, 1:-1]
            + Z[2:, 2:]
        )
        birth = np.tanh(N) * (1 - Z[1:-1, 1:-1])
        survive = np.sin(N) * Z[1:-1, 1:-1]
        Z[...] = 0
        Z[1:-1, 1:-1] = birth + survive
    return Z


@kernel(lambda n: (N(n, n), 0.3), 6)
def grow_cut_like(state, strength):
    out = state.copy()
    n = len(state)
    for i in range(n):
        winner = state[i]
        best = abs(strength)
        for jj in range(max(i - 1, 0), min(i + 2, n)):
            g = 1 - abs(state[jj] - state[i])
            if g * abs(state[jj]) > best:
                best = g * abs(state[jj])
                winner = state[jj]
        out[i] = winner * best
    return out
