"""scikit-learn's own networks on the same rows, to stand beside."""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor


def held_accuracy(problem, seed):
    """Accuracy, or R², on the rows held out: all of its defaults but the sizes."""
    start = problem.start(seed)
    hidden = tuple(array.shape[1] for array in start.weights[:-1])
    make = MLPRegressor if problem.output == "linear" else MLPClassifier
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = make(hidden_layer_sizes=hidden, random_state=seed).fit(start.x, start.y.squeeze())
    return model.score(start.held_x, start.held_y)
