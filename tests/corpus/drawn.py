"""Programs that `tests.properties` drew and that failed, made smaller; and what seeded bugs went unseen by."""

import numpy as np

from tests.corpus.rows import normal, program


@program(0.3, -0.4, normal(4), normal(4, seed=1), wrt=(0, 1, 2, 3))
def store_by_a_mask_before_a_return(x, y, a, b):
    """The mask would be computed again for a store that nothing depends on (seed 3000129)."""
    c = a * b
    t = y * y
    while True:
        mask = a > x
        c[mask] += 0.3 * t
        return b[-2] * 0.59 + (y - a[3])
    return c.sum()


@program(0.3, normal(4), normal(4, seed=1), wrt=(0, 1, 2))
def store_by_a_mask_that_nothing_reads(x, a, b):
    c = a * b
    k = 0
    while k < 3:
        mask = a > x * k
        c[mask] = np.sin(b[mask])
        k += 1
    return (a * b).sum() * x
