"""Programs as notes on statistics, signals and machine learning have them."""

import math

import numpy as np

from tests.kernels.rows import kernel, rng


def draw(n, *shape):
    return rng(n).normal(size=shape)


@kernel(lambda n: (draw(n, n, 2), draw(n, 2, 2) * 0.5, draw(n + 1, 2, 2)), 4, 6)
def kalman_filter(zs, f, h):
    x, p = np.zeros(2), np.eye(2)
    q, r = 0.1 * np.eye(2), 0.5 * np.eye(2)
    loglik = 0.0
    for z in zs:
        x = f @ x
        p = f @ p @ f.T + q
        v = z - h @ x
        s = h @ p @ h.T + r
        k = p @ h.T @ np.linalg.inv(s)
        x = x + k @ v
        p = (np.eye(2) - k @ h) @ p
        loglik += -0.5 * (v @ np.linalg.solve(s, v))
    return loglik + x.sum()


@kernel(lambda n: (draw(n, n), draw(n + 1, n + 1)), 4, 6, reference="richardson")
def dynamic_time_warping(x, y):
    n, m = len(x), len(y)
    table = np.full((n + 1, m + 1), 1e6)
    table[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = abs(x[i - 1] - y[j - 1])
            table[i, j] = cost + min(table[i - 1, j], table[i, j - 1], table[i - 1, j - 1])
    return table[n, m]


@kernel(lambda n: ("kitten"[:n], "sitting"[:n], 1.1, 0.8), 4, 6, wrt=(2, 3), reference="richardson")
def edit_distance(a, b, indel, swap):
    before = [j * indel for j in range(len(b) + 1)]
    for i in range(1, len(a) + 1):
        row = [i * indel]
        for j in range(1, len(b) + 1):
            change = 0.0 if a[i - 1] == b[j - 1] else swap
            row.append(min(before[j] + indel, row[j - 1] + indel, before[j - 1] + change))
        before = row
    return before[-1]


@kernel(lambda n: (draw(n, n, 3), draw(n, 3, 3)), 4, 7)
def viterbi_score(emissions, transitions):
    score = emissions[0].copy()
    for t in range(1, len(emissions)):
        following = np.empty_like(score)
        for j in range(len(score)):
            following[j] = np.max(score + transitions[:, j]) + emissions[t, j]
        score = following
    return score.max()


@kernel(lambda n: (draw(n, 3), draw(n, 3, 3), draw(n, 3, 4), np.arange(n) % 4), 4, 6)
def hmm_forward(start, transitions, emissions, seen):
    def probabilities(z):
        e = np.exp(z)
        return e / e.sum(axis=-1, keepdims=True)

    pi, a, b = probabilities(start), probabilities(transitions), probabilities(emissions)
    alpha = pi * b[:, seen[0]]
    loglik = 0.0
    for t in range(1, len(seen)):
        scale = alpha.sum()
        loglik += np.log(scale)
        alpha = (alpha / scale) @ a * b[:, seen[t]]
    return loglik + np.log(alpha.sum())


def weights(n, rows, columns):
    return draw(n, rows, columns) * 0.4


@kernel(lambda n: (draw(n, n, 3), weights(n, 3, 4), weights(n, 4, 4), weights(n, 4, 2)), 3, 5)
def rnn_with_lists(inputs, wxh, whh, why):
    hs, ys = {}, {}
    hs[-1] = np.zeros(4)
    loss = 0.0
    for t in range(3):
        hs[t] = np.tanh(inputs[t] @ wxh + hs[t - 1] @ whh)
        ys[t] = hs[t] @ why
        loss += (ys[t] ** 2).sum()
    return loss


@kernel(lambda n: (draw(n, n, 3), weights(n, 7, 16), np.zeros(16)), 3, 5)
def lstm(inputs, w, b):
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    h, c = np.zeros(4), np.zeros(4)
    outputs = []
    for x in inputs:
        z = np.concatenate([x, h]) @ w + b
        i, f, o = sigmoid(z[:4]), sigmoid(z[4:8]), sigmoid(z[8:12])
        g = np.tanh(z[12:])
        c = f * c + i * g
        h = o * np.tanh(c)
        outputs.append(h)
    return np.array(outputs)


@kernel(
    lambda n: (
        draw(n, n, 3),
        {k: weights(n + i, 3, 4) for i, k in enumerate("zrh")},
        {k: weights(n + i, 4, 4) for i, k in enumerate("zrh")},
    ),
    3,
    5,
    wrt=(0, 1, 2),
)
def gru(inputs, w, u):
    h = np.zeros(4)
    for x in inputs:
        z = 1 / (1 + np.exp(-(x @ w["z"] + h @ u["z"])))
        r = 1 / (1 + np.exp(-(x @ w["r"] + h @ u["r"])))
        candidate = np.tanh(x @ w["h"] + (r * h) @ u["h"])
        h = (1 - z) * h + z * candidate
    return (h**2).sum()


@kernel(
    lambda n: (draw(n, n, 4), weights(n, 4, 4), weights(n + 1, 4, 4), weights(n + 2, 4, 4)), 3, 5
)
def causal_attention(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ k.T / math.sqrt(k.shape[1])
    mask = np.triu(np.ones((len(x), len(x))), 1).astype(bool)
    scores = np.where(mask, -1e9, scores)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (scores / scores.sum(axis=-1, keepdims=True)) @ v


@kernel(lambda n: (draw(n, n, 3), np.ones(3) * 1.2, np.zeros(3)), 4, 6)
def batch_norm(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    centred = x - mu
    var = (centred**2).mean(axis=0)
    return gamma * (centred / np.sqrt(var + eps)) + beta


@kernel(lambda n: (draw(n, n, n), draw(n, 3, 3), 0.1), 5, 6)
def convolution_by_loops(image, filt, bias):
    k = filt.shape[0]
    rows, columns = image.shape[0] - k + 1, image.shape[1] - k + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(k):
                for b in range(k):
                    out[i, j] += image[i + a, j + b] * filt[a, b]
            out[i, j] += bias
    return out


@kernel(lambda n: (draw(n, n, n),), 4, 6, reference="richardson")
def max_pooling(image):
    n = image.shape[0] // 2
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            patch = image[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            out[i, j] = np.max(patch)
    return out


@kernel(lambda n: (100.0, 1.0, 0.2, 0.05), 1, wrt=(0, 1, 2, 3), reference="richardson")
def black_scholes(spot, expiry, sigma, rate):
    def cdf(x):
        return 0.5 * (1 + math.erf(x / math.sqrt(2)))

    strike = 105.0
    d1 = (math.log(spot / strike) + (rate + sigma**2 / 2) * expiry) / (sigma * math.sqrt(expiry))
    d2 = d1 - sigma * math.sqrt(expiry)
    return spot * cdf(d1) - strike * math.exp(-rate * expiry) * cdf(d2)


@kernel(lambda n: (100.3, 0.2, n), 5, 8, wrt=(0, 1))
def american_put(spot, sigma, n):
    dt = 1.0 / n
    u = np.exp(sigma * np.sqrt(dt))
    d = 1 / u
    p = (np.exp(0.05 * dt) - d) / (u - d)
    values = np.zeros(n + 1)
    for j in range(n + 1):
        values[j] = max(100.0 - spot * u**j * d ** (n - j), 0.0)
    for i in range(n - 1, -1, -1):
        for j in range(i + 1):
            hold = np.exp(-0.05 * dt) * (p * values[j + 1] + (1 - p) * values[j])
            values[j] = max(hold, 100.0 - spot * u**j * d ** (i - j))
    return values[0]


@kernel(lambda n: (1.0, 0.3, draw(n, n, 6)), 5, 9, wrt=(0, 1), reference="richardson")
def asian_option_monte_carlo(spot, sigma, draws):
    payoff = 0.0
    for path in draws:
        s, total = spot, 0.0
        for z in path:
            s *= np.exp(-0.5 * sigma**2 * 0.1 + sigma * np.sqrt(0.1) * z)
            total += s
        payoff += max(total / len(path) - 1.0, 0.0)
    return payoff / len(draws)


@kernel(lambda n: (draw(n, n, 2), (np.arange(n) % 2).astype(float)), 6, 8, wrt=(0,))
def logistic_irls(x, y):
    w = np.zeros(x.shape[1])
    for _ in range(3):
        p = 1.0 / (1.0 + np.exp(-x @ w))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + 0.1 * np.eye(x.shape[1])
        w = w + np.linalg.solve(hessian, x.T @ (y - p) - 0.1 * w)
    return w


@kernel(lambda n: (draw(n, n, 2), draw(n + 1, 3, 2)), 7, 10)
def k_means_step(points, centres):
    new = np.zeros_like(centres)
    counts = np.zeros(len(centres))
    for p in points:
        distances = ((centres - p) ** 2).sum(axis=1)
        k = np.argmin(distances)
        new[k] += p
        counts[k] += 1
    inertia = 0.0
    for k in range(len(centres)):
        if counts[k] > 0:
            new[k] /= counts[k]
            inertia += ((new[k] - centres[k]) ** 2).sum()
    return inertia


@kernel(lambda n: (draw(n, n, 3),), 5, 7)
def first_principal_component(x):
    centred = x - x.mean(axis=0)
    cov = centred.T @ centred / (len(x) - 1)
    v = np.ones(3) / np.sqrt(3)
    for _ in range(6):
        v = cov @ v
        v /= np.sqrt(v @ v)
    return v @ cov @ v


@kernel(lambda n: (draw(n, n), np.array([0.3, 1.1, 0.2])), 4, 6)
def gaussian_process_likelihood(y, theta):
    n = len(y)
    t = np.linspace(0, 1, n)
    k = theta[1] * np.exp(-0.5 * ((t[:, None] - t[None, :]) / theta[0]) ** 2) + theta[2] * np.eye(n)
    low = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = k[i, j]
            for m in range(j):
                s -= low[i, m] * low[j, m]
            low[i, j] = np.sqrt(s) if i == j else s / low[j, j]
    z = np.zeros(n)
    for i in range(n):
        z[i] = (y[i] - low[i, :i] @ z[:i]) / low[i, i]
    return -0.5 * z @ z - np.log(np.diag(low)).sum()


@kernel(lambda n: (draw(n, n, n), 0.6), 5, 7)
def image_blur(image, weight):
    out = image.copy()
    for _ in range(3):
        blurred = out.copy()
        blurred[1:-1, 1:-1] = weight * out[1:-1, 1:-1] + (1 - weight) / 4 * (
            out[:-2, 1:-1] + out[2:, 1:-1] + out[1:-1, :-2] + out[1:-1, 2:]
        )
        out = blurred
    return ((out - image) ** 2).mean()


@kernel(lambda n: (draw(n, n) * 2.0,), 7, 9, reference="richardson")
def mask_outliers(x):
    mu, sd = x.mean(), x.std()
    z = (x - mu) / sd
    clean = x.copy()
    clean[np.abs(z) > 1.0] = mu
    return clean.mean() + clean.var()


@kernel(lambda n: (draw(n, n) + 3.0, 3), 7, 10)
def moving_average_and_returns(prices, window):
    total = np.cumsum(prices)
    total[window:] = total[window:] - total[:-window]
    smooth = total[window - 1 :] / window
    growth = prices[1:] / prices[:-1] - 1
    wealth = np.cumprod(1 + growth)
    return smooth.sum() + wealth[-1]


@kernel(lambda n: (draw(n, n),), 5, 8)
def bubble_sort(values):
    x = list(values)
    for i in range(5):
        for j in range(4 - i):
            if x[j] > x[j + 1]:
                x[j], x[j + 1] = x[j + 1], x[j]
    return sum((i + 1) * x[i] ** 2 for i in range(5))


@kernel(lambda n: (draw(n, n),), 5, 8)
def insertion_sort(a):
    for i in range(1, len(a)):
        key = a[i]
        j = i - 1
        while j >= 0 and a[j] > key:
            a[j + 1] = a[j]
            j -= 1
        a[j + 1] = key
    return (a * np.arange(1, len(a) + 1)).sum()


@kernel(lambda n: (draw(n, n),), 5, 8)
def merge_tree(values):
    def total(lo, hi):
        if hi - lo == 1:
            return np.tanh(values[lo])
        middle = (lo + hi) // 2
        left, right = total(lo, middle), total(middle, hi)
        return left * right + left - right

    return total(0, len(values))


@kernel(lambda n: (draw(n, n, 2), draw(n, 2), draw(n + 1, n)), 4, 6)
def stochastic_gradient_descent(x, w, y):
    rate, velocity = 0.1, np.zeros_like(w)
    history = []
    for i in range(len(x)):
        error = x[i] @ w - y[i]
        velocity = 0.9 * velocity - rate * 2 * error * x[i]
        w = w + velocity
        history.append(error**2)
    return error**2 + np.mean(history)


@kernel(lambda n: (draw(n, n), draw(n + 1, 3) * 0.3), 6, 9)
def arma_residuals(y, coefficients):
    a, b, c = coefficients
    e = np.zeros_like(y)
    for t in range(1, len(y)):
        e[t] = y[t] - a - b * y[t - 1] - c * e[t - 1]
    return np.sum(e[1:] ** 2) / (len(y) - 1)


@kernel(lambda n: (draw(n, n) * 0.1, np.array([0.05, 0.1, 0.8])), 6, 9)
def garch_likelihood(returns, theta):
    omega, alpha, beta = theta
    variance = np.var(returns)
    loglik = 0.0
    for r in returns:
        loglik -= 0.5 * (np.log(2 * np.pi) + np.log(variance) + r**2 / variance)
        variance = omega + alpha * r**2 + beta * variance
    return loglik


@kernel(
    lambda n: (
        [(weights(n, 3, 4), np.zeros(4)), (weights(n, 4, 2), np.zeros(2))],
        draw(n, n, 3),
        np.arange(n) % 2,
    ),
    4,
    6,
    wrt=(0, 1),
)
def mlp_cross_entropy(params, x, labels):
    activations = x
    for w, b in params[:-1]:
        activations = np.tanh(np.dot(activations, w) + b)
    w, b = params[-1]
    logits = np.dot(activations, w) + b
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_probs[np.arange(len(labels)), labels].mean() + 0.01 * sum(
        np.sum(w**2) for w, _ in params
    )


@kernel(lambda n: (draw(n, n), draw(n + 1, n), 1.3), 5, 8)
def huber_line(x, y, delta):
    slope, intercept = 0.2, 0.1
    for _ in range(3):
        gs, gi = 0.0, 0.0
        for xi, yi in zip(x, y):  # noqa: B905
            r = slope * xi + intercept - yi
            g = r if abs(r) <= delta else delta * np.sign(r)
            gs += g * xi
            gi += g
        slope -= 0.1 * gs / len(x)
        intercept -= 0.1 * gi / len(x)
    return slope * 2.0 + intercept


@kernel(lambda n: (draw(n, n, n),), 4, 5)
def gaussian_elimination(a):
    m = a + 4.0 * np.eye(len(a))
    n = len(m)
    det = 1.0
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(m[k:, k])))
        if pivot != k:
            m[[k, pivot]] = m[[pivot, k]]
            det = -det
        det *= m[k, k]
        for i in range(k + 1, n):
            factor = m[i, k] / m[k, k]
            m[i, k:] -= factor * m[k, k:]
    return det


@kernel(lambda n: (draw(n, n), draw(n + 1, 3)), 6, 9)
def fir_with_ring_buffer(signal, taps):
    buffer = np.zeros(3)
    out = np.zeros(len(signal))
    for t, s in enumerate(signal):
        buffer[t % 3] = s
        for k in range(3):
            out[t] += taps[k] * buffer[(t - k) % 3]
    return (out**2).sum()


@kernel(lambda n: (draw(n, n), 4.0), 5, 8)
def page_rank(links, damping):
    n = len(links)
    m = np.exp(np.outer(links, links))
    m /= m.sum(axis=0)
    d = 1 / (1 + np.exp(-damping))
    rank = np.full(n, 1 / n)
    for _ in range(5):
        rank = (1 - d) / n + d * m @ rank
    return (rank * np.arange(n)).sum()
