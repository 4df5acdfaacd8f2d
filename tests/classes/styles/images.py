"""Convolutions, pooling, and other stores into arrays."""

STYLES = {
    "stores_into_an_array": """\
class Doubler:
    def forward(self, x):
        y = np.zeros_like(x)
        for i in range(len(x)):
            y[i] = x[i] * x[i]
        self.y = y
        return self.y


def demo():
    return Doubler(), (rng.standard_normal((5, 3)),)
""",
    "convolution": """\
class Conv:
    def __init__(self): self.k = rng.standard_normal((3, 3)); self.b = 0.5

    def forward(self, image):
        H, W = image.shape
        out = np.zeros((H - 2, W - 2))
        for i in range(H - 2):
            for j in range(W - 2):
                out[i, j] = np.sum(image[i:i+3, j:j+3] * self.k) + self.b
        self.output = out


def demo():
    return Conv(), (rng.standard_normal((5, 4)),)
""",
    "pooling": """\
class Pool:
    def forward(self, x):
        n, h, w = x.shape
        self.output = x.reshape(n, h // 2, 2, w // 2, 2).max(axis=(2, 4))


def demo():
    return Pool(), (rng.standard_normal((2, 4, 4)),)
""",
    "flatten": """\
class Flatten:
    def forward(self, x):
        self.shape = x.shape
        self.output = x.reshape(x.shape[0], -1)


def demo():
    return Flatten(), (rng.standard_normal((2, 3, 4)),)
""",
    "convolution_with_loops": """\
class Conv2D:
    def __init__(self, n_filters, channels, size, stride=1, padding=0):
        self.W = rng.standard_normal((n_filters, channels, size, size))
        self.b = np.zeros(n_filters)
        self.stride = stride
        self.padding = padding

    def forward(self, x):
        self.x = x
        n, c, h, w = x.shape
        f, _, kh, kw = self.W.shape
        p, s = self.padding, self.stride
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), mode="constant")
        oh = (h + 2 * p - kh) // s + 1
        ow = (w + 2 * p - kw) // s + 1
        out = np.zeros((n, f, oh, ow))
        for i in range(oh):
            for j in range(ow):
                window = xp[:, :, i * s:i * s + kh, j * s:j * s + kw]
                for k in range(f):
                    out[:, k, i, j] = np.sum(window * self.W[k], axis=(1, 2, 3)) + self.b[k]
        return out


def demo():
    return Conv2D(2, 2, 3, 1, 1), (rng.standard_normal((2, 2, 4, 4)),)
""",
    "convolution_by_im2col": """\
def im2col(x, kh, kw, stride, pad):
    N, C, H, W = x.shape
    out_h = (H + 2 * pad - kh) // stride + 1
    out_w = (W + 2 * pad - kw) // stride + 1
    img = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)], "constant")
    col = np.zeros((N, C, kh, kw, out_h, out_w))
    for i in range(kh):
        i_max = i + stride * out_h
        for j in range(kw):
            j_max = j + stride * out_w
            col[:, :, i, j, :, :] = img[:, :, i:i_max:stride, j:j_max:stride]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * out_h * out_w, -1)


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W = W
        self.b = b
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N, C, H, W = x.shape
        out_h = 1 + int((H + 2 * self.pad - FH) / self.stride)
        out_w = 1 + int((W + 2 * self.pad - FW) / self.stride)
        col = im2col(x, FH, FW, self.stride, self.pad)
        col_W = self.W.reshape(FN, -1).T
        out = np.dot(col, col_W) + self.b
        return out.reshape(N, out_h, out_w, -1).transpose(0, 3, 1, 2)


def demo():
    layer = Convolution(rng.standard_normal((2, 2, 3, 3)), np.zeros(2))
    return layer, (rng.standard_normal((2, 2, 4, 5)),)
""",
    "max_pooling_with_loops": """\
class MaxPool:
    def __init__(self, size, stride):
        self.size = size
        self.stride = stride

    def forward(self, x):
        n, c, h, w = x.shape
        oh = (h - self.size) // self.stride + 1
        ow = (w - self.size) // self.stride + 1
        out = np.zeros((n, c, oh, ow))
        for i in range(oh):
            for j in range(ow):
                top, left = i * self.stride, j * self.stride
                window = x[:, :, top:top + self.size, left:left + self.size]
                out[:, :, i, j] = np.max(window, axis=(2, 3))
        return out


def demo():
    return MaxPool(2, 2), (rng.standard_normal((2, 2, 4, 4)),)
""",
}
