"""Points on the arms of a spiral, one class an arm."""

import numpy as np


def spiral(points, classes, rng):
    radius = np.tile(np.linspace(0.05, 1.0, points), classes)
    labels = np.repeat(np.arange(classes), points)
    angle = 4.0 * radius + 2.0 * np.pi * labels / classes + rng.normal(0.0, 0.12, radius.shape)
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1), labels
