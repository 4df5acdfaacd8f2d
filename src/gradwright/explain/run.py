"""`explain`: take a function apart, write its backward code, run it once, and say what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gradwright import pipeline
from gradwright.adjoint import reverse
from gradwright.diagnostics import error, refusal
from gradwright.emit import numpy_source
from gradwright.execute import as_float, load, map_numbers, numbers_in
from gradwright.explain.apart import Apart, take_apart
from gradwright.explain.build import explanation_of
from gradwright.explain.derivatives import Derivatives, Run
from gradwright.explain.explanation import Explanation
from gradwright.explain.trace import Trace
from gradwright.family import Wrt, classes_of, family_of
from gradwright.frontend.entry import entry_source
from gradwright.frontend.signatures import implementation, signature_of
from gradwright.ir.check import check_program
from gradwright.ir.expressions import subtrees
from gradwright.ir.statements import Leaf, Program, bound_by, leaves, trees_of, walk
from gradwright.ir.types import List, Static, is_complex, rank_of
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.idioms import annotate


def explain(fun: Callable[..., Any], *args: Any, wrt: Wrt = 0, **kwargs: Any) -> Explanation:
    """Return the chain rule of one call, with numbers.

    The function is compiled as for `grad`, with each operation bound to a name of its own; the written
    code runs once and notes values, local derivatives and adjoints.

    Parameters
    ----------
    fun : callable
        What to explain; a value that is no scalar has the upstream gradient 1 in each entry.
    *args, **kwargs
        Arguments of the call.
    wrt : int, str or tuple of those
        Position or name of the argument to differentiate by.

    Returns
    -------
    Explanation
        ``str()`` is the text; ``explanation["dmul_dx0"]`` is the number of a derivative:
        d‹operation›_d‹operand› of an operation, d‹last operation›_d‹value› of the whole.

    Raises
    ------
    GradwrightError
        Where `grad` does.

    Examples
    --------
    >>> import gradwright as gw
    >>> gw.explain(lambda x, w: max(0.0, x * w), 2.0, 3.0)["dmul_dx"]
    3.0
    """
    wanted = family_of(fun, wrt, has_aux=False).wanted()
    forward = pipeline.read(fun, args, kwargs, wanted.wrt).program
    pipeline.refuse_functions(forward, "explanations follow one function's statements")
    if has_lists(forward):
        raise refusal(
            "GW015", forward.origin, feature="an explanation of lists whose length depends on data",
            instead="store into an array that is made before the loop",
        )  # fmt: skip
    if has_complex_numbers(forward):
        raise refusal(
            "GW015", forward.origin, feature="an explanation of complex numbers",
            instead="compute with real and imaginary parts",
        )  # fmt: skip
    if all(isinstance(leaf.value.type, Static) for leaf in leaves(forward.result)):
        raise error("GW013", forward.origin, function=forward.name)
    apart = take_apart(annotate(forward), wanted.wrt, entry_source(implementation(fun)))
    return explanation_of(Derivatives(apart, _run(fun, forward, apart, wanted.wrt, args, kwargs)))


def has_lists(program: Program) -> bool:
    """Whether a program makes or returns lists whose length depends on data."""
    made = [var.type for stmt in walk(program.body) for var in bound_by(stmt)]
    made += [leaf.value.type for leaf in leaves(program.result)]
    return any(isinstance(type_, List) for type_ in made)


def has_complex_numbers(program: Program) -> bool:
    """Whether a program computes with complex numbers."""
    return any(is_complex(part.type) for tree in trees_of(program) for part in subtrees(tree))


def _run(
    fun: Callable[..., Any],
    forward: Program,
    apart: Apart,
    wrt: tuple[str, ...],
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> Run:
    """Run the noted code once; for a value that is no number, what it is like is found out before."""
    bound = signature_of(fun).bind(*args, **kwargs)
    bound.apply_defaults()
    for name in wrt:
        bound.arguments[name] = as_float(bound.arguments[name])
    captured = {one.name: one.read() for one in forward.captured}
    named = {**bound.kwargs, **captured}
    upstream: Any = 1.0
    if not _is_number(forward):
        upstream = map_numbers(_loaded(forward, classes_of(fun))(*bound.args, **named), _one)
    trace = Trace()
    known = {**classes_of(fun), apart.trace: trace}
    written = _loaded(_noted(apart, wrt), known)
    value, gradients = written(upstream, *bound.args, **named)
    found = {
        path: number
        for name, gradient in zip(wrt, gradients, strict=True)
        for path, number in numbers_in(gradient, name)
    }
    return Run(value, upstream, found, trace)


def _noted(apart: Apart, wrt: tuple[str, ...]) -> Program:
    """Return the written program of what was taken apart, with its notes."""
    names = [parameter.name for parameter in apart.program.parameters]
    positions = [names.index(name) for name in wrt]
    written = reverse(
        apart.program, positions, bare=False, rewrite=Algebra(), observe=apart.observe
    )
    return check_program(drop_dead(written))


def _loaded(program: Program, known: Mapping[str, object]) -> Callable[..., Any]:
    source = numpy_source(program, captured="arguments")
    function: Any = load(source, program.name, known)[program.name]
    return function


def _is_number(program: Program) -> bool:
    return isinstance(program.result, Leaf) and rank_of(program.result.value.type) == 0


def _one(number: object, _: str) -> object:
    """Return ones of a number's shape, in its precision."""
    array = np.asarray(number)
    return np.ones(array.shape, array.dtype if array.dtype.kind == "f" else float)[()]
