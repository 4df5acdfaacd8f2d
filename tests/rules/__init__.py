"""Every row of the table of primitives against NumPy and against reference gradients."""
