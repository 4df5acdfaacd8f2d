"""Embeddings of words, their mean, and functions among the attributes."""

from dataclasses import dataclass

import numpy as np

SENTENCES = (
    ("a warm and lovely day", 1),
    ("what a lovely film", 1),
    ("warm bread is good", 1),
    ("good and kind people", 1),
    ("a cold and gloomy day", 0),
    ("what a gloomy film", 0),
    ("cold soup is bad", 0),
    ("bad and rude people", 0),
)


def relu(x):
    return np.maximum(x, 0.0)


def identity(x):
    return x


class Embedding:
    def __init__(self, n_words, size, rng):
        self.table = 0.5 * rng.standard_normal((n_words, size))

    def forward(self, ids, mask):
        self.vectors = self.table[ids]
        self.output = np.sum(self.vectors * mask[:, :, None], axis=1) / mask.sum(axis=1)[:, None]
        return self.output


@dataclass
class Dense:
    weights: np.ndarray
    biases: np.ndarray
    activation: object

    def forward(self, x):
        return self.activation(x @ self.weights + self.biases)


class BinaryCrossEntropy:
    def forward(self, scores, labels):
        p = 1.0 / (1.0 + np.exp(-scores[:, 0]))
        return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))


def numbered(sentences):
    words = sorted({word for text, _ in sentences for word in text.split()})
    longest = max(len(text.split()) for text, _ in sentences)
    ids = np.zeros((len(sentences), longest), dtype=int)
    mask = np.zeros((len(sentences), longest))
    for row, (text, _) in enumerate(sentences):
        for at, word in enumerate(text.split()):
            ids[row, at], mask[row, at] = words.index(word), 1.0
    return ids, mask, np.array([label for _, label in sentences]), len(words)


def train(steps=150):
    rng = np.random.default_rng(7)
    ids, mask, labels, n_words = numbered(SENTENCES)
    embedding = Embedding(n_words, 6, rng)
    hidden = Dense(rng.standard_normal((6, 8)), np.zeros(8), relu)
    top = Dense(rng.standard_normal((8, 1)), np.zeros(1), identity)
    loss = BinaryCrossEntropy()
    losses = []
    for _ in range(steps):
        scores = top.forward(hidden.forward(embedding.forward(ids, mask)))
        losses.append(loss.forward(scores, labels))
        loss.backward()
        embedding.backward(hidden.backward(top.backward(loss.dscores)))
        embedding.table -= 1.0 * embedding.dtable
        for layer in (hidden, top):
            layer.weights -= 0.3 * layer.dweights
            layer.biases -= 0.3 * layer.dbiases
    return losses


if __name__ == "__main__":
    losses = train()
    print(f"loss {losses[0]:.3f} -> {losses[-1]:.3f}")
