"""One row a primitive (or way to call it): what is computed, of which shapes, from which numbers."""

from tests.rules.rows import (
    complex_parts,
    counted,
    curves,
    decompositions,
    definitions,
    elementwise,
    everyday,
    fourier,
    makers,
    numbered,
    options,
    products,
    ranked,
    reductions,
    shapes,
    special,
    statistics,
    vectors,
)
from tests.rules.rows.row import Row as Row

ROWS = (
    *elementwise.ROWS,
    *complex_parts.ROWS,
    *fourier.ROWS,
    *reductions.ROWS,
    *products.ROWS,
    *shapes.ROWS,
    *makers.ROWS,
    *curves.ROWS,
    *counted.ROWS,
    *special.ROWS,
    *statistics.ROWS,
    *ranked.ROWS,
    *vectors.ROWS,
    *numbered.ROWS,
    *definitions.ROWS,
    *decompositions.ROWS,
    *everyday.ROWS,
    *options.ROWS,
)
