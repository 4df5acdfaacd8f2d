"""Second derivatives two ways: forward mode over the written gradient, and over forward mode."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from gradwright import pipeline
from gradwright.emit import numpy_source
from gradwright.execute import load
from gradwright.family import classes_of, family_of
from gradwright.ir.check import check_program
from gradwright.ir.statements import Node, Program
from gradwright.pipeline import Wanted
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.idioms import annotate
from gradwright.tangent import Direction, push_forward


def read(
    function: Callable[..., Any], wrt: Any, arguments: tuple[Any, ...]
) -> tuple[Program, Wanted]:
    """Return a forward program and what is asked for."""
    wanted = family_of(function, wrt, has_aux=False).wanted()
    return pipeline.read(function, arguments, {}, wanted.wrt).program, wanted


def over_gradient(program: Program, wanted: Wanted) -> Program:
    """Return ``(v, dy, *args) -> H @ v`` where H is the Hessian of the sum of dy times the value."""
    written = pipeline.write(program, wanted)
    assert isinstance(written.result, Node)
    gradient = replace(written, result=written.result.children[1], wrt=None)
    pushed = push_forward(gradient, Direction(wanted.wrt, wanted.bare, ("v",)), Algebra())
    body = pushed.program.body
    made = replace(pushed.program, result=pushed.tangent, pushes="gradient", reverse_from=len(body))
    return check_program(made)


def over_forward(program: Program, wanted: Wanted) -> Program:
    """Return ``(v, u, *args) -> second derivative of the value in both directions``."""
    once = push_forward(annotate(program), Direction(wanted.wrt, wanted.bare, ("u",)), Algebra())
    tangent = replace(once.program, result=once.tangent, wrt=None)
    twice = push_forward(tangent, Direction(wanted.wrt, wanted.bare, ("v",)), Algebra())
    result = Node("tuple", (0,), (twice.tangent,), tuple)
    return check_program(replace(twice.program, result=result, pushes="value"))


def run(program: Program, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a program."""
    source = numpy_source(program, captured="arguments")
    made: Any = load(source, program.name, classes_of(function))[program.name]
    hidden = {c.name: c.read() for c in program.captured}
    with np.errstate(all="ignore"):
        return made(*arguments, **hidden)
