"""Layers over time and over words: recurrent cells, attention, embeddings."""

STYLES = {
    "loop_over_time": """\
class Recurrent:
    def __init__(self):
        self.wx = rng.standard_normal((3, 2))
        self.wh = rng.standard_normal((2, 2))

    def forward(self, x):
        h = np.zeros(2)
        for t in range(len(x)):
            h = np.tanh(x[t] @ self.wx + h @ self.wh)
        return h


def demo():
    return Recurrent(), (rng.standard_normal((5, 3)),)
""",
    "rows_of_a_table": """\
class Embedding:
    def __init__(self): self.table = rng.standard_normal((10, 4))

    def forward(self, idx):
        self.output = self.table[idx]


def demo():
    return Embedding(), (np.array([1, 2, 2]),)
""",
    "attention": """\
class Attention:
    def __init__(self, d):
        self.Wq = rng.standard_normal((d, d))
        self.Wk = rng.standard_normal((d, d))
        self.Wv = rng.standard_normal((d, d))
        self.d = d

    def forward(self, x):
        q = x @ self.Wq
        k = x @ self.Wk
        v = x @ self.Wv
        s = q @ k.T / np.sqrt(self.d)
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        a = e / e.sum(axis=-1, keepdims=True)
        self.output = a @ v
        return self.output


def demo():
    return Attention(4), (rng.standard_normal((5, 4)),)
""",
    "states_in_an_attribute": """\
class GRUish:
    def __init__(self):
        self.Wx = rng.standard_normal((3, 2))
        self.Wh = rng.standard_normal((2, 2))

    def forward(self, x):
        self.h = np.zeros((len(x) + 1, 2))
        for t in range(len(x)):
            self.h[t + 1] = np.tanh(x[t] @ self.Wx + self.h[t] @ self.Wh)
        return self.h[-1]


def demo():
    return GRUish(), (rng.standard_normal((4, 3)),)
""",
    "while_loop": """\
class While:
    def forward(self, x):
        y = x
        n = 0
        while n < 3:
            y = y * x
            n += 1
        self.output = y


def demo():
    return While(), (rng.standard_normal((4, 3)),)
""",
    "recurrent_with_a_dictionary_of_states": """\
class RNN:
    def __init__(self, n_in, n_hidden, n_out):
        self.Wxh = rng.standard_normal((n_hidden, n_in))
        self.Whh = rng.standard_normal((n_hidden, n_hidden))
        self.Why = rng.standard_normal((n_out, n_hidden))
        self.bh = np.zeros((n_hidden, 1))
        self.by = np.zeros((n_out, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.last_inputs = inputs
        self.last_hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.last_hs[i + 1] = h
        y = self.Why @ h + self.by
        return y


def demo():
    return RNN(3, 4, 2), ([rng.standard_normal((3, 1)) for _ in range(4)],)
""",
    "recurrent_with_a_list_of_states": """\
class RNN:
    def __init__(self, n_in, n_hidden):
        self.Wx = rng.standard_normal((n_in, n_hidden))
        self.Wh = rng.standard_normal((n_hidden, n_hidden))
        self.b = np.zeros(n_hidden)

    def step(self, x, h):
        return np.tanh(x @ self.Wx + h @ self.Wh + self.b)

    def forward(self, xs):
        N, T, D = xs.shape
        h = np.zeros((N, self.Wh.shape[0]))
        self.hs = []
        for t in range(T):
            h = self.step(xs[:, t, :], h)
            self.hs.append(h)
        return np.stack(self.hs, axis=1)


def demo():
    return RNN(3, 4), (rng.standard_normal((2, 5, 3)),)
""",
    "lstm_cell": """\
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class LSTMCell:
    def __init__(self, n_in, n_hidden):
        n = n_in + n_hidden
        self.Wf = rng.standard_normal((n_hidden, n))
        self.Wi = rng.standard_normal((n_hidden, n))
        self.Wc = rng.standard_normal((n_hidden, n))
        self.Wo = rng.standard_normal((n_hidden, n))
        self.bf = np.zeros((n_hidden, 1))
        self.bi = np.zeros((n_hidden, 1))
        self.bc = np.zeros((n_hidden, 1))
        self.bo = np.zeros((n_hidden, 1))

    def forward(self, x, h_prev, c_prev):
        concat = np.vstack((h_prev, x))
        f = sigmoid(np.dot(self.Wf, concat) + self.bf)
        i = sigmoid(np.dot(self.Wi, concat) + self.bi)
        c_hat = np.tanh(np.dot(self.Wc, concat) + self.bc)
        o = sigmoid(np.dot(self.Wo, concat) + self.bo)
        c = f * c_prev + i * c_hat
        h = o * np.tanh(c)
        self.cache = (x, h_prev, c_prev, f, i, c_hat, o, c)
        return h, c


def demo():
    return LSTMCell(3, 2), (
        rng.standard_normal((3, 1)), rng.standard_normal((2, 1)), rng.standard_normal((2, 1)))
""",
    "lstm_over_time_with_fused_gates": """\
class LSTM:
    def __init__(self, D, H):
        self.H = H
        self.W = rng.standard_normal((D + H, 4 * H))
        self.b = np.zeros(4 * H)
        self.caches = []

    def forward(self, x):
        T, N, D = x.shape
        h = np.zeros((N, self.H))
        c = np.zeros((N, self.H))
        self.caches = []
        for t in range(T):
            z = np.concatenate([x[t], h], axis=1) @ self.W + self.b
            f, g, i, o = np.split(z, 4, axis=1)
            f = 1 / (1 + np.exp(-f))
            i = 1 / (1 + np.exp(-i))
            o = 1 / (1 + np.exp(-o))
            g = np.tanh(g)
            c = f * c + g * i
            h = o * np.tanh(c)
            self.caches.append((f, g, i, o, c))
        return h


def demo():
    return LSTM(3, 2), (rng.standard_normal((4, 2, 3)),)
""",
    "gru_cell": """\
class GRU:
    def __init__(self, D, H):
        self.Wz = rng.standard_normal((D + H, H))
        self.Wr = rng.standard_normal((D + H, H))
        self.Wh = rng.standard_normal((D + H, H))

    @staticmethod
    def sigmoid(x):
        return np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))

    def forward(self, x, h):
        xh = np.hstack([x, h])
        z = self.sigmoid(xh @ self.Wz)
        r = self.sigmoid(xh @ self.Wr)
        n = np.tanh(np.hstack([x, r * h]) @ self.Wh)
        self.h_next = (1 - z) * n + z * h
        return self.h_next


def demo():
    return GRU(3, 2), (rng.standard_normal((4, 3)), rng.standard_normal((4, 2)))
""",
    "embedding_bag": """\
class EmbeddingMean:
    def __init__(self, vocab, dim):
        self.W = rng.standard_normal((vocab, dim))

    def forward(self, tokens):
        self.tokens = tokens
        self.vectors = self.W[tokens]
        return self.vectors.mean(axis=1)


def demo():
    return EmbeddingMean(6, 3), (np.array([[0, 1, 1], [5, 2, 0]]),)
""",
    "multi_head_attention": """\
def softmax(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


class MultiHeadAttention:
    def __init__(self, d_model, n_heads):
        self.n_heads = n_heads
        self.d_head = d_model // n_heads
        self.W_q = rng.standard_normal((d_model, d_model))
        self.W_k = rng.standard_normal((d_model, d_model))
        self.W_v = rng.standard_normal((d_model, d_model))
        self.W_o = rng.standard_normal((d_model, d_model))

    def split(self, x):
        B, T, _ = x.shape
        return x.reshape(B, T, self.n_heads, self.d_head).transpose(0, 2, 1, 3)

    def forward(self, x, mask=None):
        B, T, D = x.shape
        Q = self.split(x @ self.W_q)
        K = self.split(x @ self.W_k)
        V = self.split(x @ self.W_v)
        scores = Q @ K.transpose(0, 1, 3, 2) / np.sqrt(self.d_head)
        if mask is not None:
            scores = np.where(mask, scores, -1e9)
        self.weights = softmax(scores)
        context = (self.weights @ V).transpose(0, 2, 1, 3).reshape(B, T, D)
        return context @ self.W_o


def demo():
    mask = np.tril(np.ones((3, 3), dtype=bool))
    return MultiHeadAttention(4, 2), (rng.standard_normal((2, 3, 4)), mask)
""",
    "positional_encoding": """\
class PositionalEncoding:
    def __init__(self, max_len, d):
        position = np.arange(max_len)[:, None]
        rate = np.exp(np.arange(0, d, 2) * -(np.log(10000.0) / d))
        self.pe = np.zeros((max_len, d))
        self.pe[:, 0::2] = np.sin(position * rate)
        self.pe[:, 1::2] = np.cos(position * rate)

    def forward(self, x):
        return x * 2.0 + self.pe[:x.shape[1]]


def demo():
    return PositionalEncoding(10, 4), (rng.standard_normal((2, 3, 4)),)
""",
}
