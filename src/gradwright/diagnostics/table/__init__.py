"""The rows, a module for each hundred."""

from gradwright.diagnostics.table import (
    classes,
    data,
    language,
    mutation,
    names,
    primitives,
    usage,
)

ROWS = (
    *usage.ROWS,
    *language.ROWS,
    *names.ROWS,
    *mutation.ROWS,
    *primitives.ROWS,
    *classes.ROWS,
    *data.ROWS,
)
