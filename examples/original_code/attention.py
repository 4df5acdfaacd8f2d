"""A block of self-attention with layer norm and residual connections: classes that inherit."""

import numpy as np


class Module:
    def __call__(self, *args):
        return self.forward(*args)

    def forward(self, *args):
        raise NotImplementedError


class Linear(Module):
    def __init__(self, n_in, n_out, rng):
        self.w = rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        return x @ self.w + self.b


class LayerNorm(Module):
    def __init__(self, size, eps=1e-5):
        self.gamma = np.ones(size)
        self.beta = np.zeros(size)
        self.eps = eps

    def forward(self, x):
        mean = x.mean(axis=-1, keepdims=True)
        std = np.sqrt(x.var(axis=-1, keepdims=True) + self.eps)
        self.normed = (x - mean) / std
        return self.gamma * self.normed + self.beta


class SelfAttention(Module):
    def __init__(self, size, heads, rng):
        self.heads = heads
        self.wq = rng.standard_normal((size, size)) / np.sqrt(size)
        self.wk = rng.standard_normal((size, size)) / np.sqrt(size)
        self.wv = rng.standard_normal((size, size)) / np.sqrt(size)

    def split(self, x):
        n, t, d = x.shape
        return x.reshape(n, t, self.heads, d // self.heads).transpose(0, 2, 1, 3)

    def forward(self, x):
        n, t, d = x.shape
        q, k, v = self.split(x @ self.wq), self.split(x @ self.wk), self.split(x @ self.wv)
        scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d // self.heads)
        e = np.exp(scores - scores.max(axis=-1, keepdims=True))
        self.weights = e / e.sum(axis=-1, keepdims=True)
        return (self.weights @ v).transpose(0, 2, 1, 3).reshape(n, t, d)


class Block(Module):
    def __init__(self, size, heads, rng):
        self.norm = LayerNorm(size)
        self.attention = SelfAttention(size, heads, rng)
        self.up = Linear(size, 2 * size, rng)
        self.down = Linear(2 * size, size, rng)

    def forward(self, x):
        a = x + self.attention(self.norm(x))
        h = np.maximum(self.up(a), 0.0)
        return a + self.down(h)


class MSE(Module):
    def forward(self, prediction, target):
        return np.mean((prediction - target) ** 2)


def train(steps=120):
    rng = np.random.default_rng(8)
    x = rng.standard_normal((24, 5, 4))
    target = np.cumsum(x, axis=1)[:, ::-1] / 3.0
    block, loss = Block(4, 2, rng), MSE()
    losses = []
    for _ in range(steps):
        losses.append(loss(block(x), target))
        loss.backward()
        block.backward(loss.dprediction)
        for part, names in (
            (block.norm, ("gamma", "beta")),
            (block.attention, ("wq", "wk", "wv")),
            (block.up, ("w", "b")),
            (block.down, ("w", "b")),
        ):
            for name in names:
                value = getattr(part, name)
                value -= 0.3 * getattr(part, f"d{name}")
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
