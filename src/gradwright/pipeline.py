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
from gradwright.diagnostics import Location, refusal
from gradwright.emit import numpy_source
from gradwright.execute import load
from gradwright.frontend import Constant, NeedStatic, Reading, bind, read_whole, shape_path
from gradwright.ir.check import check_program
from gradwright.ir.expressions import Apply, Expr, Region, Var, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    EntryCheck,
    Guard,
    Leaf,
    Node,
    Program,
    Stmt,
    Tree,
    bound_by,
    leaves,
    map_leaves,
    trees_of,
    walk,
)
from gradwright.ir.types import FLOAT, INT, Array, Scalar, Type, is_differentiable
from gradwright.rules.table import apply
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.copies import propagate_copies
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.hoist import hoist_products
from gradwright.simplify.idioms import annotate
from gradwright.simplify.inline import inline_results
from gradwright.tangent import Direction, push_forward

Function = Callable[..., object]
SIMPLIFICATIONS = (propagate_copies, drop_dead, hoist_products, inline_results)
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
    forward = _read(fun, args, kwargs, wrt, ())
    for found in (_integers, _shapes):
        if not guards_of(forward.program) or _guards_hold(forward.program, args, kwargs):
            break
        more = [path for path in found(forward.program) if path not in forward.static]
        if more:
            forward = _read(fun, args, kwargs, wrt, (*forward.static, *more))
    return forward


def guards_of(program: Program) -> dict[str, Location | None]:
    """Return the messages of the assumptions that the program checks, and where they are made."""
    return {s.message: s.origin for s in walk(program.body) if isinstance(s, Guard)}


def _guards_hold(program: Program, args: tuple[object, ...], kwargs: Mapping[str, object]) -> bool:
    """Run the forward program, and return whether no guard of it raises."""
    source = numpy_source(program, captured="arguments")
    run = cast("Function", load(source, program.name)[program.name])
    hidden = {captured.name: captured.read() for captured in program.captured}
    try:
        run(*args, **kwargs, **hidden)
    except ValueError as wrong:
        return str(wrong) not in guards_of(program)
    except Exception:  # noqa: BLE001  (the forward code's own, which a call will raise)
        return True
    return True


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
    if wanted.derivative != "gradient":
        refuse_functions(program, "it is differentiated forward, or twice")
    match wanted.derivative:
        case "jvp":
            return _write_jvp(program, wanted)
        case "hvp":
            return _write_hvp(program, wanted)
        case "gradient":
            pass
    if isinstance(program.result, Leaf) and getattr(program.result.value, "value", 0) is None:
        raise refusal("GW013", program.origin, function=program.name)
    names = [parameter.name for parameter in program.parameters]
    positions = [names.index(name) for name in wanted.wrt]
    program, aux = _apart(program) if wanted.has_aux else (program, None)
    written = differentiate(program, positions, bare=wanted.bare, aux=aux, replay=replay)
    wrt = wanted.wrt[0] if wanted.bare else wanted.wrt
    return replace(written, wrt=wrt, checks=_of_floats(written, wanted.wrt))


def refuse_functions(program: Program, reason: str) -> None:
    """Refuse a program that calls functions which are written apart, for a reason."""
    for function in program.functions:
        raise refusal("GW123", program.origin, function=function.name, reason=reason)


def _write_jvp(program: Program, wanted: Wanted) -> Program:
    """Return the program of the value and its directional derivative; an aux is the third result."""
    if isinstance(program.result, Leaf) and getattr(program.result.value, "value", 0) is None:
        raise refusal("GW013", program.origin, function=program.name)
    program, aux = _apart(program) if wanted.has_aux else (program, None)
    pushed = push_forward(
        annotate(_checked(program)), Direction(wanted.wrt, wanted.bare), _algebra(program)
    )
    parts = (pushed.value, pushed.tangent) if aux is None else (pushed.value, pushed.tangent, aux)
    made = replace(
        pushed.program,
        name=f"{program.name}_jvp",
        result=Node("tuple", tuple(range(len(parts))), parts, tuple),
        checks=_of_floats(pushed.program, wanted.wrt),
        pushes="value",
    )
    return _checked(drop_dead(_checked(made)))


def _write_hvp(program: Program, wanted: Wanted) -> Program:
    """Return the program of the gradient's directional derivative: forward over the written gradient."""
    gradient = _gradient_of(program, wanted)
    direction = Direction(wanted.wrt, wanted.bare, ("v", "direction"))
    pushed = push_forward(gradient, direction, _algebra(gradient))
    made = replace(
        pushed.program,
        name=f"{program.name}_hvp",
        result=pushed.tangent,
        checks=_of_floats(pushed.program, wanted.wrt),
        reverse_from=len(pushed.program.body),
        pushes="gradient",
    )
    made = _checked(drop_dead(_checked(made)))
    return replace(made, reverse_from=len(made.body))


def _gradient_of(program: Program, wanted: Wanted) -> Program:
    """Return the program that computes a scalar's gradient alone: the upstream gradient is 1."""
    written = write(program, replace(wanted, derivative="gradient"))
    assert isinstance(written.result, Node)
    upstream, *parameters = written.parameters
    assert isinstance(upstream.tree, Leaf)
    assert isinstance(upstream.tree.value, Var)
    one = _one(upstream.tree.value.type)
    web = upstream.tree.value.web
    body, result = written.body, written.result.children[1]
    if any(var.web == web for stmt in walk(body) for var in bound_by(stmt)):
        body = (Assign(upstream.tree.value, one), *body)
    else:
        plain = Algebra()

        def with_one(expr: Expr) -> Expr:
            found = rebuild(expr, lambda e: one if isinstance(e, Var) and e.web == web else None)
            return expr if found is expr else plain(found)

        body = tuple(with_expressions(stmt, with_one) for stmt in body)
        result = map_leaves(result, lambda leaf: Leaf(with_one(leaf.value), leaf.origin))
    paths = {w: path for w, path in written.paths.items() if w != web}
    return replace(
        written, parameters=tuple(parameters), body=body, result=result, paths=paths, wrt=None
    )


def _one(type_: Type) -> Expr:
    """Return the upstream gradient 1 of a scalar's type."""
    one = constant(1.0, FLOAT)
    if isinstance(type_, Array):
        return apply("as_array", one, dtype=type_.dtype, form="np")
    assert isinstance(type_, Scalar)
    narrow = type_.dtype != "float64"
    return apply("astype", one, dtype=type_.dtype, form="scalar") if narrow else one


def _algebra(program: Program) -> Algebra:
    """Return what simplifies trees of derivatives and leaves a program's own as they are."""
    return Algebra({node for tree in trees_of(program) for node in subtrees(tree)})


def _of_floats(program: Program, wrt: Sequence[str]) -> tuple[EntryCheck, ...]:
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
    _checked(program)
    annotated = annotate(program)
    rewrite = _algebra(annotated)
    written = reverse(annotated, wrt, bare=bare, rewrite=rewrite, replay=replay)
    if aux is not None:
        assert isinstance(written.result, Node)
        value, gradients = written.result.children
        together = Node("tuple", (0, 1), (value, aux), tuple)
        written = replace(written, result=Node("tuple", (0, 1), (together, gradients), tuple))
    for simplify in SIMPLIFICATIONS:
        written = simplify(_checked(written))
    return _checked(replace(written, functions=_halves_of(program)))


def _halves_of(program: Program) -> tuple[Program, ...]:
    """Return the halves of the functions that a forward program calls by name."""
    wrt = {name: positions for f in (program, *program.functions) for name, positions in _calls(f)}
    found: list[Program] = []
    for function in program.functions:
        apart = replace(function, functions=())
        written = differentiate(apart, wrt[function.name], bare=False)
        found += halves(written, function.name)
    return tuple(map(_checked, found))


def _calls(program: Program) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the functions that a program calls by name, with the arguments that have gradients."""
    for tree in trees_of(program):
        for part in subtrees(tree):
            if isinstance(part, Apply) and part.prim == "called":
                yield str(part.attr("function")), cast("tuple[int, ...]", part.attr("wrt"))


def _checked(program: Program) -> Program:
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


def _apart(program: Program) -> tuple[Program, Tree]:
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
