"""A two-layer classifier, softmax and categorical cross-entropy, written out in full."""

import numpy as np


def loss(w1, b1, w2, b2, inputs, labels):
    hidden = np.maximum(inputs @ w1 + b1, 0.0)
    logits = hidden @ w2 + b2
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    picked = probs[np.arange(len(labels)), labels]
    return -np.log(picked).mean()


def loss_backward(dloss, w1, b1, w2, b2, inputs, labels):
    if (w1.ndim, b1.ndim, w2.ndim, b2.ndim, inputs.ndim, labels.ndim) != (2, 1, 2, 1, 2, 1):
        raise ValueError(
            "written for w1 (f, h), b1 (h,), w2 (h, c), b2 (c,), inputs (n, f), labels (n,)"
        )
    hidden = np.maximum(inputs @ w1 + b1, 0.0)
    logits = hidden @ w2 + b2
    exps = np.exp(logits - logits.max(axis=1, keepdims=True))
    probs = exps / exps.sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    picked = probs[rows, labels]
    out = -np.log(picked).mean()

    dpicked = -dloss / picked.size / picked  # return -np.log(picked).mean()
    dprobs = np.zeros_like(probs)  # picked = probs[np.arange(len(labels)), labels]
    dprobs[rows, labels] = dpicked
    # exps and probs are a softmax (exps is read nowhere else): the shift by the row's maximum has no derivative
    dlogits = probs * (dprobs - (dprobs * probs).sum(axis=1, keepdims=True))
    dw2 = hidden.T @ dlogits  # logits = hidden @ w2 + b2
    db2 = dlogits.sum(axis=0)
    dhidden = dlogits @ w2.T
    dhidden *= hidden > 0.0  # hidden = np.maximum(inputs @ w1 + b1, 0.0)
    dw1 = inputs.T @ dhidden
    db1 = dhidden.sum(axis=0)
    return out, (dw1, db1, dw2, db2)


_rng = np.random.default_rng(1)
ARGUMENTS = (
    _rng.normal(size=(4, 6)),
    _rng.normal(size=6),
    _rng.normal(size=(6, 3)),
    _rng.normal(size=3),
    _rng.normal(size=(8, 4)),
    _rng.integers(0, 3, size=8),
)
WRT = (0, 1, 2, 3)
