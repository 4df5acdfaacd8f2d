"""Losses: stored, returned beside other values, of labels of several ranks."""

STYLES = {
    "squared_error": """\
class MSE:
    def forward(self, predictions, targets):
        difference = predictions - targets
        return np.mean(difference**2)


def demo():
    return MSE(), (rng.standard_normal((4, 2)), rng.standard_normal((4, 2)))
""",
    "loss_that_is_stored": """\
class HalfSquares:
    def forward(self, predictions, targets):
        self.loss = 0.5 * np.sum((predictions - targets) ** 2) / len(predictions)


def demo():
    return HalfSquares(), (rng.standard_normal((4, 2)), rng.standard_normal((4, 2)))
""",
    "cross_entropy": """\
class CrossEntropy:
    def forward(self, p, y):
        n = len(p)
        clipped = np.clip(p, 1e-7, 1 - 1e-7)
        losses = -np.log(clipped[np.arange(n), y])
        return losses.mean()


def demo():
    p = rng.uniform(0.1, 0.9, (5, 3))
    return CrossEntropy(), (p, np.array([0, 2, 1, 1, 0]))
""",
    "huber": """\
class Huber:
    def __init__(self): self.delta = 1.0

    def forward(self, y, t):
        e = np.abs(y - t)
        q = np.minimum(e, self.delta)
        return (0.5 * q ** 2 + self.delta * (e - q)).mean()


def demo():
    return Huber(), (rng.standard_normal(6), rng.standard_normal(6))
""",
    "binary_cross_entropy": """\
class BCE:
    def forward(self, p, t):
        p = np.clip(p, 1e-12, 1.0 - 1e-12)
        self.loss = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
        return self.loss


def demo():
    return BCE(), (rng.uniform(0.1, 0.9, 6), rng.uniform(0.1, 0.9, 6))
""",
    "loss_with_probabilities": """\
class SoftmaxLoss:
    def forward(self, scores, y):
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        exp_scores = np.exp(shifted)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        n = scores.shape[0]
        loss = -np.sum(np.log(probs[np.arange(n), y])) / n
        return loss, probs


def demo():
    return SoftmaxLoss(), (rng.standard_normal((5, 3)), np.array([0, 2, 1, 1, 0]))
""",
    "softmax_with_cross_entropy": """\
class SoftmaxCrossEntropy:
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.probs = e / e.sum(axis=1, keepdims=True)
        self.labels = labels
        self.loss = -np.mean(np.sum(labels * np.log(self.probs + 1e-12), axis=1))
        return self.loss


def demo():
    return SoftmaxCrossEntropy(), (rng.standard_normal((5, 3)), np.eye(3)[[0, 2, 1, 1, 0]])
""",
    "loss_by_the_rank_of_labels": """\
class Loss_CategoricalCrossentropy:
    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        negative_log_likelihoods = -np.log(correct_confidences)
        return negative_log_likelihoods


def demo():
    p = rng.uniform(0.1, 0.9, (5, 3))
    return Loss_CategoricalCrossentropy(), (p, np.array([0, 2, 1, 1, 0]))
""",
}
