"""A layer's forward read as a program, its output and its parameters found.

In: a layer. Out: `Forward`, whose program's result is the output alone; which names hold what
attributes keep; what the gradients are asked of.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gradwright.analysis.activity import active_webs
from gradwright.analysis.flow import names_in
from gradwright.classes.attributes import NeedSlot
from gradwright.classes.interface import Lookup
from gradwright.classes.layer import Layer, own_nodes
from gradwright.classes.parts import TOKEN
from gradwright.classes.slots import Slots, slots_of, unit_axes
from gradwright.diagnostics import refusal
from gradwright.frontend import NeedStatic, read_whole
from gradwright.frontend.keys import child_path
from gradwright.frontend.reading import Reading
from gradwright.ir.expressions import Apply, Const, Expr, Var
from gradwright.ir.rewriting import dropped
from gradwright.ir.statements import (
    Assign,
    Effect,
    Guard,
    Leaf,
    Node,
    Parameter,
    Program,
    Store,
    Tree,
    expressions_of,
    leaves,
    walk,
)
from gradwright.ir.types import Static, is_differentiable, lengths_of, rank_of
from gradwright.pipeline import refuse_functions


@dataclass(frozen=True, slots=True)
class Forward:
    """A layer's forward as a program.

    Attributes
    ----------
    program
        Its result is the output.
    returns
        Whether forward returns the output; `output` the attribute that holds it, if one does.
    finals
        By attribute, or place in one: the name that holds its value when forward is done.
    wrt
        The parameters that have a gradient.
    """

    layer: Layer
    slots: Slots
    program: Program
    returns: bool
    output: str | None
    finals: Mapping[str, Var]
    wrt: tuple[Parameter, ...]


def read_forward(layer: Layer, interface_of: Lookup) -> Forward:
    """Read a layer's forward: for arguments of any lengths, or with axes that are 1 in the example."""
    exact = slots_of(layer, interface_of)
    units = {axis for p in exact.arguments.parameters for axis in unit_axes(p.tree)}
    if any(not path.startswith("self.") for path, _ in units):
        found = _read(layer, interface_of, units=False)
        if not _broadcasts(found.program, units):
            return found
    return _read(layer, interface_of, units=True)


def _broadcasts(program: Program, units: set[tuple[str, int]]) -> bool:
    """Whether a length was taken as equal to another that is 1 where it is not in the example."""
    if any(isinstance(stmt, Guard) for stmt in walk(program.body)):
        return True
    for check in program.checks:
        for axis, other, its in check.equal:
            if ((check.leaf, axis) in units) != ((other, its) in units):
                return True
        for axis, length in enumerate(lengths_of(check.var.type)):
            if (check.leaf, axis) in units and length.literal not in (None, 1):
                return True
    return False


def _read(layer: Layer, interface_of: Lookup, *, units: bool) -> Forward:
    static: tuple[str, ...] = ()
    more: dict[str, object] = {}
    while True:
        slots = slots_of(layer, interface_of, static, units=units, more=more)
        try:
            reading: Reading = read_whole(slots.function, slots.arguments)
        except NeedStatic as need:
            static = (*static, need.path)
        except NeedSlot as need:
            more[need.path] = need.value
        else:
            refuse_functions(reading.program, "a written method calls no function of its own")
            return _Reading(layer, slots, reading.program).forward()


class _Reading:
    def __init__(self, layer: Layer, slots: Slots, program: Program) -> None:
        self.layer = layer
        self.slots = slots
        self.hints = program.names
        assert isinstance(program.result, Node), program.result
        self.returned, kept = program.result.children
        assert isinstance(kept, Node), kept
        self.kept = dict(zip(slots.results, kept.children, strict=True))
        body = dropped(program.body, lambda stmt: isinstance(stmt, Effect))
        self.program = replace(program, body=body, names=_plain(program))
        self.read = {web for expr in _evaluated(program) for web in names_in(expr)}

    def forward(self) -> Forward:
        self._check_stores()
        wrt = tuple(p for p in self.program.parameters if self._has_gradient(p))
        tree, output = self._output(wrt)
        program = self._named(tree)
        return Forward(
            layer=self.layer,
            slots=self.slots,
            program=program,
            returns=not _is_nothing(self.returned),
            output=output or self._attribute_of(program.result),
            finals=self._finals(),
            wrt=wrt,
        )

    def _check_stores(self) -> None:
        """Refuse a store into a part's output: the part's own backward reads it."""
        for stmt in walk(self.program.body):
            if isinstance(stmt, Store) and self._is_of_part(stmt.region.base):
                name = self.program.names[stmt.region.base.web]
                raise refusal("GW504", stmt.origin, attribute=name, found="changed in place")

    def _has_gradient(self, parameter: Parameter) -> bool:
        """Whether a parameter is an argument with a float in it, or an attribute that is only read."""
        webs = [leaf.value for leaf in leaves(parameter.tree) if isinstance(leaf.value, Var)]
        if not any(is_differentiable(var.type) for var in webs):
            return False
        if parameter.name.startswith(TOKEN):
            path = parameter.name.removeprefix(TOKEN)
            return self.slots.parts[path].read_by is not None
        if self.layer.wrt is not None:
            return parameter.name in self.layer.wrt or (
                parameter.name.removeprefix("self.") in self.layer.wrt
            )
        if not parameter.name.startswith("self."):
            return True
        name = parameter.name.removeprefix("self.")
        return name not in self.slots.changed and any(var.web in self.read for var in webs)

    # the output

    def _output(self, wrt: tuple[Parameter, ...]) -> tuple[Tree, str | None]:
        given = {
            leaf.value.web for p in wrt for leaf in leaves(p.tree) if isinstance(leaf.value, Var)
        }
        if not _is_nothing(self.returned):
            return self._loss_alone(self.returned, given), None
        if "output" in self.kept:
            return self.kept["output"], "output"
        active = [name for name, tree in self.kept.items() if self._depends(tree, given)]
        if len(active) == 1:
            return self.kept[active[0]], active[0]
        location = self.layer.source.location(self.layer.node)
        raise refusal("GW503", location, name=self.layer.name, forward=self.layer.node.name)

    def _loss_alone(self, tree: Tree, given: set[int]) -> Tree:
        """Return the one number of a tuple: a loss beside probabilities, whose gradient it is."""
        if not isinstance(tree, Node) or tree.kind != "tuple":
            return tree
        numbers = [leaf for leaf in leaves(tree) if _is_number(leaf) and self._depends(leaf, given)]
        return numbers[0] if len(numbers) == 1 else tree

    def _depends(self, tree: Tree, given: set[int]) -> bool:
        own = {web for leaf in leaves(tree) for web in names_in(leaf.value)}
        return bool(active_webs(replace(self.program, result=tree), given) & own)

    def _named(self, tree: Tree) -> Program:
        """Return the program with the output as result, an expression under a name."""
        program = replace(self.program, result=tree)
        if isinstance(tree, Leaf) and isinstance(tree.value, Var) and self._is_unnamed(tree.value):
            return replace(program, names={**program.names, tree.value.web: "output"})
        if not isinstance(tree, Leaf) or isinstance(tree.value, Var | Const):
            return program
        out = Var(max(program.names, default=0) + 1, tree.value.type)
        names = {**program.names, out.web: "output" if rank_of(out.type) else "loss"}
        returns = [n for n in own_nodes(self.layer.node) if isinstance(n, ast.Return)]
        bound = Assign(out, tree.value, program.origin if len(returns) == 1 else None)
        return replace(program, body=(*program.body, bound), result=Leaf(out), names=names)

    def _is_unnamed(self, var: Var) -> bool:
        """Whether a result has no name of the user's: a part's output, or what branches return."""
        joined = re.fullmatch(r"out(_\d+)?", self.program.names[var.web]) is not None
        return joined or self._is_of_part(var)

    def _is_of_part(self, var: Var) -> bool:
        return any(
            isinstance(stmt, Assign)
            and stmt.target.web == var.web
            and isinstance(stmt.value, Apply)
            and stmt.value.prim == "layer"
            for stmt in self.program.body
        )

    def _attribute_of(self, result: Tree) -> str | None:
        for name, tree in self.kept.items():
            if isinstance(tree, Leaf) and isinstance(result, Leaf) and tree.value is result.value:
                return name
        return None

    # what attributes hold at the end

    def _finals(self) -> dict[str, Var]:
        found = {path: var for name, tree in self.kept.items() for path, var in _places(name, tree)}
        for name in sorted(self.slots.written - self.kept.keys()):
            bound = {
                stmt.target
                for stmt in walk(self.program.body)
                if isinstance(stmt, Assign) and self.hints.get(stmt.target.web) == f"self.{name}"
            }
            if len(bound) == 1:
                found[name] = bound.pop()
        return found


def _places(path: str, tree: Tree) -> Iterator[tuple[str, Var]]:
    """Yield the names that an attribute holds, with where they stand in it."""
    if isinstance(tree, Node):
        for key, child in zip(tree.keys, tree.children, strict=True):
            yield from _places(child_path(path, tree.kind, key), child)
    elif isinstance(tree.value, Var):
        yield path, tree.value


def _is_number(leaf: Leaf) -> bool:
    return is_differentiable(leaf.value.type) and not rank_of(leaf.value.type)


def _is_nothing(tree: Tree) -> bool:
    match tree:
        case Leaf(Const(None, _, Static())):
            return True
        case _:
            return False


def _plain(program: Program) -> dict[int, str]:
    """Return the names with attributes under their own: ``self.output`` is ``output``."""
    found: dict[int, str] = {}
    for web, name in program.names.items():
        path = program.paths.get(web, name)
        found[web] = path.rpartition("self.")[2].replace(".", "_") if "self." in path else name
    return found


def _evaluated(program: Program) -> Iterator[Expr]:
    for stmt in walk(program.body):
        yield from expressions_of(stmt)
    for leaf in leaves(program.result):
        yield leaf.value
