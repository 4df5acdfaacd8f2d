"""The same training with `gradwright.nn`: a network that is a value, `nn.fit`, `nn.evaluate`."""

import functools

import numpy as np
from examples.curriculum.problems import Outcome

import gradwright as gw
from gradwright import nn

LOSSES = {
    "softmax": nn.cross_entropy,
    "both": nn.cross_entropy,
    "sigmoid": nn.binary_cross_entropy,
    "linear": nn.mean_squared_error,
}
METRICS = {
    "softmax": nn.accuracy,
    "both": nn.accuracy,
    "sigmoid": functools.partial(nn.binary_accuracy, threshold=0.0),
    "linear": nn.r2_score,
}
OPTIMIZERS = {
    "sgd": functools.partial(nn.sgd, accumulate="step"),
    "adagrad": functools.partial(nn.adagrad, epsilon=1e-7),
    "rmsprop": functools.partial(nn.rmsprop, epsilon=1e-7),
    "adam": functools.partial(nn.adam, epsilon=1e-7),
}


def network(weights, dropout):
    """Dense layers with ReLU between them; the last gives logits, or the numbers themselves."""
    first, *others = (nn.Dense(weights=w, biases=np.zeros(w.shape[1])) for w in weights)
    drops = [nn.Dropout(dropout)] if dropout else []
    layers = [first]
    for layer in others:
        layers += [nn.relu, *drops, layer]
        drops = []
    return nn.Sequential(*layers)


@functools.cache
def penalty_of(strengths):
    """Return what a network's parameters cost, None where they cost nothing."""
    if not strengths:
        return None

    def penalty(model):
        dense = [layer for layer in model.layers if isinstance(layer, nn.Dense)]
        total = 0.0
        for layer, (of_weights, of_biases) in zip(dense, strengths, strict=False):
            total += nn.l2(layer.weights, of_weights) + nn.l2(layer.biases, of_biases)
        return total

    return penalty


def train(problem, seed):
    """Train by `nn.fit`, and measure."""
    start, rule = problem.start(seed), problem.optimizer
    run = nn.fit(
        network(start.weights, problem.dropout),
        start.x,
        start.y,
        loss=LOSSES[problem.output],
        optimizer=OPTIMIZERS[rule.name](nn.inverse_time(rule.rate, rule.decay), **rule.options),
        epochs=problem.epochs,
        batch_size=problem.batch_size or len(start.x),
        penalty=penalty_of(problem.l2),
        seed=seed,
    )
    return measured(run, start, problem)


def measured(run, start, problem):
    """What a network gives for the rows that it learnt from, and for those held out."""
    model, loss, metric = run.model, LOSSES[problem.output], METRICS[problem.output]
    penalty, rng = penalty_of(problem.l2), np.random.default_rng()
    rng.bit_generator.state = run.progress.rng

    def objective(model, x, y, rng):
        outputs = model(x, rng=rng)
        value = loss(outputs, y)
        return (value if penalty is None else value + penalty(model)), outputs

    differentiated = gw.value_and_grad(objective, has_aux=True)
    (value, outputs), dmodel = differentiated(model, start.x, start.y, rng)
    held = (None, None)
    if start.held_x is not None:
        outputs_held = nn.predict(model, start.held_x)
        held = (loss(outputs_held, start.held_y), metric(outputs_held, start.held_y))
    return Outcome(value, metric(outputs, start.y), *held, dmodel.layers[0].weights)
