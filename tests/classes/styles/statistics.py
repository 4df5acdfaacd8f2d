"""Random masks, batches' statistics, what a call leaves for the next one."""

STYLES = {
    "flag_at_run_time": """\
class Noise:
    def __init__(self, training):
        self.training = training
        self.level = 0.3

    def forward(self, x):
        if self.training:
            self.output = x * np.exp(self.level * x)
        else:
            self.output = 2.0 * x


def demo():
    return Noise(True), (rng.standard_normal((4, 3)),)
""",
    "dropout": """\
class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def forward(self, inputs):
        self.mask = np.random.binomial(1, 1 - self.rate, size=inputs.shape) / (1 - self.rate)
        self.output = inputs * self.mask


def demo():
    return Dropout(0.25), (rng.standard_normal((4, 3)),)
""",
    "dropout_with_a_local_mask": """\
class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, inputs, training=True):
        if not training:
            return inputs
        mask = np.random.rand(*inputs.shape) < self.keep
        return inputs * mask / self.keep


def demo():
    return Dropout(0.75), (rng.standard_normal((4, 3)),)
""",
    "running_statistics": """\
class BatchNorm:
    def __init__(self, n):
        self.gamma = np.ones(n); self.beta = np.zeros(n)
        self.mean = np.zeros(n); self.momentum = 0.9

    def forward(self, x, training=True):
        if training:
            mu = x.mean(axis=0)
            var = x.var(axis=0)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * mu
        else:
            mu = self.mean
            var = np.ones_like(mu)
        xhat = (x - mu) / np.sqrt(var + 1e-5)
        self.output = self.gamma * xhat + self.beta
        return self.output


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    "norm": """\
class Norm:
    def forward(self, x):
        self.norm = np.sqrt(np.sum(x ** 2, axis=1, keepdims=True))
        self.output = x / self.norm


def demo():
    return Norm(), (rng.standard_normal((4, 3)),)
""",
    "batch_norm_with_running_statistics": """\
class BatchNorm:
    def __init__(self, d, momentum=0.9, eps=1e-5):
        self.gamma = np.ones(d)
        self.beta = np.zeros(d)
        self.momentum = momentum
        self.eps = eps
        self.running_mean = np.zeros(d)
        self.running_var = np.ones(d)
        self.training = True

    def forward(self, x):
        if self.training:
            mu = np.mean(x, axis=0)
            var = np.var(x, axis=0)
            self.xc = x - mu
            self.std = np.sqrt(var + self.eps)
            self.xn = self.xc / self.std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
        else:
            self.xn = (x - self.running_mean) / np.sqrt(self.running_var + self.eps)
        return self.gamma * self.xn + self.beta


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    "batch_norm_in_place_statistics": """\
class BatchNorm:
    def __init__(self, d):
        self.gamma = np.ones((1, d))
        self.beta = np.zeros((1, d))
        self.running_mean = np.zeros((1, d))
        self.eps = 1e-5

    def forward(self, X, train=True):
        if train:
            mean = X.mean(axis=0, keepdims=True)
            var = X.var(axis=0, keepdims=True)
            self.running_mean *= 0.9
            self.running_mean += 0.1 * mean
        else:
            mean = self.running_mean
            var = np.ones_like(mean)
        self.X_norm = (X - mean) / np.sqrt(var + self.eps)
        return self.gamma * self.X_norm + self.beta


def demo():
    return BatchNorm(3), (rng.standard_normal((4, 3)),)
""",
    "dropout_of_a_generator": """\
class Dropout:
    def __init__(self, p, seed=0):
        self.p = p
        self.rng = np.random.RandomState(seed)
        self.training = True

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        self.mask = (self.rng.rand(*x.shape) > self.p) / (1.0 - self.p)
        return x * self.mask

    def reset(self):
        self.rng = np.random.RandomState(0)


def demo():
    return Dropout(0.25), (rng.standard_normal((4, 3)),)
""",
    "counts_its_calls": """\
class Dense:
    def __init__(self):
        self.W = rng.standard_normal((3, 2))
        self.calls = 0
        self.history = []

    def forward(self, x):
        self.calls += 1
        out = x @ self.W
        return out


def demo():
    return Dense(), (rng.standard_normal((4, 3)),)
""",
}
