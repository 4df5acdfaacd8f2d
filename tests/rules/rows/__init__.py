"""One row a primitive (or way to call it): what is computed, of which shapes, from which numbers."""

from tests.rules.rows import (
    counted,
    curves,
    elementwise,
    makers,
    products,
    reductions,
    shapes,
    special,
    statistics,
)
from tests.rules.rows.row import Row as Row

ROWS = (
    *elementwise.ROWS,
    *reductions.ROWS,
    *products.ROWS,
    *shapes.ROWS,
    *makers.ROWS,
    *curves.ROWS,
    *counted.ROWS,
    *special.ROWS,
    *statistics.ROWS,
)
