"""Measurements: gradients against other ways to have them, the first call, compile time."""
