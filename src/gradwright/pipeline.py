"""The passes in order: a function and the arguments of one call to the text of its written module.

::

    read (frontend) → annotate idioms → reverse → drop what is dead → print (emit) → load (execute)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from gradwright.adjoint import reverse
from gradwright.adjoint.halves import halves
from gradwright.adjoint.replay import PRELUDE as REPLAY
from gradwright.analysis.ownership import is_fresh
from gradwright.diagnostics import defects_at, refusal
from gradwright.emit import numpy_source
from gradwright.execute import load
from gradwright.frontend import Constant, NeedStatic, Reading, bind, read_whole, shape_path
from gradwright.frontend.source import first_line_of
from gradwright.ir.brackets import is_bracket
from gradwright.ir.check import check_program
from gradwright.ir.expressions import Apply, Expr, Region, Var, subtrees
from gradwright.ir.rewriting import dropped
from gradwright.ir.statements import (
    Assign,
    Effect,
    EntryCheck,
    Guard,
    Leaf,
    Node,
    Program,
    Stmt,
    Tree,
    leaves,
    map_leaves,
    trees_of,
    walk,
)
from gradwright.ir.types import INT, Array, Scalar, is_complex, is_differentiable
from gradwright.rules.table import apply
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.copies import propagate_copies
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.hoist import hoist_products
from gradwright.simplify.idioms import annotate
from gradwright.simplify.inline import inline_results
from gradwright.simplify.invariants import hoist_invariants
from gradwright.simplify.one_hot import subtract_labels
from gradwright.simplify.order import keep_order
from gradwright.simplify.rebound import rebind_whole_arrays
from gradwright.simplify.stores import simplify_stores

Function = Callable[..., object]
SIMPLIFICATIONS = (
    propagate_copies,
    subtract_labels,
    drop_dead,
    hoist_products,
    simplify_stores,
    hoist_invariants,
    inline_results,
    keep_order,
)
CHECKING = False  # whether each pass must leave the IR's invariants true; tests set it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for.

    wrt: names of parameters; bare: one gradient as it is, not in a tuple; has_aux: the function
    returns (value, aux), and only the value is differentiated. derivative: the gradient, the value's
    derivative in a direction, or the gradient's.
    """

    wrt: tuple[str, ...]
    bare: bool = False
    has_aux: bool = False
    derivative: Literal["gradient", "jvp", "hvp"] = "gradient"


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward program, and on what it depends beside the kind of the arguments.

    static: paths of arguments whose values it depends on; constants: what was read from outside;
    stored: paths of arrays among the arguments that it stores into.
    """

    program: Program
    static: tuple[str, ...]
    constants: tuple[Constant, ...]
    stored: tuple[str, ...] = ()


def read(
    fun: Function, args: tuple[object, ...], kwargs: Mapping[str, object], wrt: Sequence[str]
) -> Forward:
    """Return the forward program of a function for calls of this kind.

    Where lengths that the program takes as equal are not (one is computed, and 1 here), the integers
    among the arguments are read as values, too, and if that is not enough the arrays' lengths: the
    program is for these numbers then.
    """
    with defects_at(str(getattr(fun, "__name__", fun)), first_line_of(fun)):
        forward = _read(fun, args, kwargs, wrt, ())
        for found in (_integers, _shapes):
            if not guards_of(forward.program) or _guards_hold(forward.program, args, kwargs):
                break
            more = [path for path in found(forward.program) if path not in forward.static]
            if more:
                forward = _read(fun, args, kwargs, wrt, (*forward.static, *more))
        return forward


def guards_of(program: Program) -> dict[str, Guard]:
    """Return the assumptions that the program checks, by their messages."""
    bodies = [program.body, *(function.body for function in program.functions)]
    return {s.message: s for b in bodies for s in walk(b) if isinstance(s, Guard)}


def _guards_hold(program: Program, args: tuple[object, ...], kwargs: Mapping[str, object]) -> bool:
    """Run the forward program, and return whether no guard of it raises; one that draws is not run.

    What it prints or logs is left out: that is for the call itself.
    """
    if draws_in(program):
        return True
    functions = tuple(map(_silent, program.functions))
    source = numpy_source(replace(_silent(program), functions=functions), captured="arguments")
    run = cast("Function", load(source, program.name)[program.name])
    hidden = {captured.name: captured.read() for captured in program.captured}
    try:
        run(*args, **kwargs, **hidden)
    except ValueError as wrong:
        return str(wrong) not in guards_of(program)
    except Exception:  # noqa: BLE001  (the forward code's own, which a call will raise)
        return True
    return True


def _silent(program: Program) -> Program:
    """Return a program without the statements that are kept for what they do outside of it."""
    return replace(program, body=dropped(program.body, _speaks))


def _speaks(stmt: Stmt) -> bool:
    if not isinstance(stmt, Effect) or is_bracket(stmt):
        return False
    return not stmt.text.startswith(("raise ", "assert "))


def draws_in(program: Program) -> bool:
    """Whether a program draws random numbers."""
    trees = (tree for body in (program, *program.functions) for tree in trees_of(body))
    return any(
        isinstance(e, Apply) and e.prim == "random" for tree in trees for e in subtrees(tree)
    )


def _integers(program: Program) -> list[str]:
    """Return the paths of the Python integers among the arguments."""
    return [check.leaf for check in program.checks if check.var.type is INT]


def _shapes(program: Program) -> list[str]:
    """Return the paths of the shapes of the arrays among the arguments."""
    return [shape_path(c.leaf) for c in program.checks if isinstance(c.var.type, Array)]


def _read(
    fun: Function,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    wrt: Sequence[str],
    static: tuple[str, ...],
) -> Forward:
    while True:
        arguments = bind(fun, args, kwargs, wrt=wrt, static=static)
        try:
            reading: Reading = read_whole(fun, arguments)
        except NeedStatic as need:
            static = _with(static, need.path)
        else:
            return Forward(reading.program, static, tuple(reading.constants), reading.stored)


def _with(static: tuple[str, ...], path: str) -> tuple[str, ...]:
    assert path not in static, path
    return (*static, path)


def write(program: Program, wanted: Wanted, *, replay: bool = False) -> Program:
    """Return the written program of a forward program; with an aux, its value is (value, aux)."""
    from gradwright import pushed

    _refuse_complex(program, wanted)
    with defects_at(program.name, program.origin):
        match wanted.derivative:
            case "jvp":
                written = pushed.write_jvp(program, wanted)
            case "hvp":
                written = pushed.write_hvp(program, wanted)
            case "gradient":
                written = write_gradient(program, wanted, replay=replay)
        derivatives = pushed.derivatives_in(written, program.functions)
        return replace(written, functions=(*written.functions, *derivatives))


def _refuse_complex(program: Program, wanted: Wanted) -> None:
    """Refuse complex results, and complex arguments that derivatives are asked for."""
    moving = [parameter for parameter in program.parameters if parameter.name in wanted.wrt]
    for parameter in moving:
        if any(is_complex(leaf.value.type) for leaf in leaves(parameter.tree)):
            found = f"the argument {parameter.name!r} of {program.name}"
            raise refusal("GW019", program.origin, found=found)
    result = without_aux(program)[0].result if wanted.has_aux else program.result
    if any(is_complex(leaf.value.type) for leaf in leaves(result)):
        raise refusal("GW019", program.origin, found=f"the result of {program.name}")


def write_gradient(program: Program, wanted: Wanted, *, replay: bool) -> Program:
    """Return the program of the value and its gradient."""
    if isinstance(program.result, Leaf) and getattr(program.result.value, "value", 0) is None:
        raise refusal("GW013", program.origin, function=program.name)
    names = [parameter.name for parameter in program.parameters]
    positions = [names.index(name) for name in wanted.wrt]
    program, aux = without_aux(program) if wanted.has_aux else (program, None)
    written = differentiate(program, positions, bare=wanted.bare, aux=aux, replay=replay)
    wrt = wanted.wrt[0] if wanted.bare else wanted.wrt
    return replace(written, wrt=wrt, checks=of_floats(written, wanted.wrt))


def refuse_functions(program: Program, reason: str) -> None:
    """Refuse a program that calls functions which are written apart, for a reason."""
    for function in program.functions:
        raise refusal("GW123", program.origin, function=function.name, reason=reason)


def algebra_of(program: Program) -> Algebra:
    """Return what simplifies trees of derivatives and leaves a program's own as they are."""
    return Algebra({node for tree in trees_of(program) for node in subtrees(tree)})


def of_floats(program: Program, wrt: Sequence[str]) -> tuple[EntryCheck, ...]:
    """Return the checks; arrays that gradients are asked for must be floating."""
    asked = {
        leaf.value
        for parameter in program.parameters
        if parameter.name in wrt
        for leaf in leaves(parameter.tree)
        if is_differentiable(leaf.value.type)
    }
    return tuple(replace(check, floating=check.var in asked) for check in program.checks)


def differentiate(
    program: Program,
    wrt: Sequence[int],
    *,
    bare: bool,
    aux: Tree | None = None,
    replay: bool = False,
) -> Program:
    """Return the written program of a forward program.

    Parameters
    ----------
    program
        What the frontend read.
    wrt
        Positions of the parameters that the gradient is asked for.
    bare
        Whether one gradient is returned as it is, not in a tuple.
    aux
        What is returned beside the value.
    replay
        Whether the reverse sweep checks that it reads the values that the forward sweep had.
    """
    checked(program)
    annotated = annotate(checked(rebind_whole_arrays(program, _webs_of(program, wrt))))
    rewrite = algebra_of(annotated)
    written = reverse(annotated, wrt, bare=bare, rewrite=rewrite, replay=replay)
    if aux is not None:
        assert isinstance(written.result, Node)
        value, gradients = written.result.children
        together = Node("tuple", (0, 1), (value, aux), tuple)
        written = replace(written, result=Node("tuple", (0, 1), (together, gradients), tuple))
    for simplify in SIMPLIFICATIONS:
        written = simplify(checked(written))
    return checked(replace(written, functions=_halves_of(program)))


def _webs_of(program: Program, positions: Sequence[int]) -> set[int]:
    """Return the webs of the parameters at some positions."""
    trees = (program.parameters[k].tree for k in positions)
    return {
        leaf.value.web for tree in trees for leaf in leaves(tree) if isinstance(leaf.value, Var)
    }


def _halves_of(program: Program) -> tuple[Program, ...]:
    """Return the halves of the functions that a forward program calls by name."""
    wrt = {
        name: positions for f in (program, *program.functions) for name, positions in calls_in(f)
    }
    found: list[Program] = []
    for function in (f for f in program.functions if f.name in wrt):
        apart = replace(function, functions=())
        written = differentiate(apart, wrt[function.name], bare=False)
        found += halves(written, function.name)
    return tuple(map(checked, found))


def calls_in(program: Program) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the functions that a program calls by name, with the arguments that have gradients."""
    for tree in trees_of(program):
        for part in subtrees(tree):
            if isinstance(part, Apply) and part.prim == "called":
                yield str(part.attr("function")), cast("tuple[int, ...]", part.attr("wrt"))


def checked(program: Program) -> Program:
    """Return the program, checked where tests ask for that."""
    return check_program(program) if CHECKING else program


def backward_source(
    program: Program,
    wrt: Sequence[int],
    *,
    bare: bool,
    captured: Literal["literals", "arguments"] = "arguments",
) -> str:
    """Return the text of the module with a program's written function."""
    names = [program.parameters[k].name for k in wrt]
    written = write(program, Wanted(tuple(names), bare))
    return numpy_source(written, captured=captured)


def replay_source(fun: Function, *args: object, wrt: object = 0) -> str:
    """Return a written module that logs what adjoints read and compares it, bit for bit, when they do.

    A difference raises AssertionError with the statement's number and the operand's.
    """
    order = list(inspect.signature(fun).parameters)
    several = isinstance(wrt, tuple)
    chosen = cast("tuple[object, ...]", wrt) if isinstance(wrt, tuple) else (wrt,)
    names = tuple(order[w] if isinstance(w, int) else str(w) for w in chosen)
    program = read(fun, args, {}, names).program
    written = write(program, Wanted(names, not several), replay=True)
    return "import numpy as np\n" + REPLAY + numpy_source(written, captured="literals")


def without_aux(program: Program) -> tuple[Program, Tree]:
    """Return the program that returns the value alone, the aux bound to names of its own."""
    assert isinstance(program.result, Node)
    value, aux = program.result.children
    names = dict(program.names)
    bound: list[Stmt] = []

    def leaf(old: Leaf) -> Leaf:
        if not isinstance(old.value.type, Array | Scalar):
            return old
        kept = Var(max(names, default=0) + 1, old.value.type)
        names[kept.web] = _hint(names, old.value)
        owned = old.value if is_fresh(old.value) else apply("copy", old.value, form="method")
        bound.append(Assign(kept, owned, program.origin))
        return Leaf(kept)

    aux = map_leaves(aux, leaf)
    body = (*program.body, *bound)
    return replace(program, body=body, result=value, names=names), aux


def _hint(names: Mapping[int, str], value: Expr) -> str:
    match value:
        case Var(web) | Region(base=Var(web)):
            return names.get(web, "aux")
        case _:
            return "aux"
