"""The passes in order: a forward program to the program that computes its value and its gradient.

::

    read (frontend) → annotate idioms → reverse → drop what is dead → print (emit) → load (execute)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gradwright.adjoint import reverse
from gradwright.emit import numpy_source
from gradwright.ir.statements import Program
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.idioms import annotate


def differentiate(program: Program, wrt: Sequence[int], *, bare: bool) -> Program:
    """Return the written program of a forward program.

    Parameters
    ----------
    program
        What the frontend read.
    wrt
        Positions of the parameters that the gradient is asked for.
    bare
        Whether one gradient is returned as it is, not in a tuple.
    """
    written = reverse(annotate(program), wrt, bare=bare, rewrite=Algebra())
    return drop_dead(written)


def backward_source(
    program: Program,
    wrt: Sequence[int],
    *,
    bare: bool,
    captured: Literal["literals", "arguments"] = "arguments",
) -> str:
    """Return the text of the module with a program's written function."""
    return numpy_source(differentiate(program, wrt, bare=bare), captured=captured)
