"""What is written by forward mode: derivatives in a direction, of values and of gradients.

::

    jvp: annotate idioms → push forward → drop what is dead
    hvp: write the gradient → push forward → drop what is dead
    derivatives that a function itself calls: write the gradient → push forward, once for each order
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from gradwright.diagnostics import refusal
from gradwright.ir.expressions import Apply, Expr, Var, constant, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Assign,
    Effect,
    Leaf,
    Node,
    Program,
    bound_by,
    map_leaves,
    trees_of,
    walk,
)
from gradwright.ir.types import FLOAT, Array, Scalar, Type
from gradwright.pipeline import (
    Wanted,
    algebra_of,
    calls_in,
    checked,
    of_floats,
    without_aux,
    write_gradient,
)
from gradwright.rules.table import apply
from gradwright.simplify.algebra import Algebra
from gradwright.simplify.dead import drop_dead
from gradwright.simplify.idioms import annotate
from gradwright.simplify.order import keep_order
from gradwright.tangent import Direction, own, push_forward


def write_jvp(program: Program, wanted: Wanted) -> Program:
    """Return the program of the value and its directional derivative; an aux is the third result."""
    if isinstance(program.result, Leaf) and getattr(program.result.value, "value", 0) is None:
        raise refusal("GW013", program.origin, function=program.name)
    program, aux = without_aux(program) if wanted.has_aux else (program, None)
    pushed = push_forward(
        annotate(checked(program)), Direction(wanted.wrt, wanted.bare), algebra_of(program)
    )
    parts = (pushed.value, pushed.tangent) if aux is None else (pushed.value, pushed.tangent, aux)
    made = replace(
        pushed.program,
        name=f"{program.name}_jvp",
        result=Node("tuple", tuple(range(len(parts))), parts, tuple),
        functions=_pushed_functions(program),
        checks=of_floats(pushed.program, wanted.wrt),
        pushes="value",
    )
    return checked(keep_order(drop_dead(checked(made))))


def _pushed_functions(program: Program) -> tuple[Program, ...]:
    """Return the functions that a program calls by name: with tangents, and as they are."""
    moving = {name: wrt for f in (program, *program.functions) for name, wrt in calls_in(f)}
    found: list[Program] = []
    for function in (f for f in program.functions if f.name in moving):
        value = Node("tuple", (0, 1), (function.result, Node("tuple", (), (), tuple)), tuple)
        found.append(_tangent_of(function, moving[function.name]))
        found.append(replace(function, name=f"{function.name}_forward", result=value))
    return tuple(found)


def _tangent_of(function: Program, moving: Sequence[int]) -> Program:
    """Return the function of a value and its tangent, each number's tangent behind the arguments."""
    names = tuple(function.parameters[k].name for k in moving)
    direction = Direction(names, bare=False, apart=True)
    pushed = push_forward(annotate(function), direction, algebra_of(function))
    result = Node("tuple", (0, 1), (pushed.value, pushed.tangent), tuple)
    name = f"{function.name}_tangent"
    made = replace(pushed.program, name=name, result=result, wrt=None, functions=(), checks=())
    return checked(keep_order(drop_dead(checked(made))))


def write_hvp(program: Program, wanted: Wanted) -> Program:
    """Return the program of the gradient's directional derivative: forward over the written gradient."""
    refuse_recursion(program)
    gradient = gradient_of(program, wanted)
    direction = Direction(wanted.wrt, wanted.bare, ("v", "direction"))
    pushed = push_forward(gradient, direction, algebra_of(gradient))
    made = replace(
        pushed.program,
        name=f"{program.name}_hvp",
        result=pushed.tangent,
        functions=(),
        checks=of_floats(pushed.program, wanted.wrt),
        reverse_from=len(pushed.program.body),
        pushes="gradient",
    )
    made = checked(keep_order(drop_dead(checked(made))))
    return replace(made, reverse_from=len(made.body))


def gradient_of(program: Program, wanted: Wanted) -> Program:
    """Return the program that computes a scalar's gradient alone: the upstream gradient is 1."""
    written = write_gradient(program, wanted, replay=False)
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
            return expr if found is expr else own(plain(found), of=expr)

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


def refuse_recursion(program: Program) -> None:
    """Refuse a program that calls itself, or a function that does, where it is differentiated forward."""
    reason = "it is differentiated forward, or twice"
    for name, _ in itertools.chain.from_iterable(map(calls_in, (program, *program.functions))):
        raise refusal("GW123", program.origin, function=name, reason=reason)


def derivatives_in(written: Program, functions: Sequence[Program]) -> tuple[Program, ...]:
    """Return the functions that compute the derivatives which a written program calls."""
    known = {function.name: function for function in functions}
    made: dict[str, Program] = {}
    todo = list(_derivatives_of(written))
    while todo:
        node = todo.pop()
        name = str(node.attr("name"))
        if name not in made:
            made[name] = _derivative(known[str(node.attr("function"))], node)
            todo += _derivatives_of(made[name])
    return tuple(made[name] for name in sorted(made))


def _derivatives_of(program: Program) -> Iterator[Apply]:
    for tree in trees_of(program):
        for part in subtrees(tree):
            if isinstance(part, Apply) and part.prim == "derivative":
                yield part


def _derivative(function: Program, node: Apply) -> Program:
    """Return the function for one derivative: directions first, then the function's own parameters."""
    function = replace(function, functions=())
    refuse_recursion(function)
    _refuse_repeated(function)
    names = [parameter.name for parameter in function.parameters]
    index, moves = cast("int", node.attr("index")), cast("tuple[int, ...]", node.attr("moves"))
    found = gradient_of(function, Wanted((names[index],), bare=True))
    for move in reversed(moves):
        direction = Direction((names[move],), bare=True, called=("v", "u", "direction"))
        pushed = push_forward(found, direction, algebra_of(found))
        body = pushed.program.body
        found = replace(pushed.program, result=pushed.tangent, reverse_from=len(body), wrt=None)
    found = keep_order(drop_dead(checked(found)))
    name = str(node.attr("name"))
    return checked(replace(found, name=name, checks=(), reverse_from=len(found.body)))


def _refuse_repeated(function: Program) -> None:
    """Refuse a function whose effects or draws would happen once for each derivative of it."""
    drawn = any(
        isinstance(e, Apply) and e.prim in ("draw", "random")
        for t in trees_of(function)
        for e in subtrees(t)
    )
    kept = [s for s in walk(function.body) if isinstance(s, Effect)]
    if drawn or not all(s.text.startswith(("raise", "assert")) for s in kept):
        feature = f"the derivative of a derivative of {function.name}, which prints or draws,"
        raise refusal("GW015", function.origin, feature=feature, instead="take these out of it")
