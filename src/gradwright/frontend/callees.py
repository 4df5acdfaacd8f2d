"""Functions that are written apart: what is known of each, and the captured numbers that they pass on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gradwright.analysis.memory import memory_of, shared_with
from gradwright.frontend.outside import fresh_name
from gradwright.frontend.packing import Packed
from gradwright.frontend.reader import Dependency, Reader
from gradwright.ir.expressions import Apply, Expr, Var, subtrees
from gradwright.ir.rebuild import rebuild
from gradwright.ir.rewriting import with_expressions
from gradwright.ir.statements import (
    Captured,
    Leaf,
    Parameter,
    Program,
    leaves,
    map_leaves,
    trees_of,
)
from gradwright.ir.types import Type
from gradwright.rules.table import apply

CALLS = ("called", "derivative")


@dataclass(slots=True, eq=False)
class Callee:
    """One function for one kind of arguments: what of it is known so far.

    result: the type that it returns, lengths in terms of its own parameters; packed: what that is made of;
    copied: the arrays among its arguments that it changes; captured: by label; shares:
    parameters, and labels, of arrays that it may return, or views of which.
    """

    name: str
    program: Program | None = None
    result: Type | None = None
    packed: Packed | None = None
    copied: frozenset[str] = frozenset()
    shares: frozenset[str] = frozenset()
    captured: dict[str, Captured] = field(default_factory=dict[str, Captured])
    imports: dict[str, str] = field(default_factory=dict[str, str])
    dependencies: dict[str, Dependency] = field(default_factory=dict[str, Dependency])


def take_over(reader: Reader, callee: Callee) -> None:
    """Let the caller depend on what the callee depends on; captured numbers are the caller's, too."""
    for label, dependency in callee.dependencies.items():
        reader.dependencies.setdefault(label, dependency)
    reader.imports.update(callee.imports)
    for label, captured in callee.captured.items():
        if label not in reader.captured:
            name = fresh_name(reader, captured.name)
            var = reader.webs.new(name, captured.web.type)
            reader.webs.fixed.add(var.web)
            reader.webs.origins[var.web] = label
            reader.captured[label] = Captured(name, var, captured.read)


def shared_arguments(callee: Callee, program: Program) -> frozenset[str]:
    """Return the parameters, and the labels of captured arrays, whose memory the result may share."""
    assert isinstance(program.result, Leaf)
    names = {leaf.value: p.name for p in program.parameters for leaf in leaves(p.tree)}
    names |= {captured.web: label for label, captured in callee.captured.items()}
    found = memory_of(program.body, program.result.value)
    return frozenset(
        name for var, name in names.items() if isinstance(var, Var) and var.web in found
    )


def outcome_of(
    reader: Reader, callee: Callee, made: Expr, type_: Type, given: Mapping[str, Expr]
) -> Expr:
    """Return the value of a call, with the arguments whose memory it may be."""
    outcome = apply("outcome", made, function=callee.name, value=type_)
    known = {**{label: c.web for label, c in reader.captured.items()}, **given}
    shared = [known[name] for name in sorted(callee.shares)]
    shared = [arg for arg in shared if any(True for _ in shared_with(arg))]
    return apply("given_back", outcome, *shared) if shared else outcome


def _as_outcomes(program: Program) -> Program:
    """Return a program in which the value of each call is its own: the stores into it were judged."""

    def swap(node: Expr) -> Expr | None:
        match node:
            case Apply("given_back", (outcome, *_)):
                return rebuild(outcome, swap)
            case _:
                return None

    return _rewritten(program, lambda tree: rebuild(tree, swap))


def with_functions(reader: Reader, program: Program) -> Program:
    """Return a whole program with the functions that it calls, captured numbers passed on to them."""
    program = _as_outcomes(program)
    callees = {c.name: c for c in reader.decisions.callees.values() if c.program is not None}
    used = _reached(program, callees)
    if not used:
        return program
    labels = sorted({label for name in used for label in callees[name].captured})
    captured = {label: c.web for label, c in reader.captured.items()}
    functions = tuple(_complete(callees[name], labels, reader.captured) for name in sorted(used))
    here = [captured[label] for label in labels]
    return replace(_passing(program, here), functions=functions)


def _reached(program: Program, callees: Mapping[str, Callee]) -> set[str]:
    found: set[str] = set()
    todo = list(_called_by(program))
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            callee = callees[name].program
            assert callee is not None
            todo += _called_by(callee)
    return found


def _called_by(program: Program) -> Iterator[str]:
    for tree in trees_of(program):
        for part in subtrees(tree):
            if isinstance(part, Apply) and part.prim in CALLS:
                yield str(part.attr("function"))


def _complete(callee: Callee, labels: Sequence[str], everywhere: Mapping[str, Captured]) -> Program:
    """Return a callee's program with a parameter for each number that any of the functions captures."""
    program = callee.program
    assert program is not None
    names = dict(program.names)
    paths = dict(program.paths)
    given: list[Var] = []
    added: list[Parameter] = []
    taken = {parameter.name for parameter in program.parameters}
    for label in labels:
        captured = everywhere[label]
        own = callee.captured.get(label)
        var = Var(max(names, default=0) + 1, captured.web.type) if own is None else own.web
        name = captured.name if captured.name not in taken else f"{captured.name}_captured"
        taken.add(name)
        names[var.web], paths[var.web] = name, name
        given.append(var)
        added.append(Parameter(name, Leaf(var)))
    whole = replace(program, parameters=(*program.parameters, *added), names=names, paths=paths)
    return _as_outcomes(_passing(whole, given))


def _passing(program: Program, more: Sequence[Expr]) -> Program:
    """Return a program whose calls of functions that are written apart pass these numbers, too."""
    if not more:
        return program

    def swap(node: Expr) -> Expr | None:
        if not isinstance(node, Apply) or node.prim not in CALLS:
            return None
        args = (*(rebuild(arg, swap) for arg in node.args), *more)
        return Apply(node.prim, args, node.attrs, node.type)

    return _rewritten(program, lambda tree: rebuild(tree, swap))


def _rewritten(program: Program, visit: Callable[[Expr], Expr]) -> Program:
    body = tuple(with_expressions(stmt, visit) for stmt in program.body)
    result = map_leaves(program.result, lambda leaf: Leaf(visit(leaf.value), leaf.origin))
    return replace(program, body=body, result=result)
