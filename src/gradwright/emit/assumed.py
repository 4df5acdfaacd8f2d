"""What a program was written for: its arguments' kinds, lengths, equal lengths, values.

In: a program. Out: `Assumptions`, which the entry check tests and its message describes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gradwright.ir.expressions import Const, Var
from gradwright.ir.statements import Captured, Leaf, Node, Parameter, Program, Tree, leaves
from gradwright.ir.types import Array, AxisLength, Form, Scalar, lengths_of

PLAIN = (bool, int, float, str, type(None))
Place = tuple[str, int]  # a leaf's path, and one of its axes


@dataclass(frozen=True, slots=True)
class Given:
    """A number or array among the arguments. floating: the gradient by it is asked for."""

    path: str
    lengths: tuple[Form, ...]
    is_array: bool
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What holds of a call's arguments.

    equal: an axis to the axis that it is as long as, which itself is not in there.
    lists: paths of lists and tuples with the length of each. values: paths of plain values.
    """

    parameters: tuple[str, ...]
    given: tuple[Given, ...]
    equal: Mapping[Place, Place]
    lists: Mapping[str, int]
    values: Mapping[str, object]

    def is_flat(self, path: str) -> bool:
        """Whether a list holds numbers and arrays only."""
        own = [leaf.path for leaf in self.given if leaf.path.startswith(f"{path}[")]
        return own == [f"{path}[{k}]" for k in range(self.lists[path])]

    def has_arrays(self, path: str) -> bool:
        """Whether a list holds an array."""
        return any(x.is_array for x in self.given if x.path.startswith(f"{path}["))


def assumptions_of(program: Program, hidden: Sequence[Captured]) -> Assumptions:
    """Return what a program was written for; `hidden` are captured values that are arguments."""
    given = (
        *_given(program),
        *(_captured(c) for c in hidden if isinstance(c.web.type, Scalar | Array)),
    )
    known = {leaf.path for leaf in given} | {c.name for c in program.captured}
    own = program.parameters if program.wrt is None else program.parameters[1:]
    listed = [p for p in program.parameters if p.kind != "keywords"]
    return Assumptions(
        parameters=tuple(p.name for p in program.parameters),
        given=given,
        equal=_equal(program, known),
        lists={path: n for p in listed for path, n in _lists_in(p.name, p.tree)},
        values={path: v for p in own for path, v in _values_in(p.name, p.tree)},
    )


def _given(program: Program) -> Iterator[Given]:
    """Yield the numbers and arrays among the arguments, the upstream gradient first."""
    floating = {check.leaf for check in program.checks if check.floating}
    for parameter in program.parameters:
        for path, var in _numbers(program, parameter):
            is_array = isinstance(var.type, Array)
            yield Given(path, lengths_of(var.type), is_array, is_array and path in floating)


def _captured(captured: Captured) -> Given:
    type_ = captured.web.type
    return Given(captured.name, lengths_of(type_), isinstance(type_, Array))


def _numbers(program: Program, parameter: Parameter) -> Iterator[tuple[str, Var]]:
    for leaf in leaves(parameter.tree):
        if isinstance(leaf.value, Var) and isinstance(leaf.value.type, Scalar | Array):
            yield program.paths.get(leaf.value.web, parameter.name), leaf.value


def _equal(program: Program, known: Collection[str]) -> dict[Place, Place]:
    """Return which lengths must be equal; what follows from others is left out."""
    leader: dict[Place, Place] = {}

    def first(place: Place) -> Place:
        while place in leader:
            place = leader[place]
        return place

    for one, other in [*_assumed(program), *_upstream(program)]:
        if one[0] in known and other[0] in known and first(one) != first(other):
            leader[first(one)] = first(other)
    return {place: first(place) for place in leader}


def _assumed(program: Program) -> Iterator[tuple[Place, Place]]:
    for check in program.checks:
        for axis, other, other_axis in check.equal:
            yield (check.leaf, axis), (other, other_axis)


def _upstream(program: Program) -> Iterator[tuple[Place, Place]]:
    """Yield the axes of the upstream gradient with the argument's axis that gives their length."""
    if program.wrt is None or program.pushes or not isinstance(program.result, Node):
        return
    value = program.result.children[0]
    given = _numbers(program, program.parameters[0])
    for (path, _), leaf in zip(given, numbers_of(value), strict=False):
        for axis, length in enumerate(lengths_of(leaf.value.type)):
            match length.terms:
                case ((AxisLength(leaf=other, axis=other_axis), 1),) if length.constant == 0:
                    yield (path, axis), (other, other_axis)
                case _:
                    pass


def numbers_of(tree: Tree) -> list[Leaf]:
    """Return the leaves of a structure that are numbers or arrays."""
    return [leaf for leaf in leaves(tree) if isinstance(leaf.value.type, Scalar | Array)]


def _lists_in(path: str, tree: Tree) -> Iterator[tuple[str, int]]:
    """Yield the lists and tuples of a parameter with the length that each has."""
    if isinstance(tree, Leaf):
        return
    if tree.kind in ("list", "tuple"):
        yield path, len(tree.children)
    for key, child in zip(tree.keys, tree.children, strict=True):
        yield from _lists_in(_path_of(tree, path, key), child)


def _values_in(path: str, tree: Tree) -> Iterator[tuple[str, object]]:
    """Yield the plain values that the code was written for: numbers, flags, text, None."""
    if isinstance(tree, Node):
        for key, child in zip(tree.keys, tree.children, strict=True):
            yield from _values_in(_path_of(tree, path, key), child)
    elif isinstance(tree.value, Const) and isinstance(tree.value.value, PLAIN):
        yield path, tree.value.value


def _path_of(tree: Node, path: str, key: object) -> str:
    record = tree.kind in ("dataclass", "namedtuple")
    return f"{path}.{key}" if record else f"{path}[{key!r}]"
