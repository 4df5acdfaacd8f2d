"""The one check that written code begins with: what it was written for.

``if [getattr(v, "ndim", 0) for v in (dy, a)] != [0, 2] or a.shape[0] != 1: raise ValueError(…)``
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gradwright.emit.expressions import call, literal, parsed
from gradwright.emit.flat import flat
from gradwright.emit.layout import lay_out
from gradwright.emit.messages import raise_value_error
from gradwright.ir.expressions import Const, Var
from gradwright.ir.statements import Captured, Leaf, Node, Parameter, Program, Tree, leaves
from gradwright.ir.types import Array, AxisLength, Form, Scalar, lengths_of

PLAIN = (bool, int, float, str, type(None))
LETTERS = "nmkpqrstuvwxyzabcdefghijlo"


@dataclass(frozen=True, slots=True)
class _Checked:
    """One leaf: its path, its rank, its lengths."""

    path: str
    lengths: tuple[Form, ...]
    is_array: bool
    floating: bool


@dataclass(frozen=True, slots=True)
class _Equality:
    one: tuple[str, int]
    other: tuple[str, int]


class EntryCheck:
    """The check of a program's arguments, as lines of Python."""

    def __init__(self, program: Program, hidden: Sequence[Captured]) -> None:
        self._parameters = program.parameters
        self._leaves = [*_checked(program), *(_captured(c) for c in hidden)]
        known = {leaf.path for leaf in self._leaves} | {c.name for c in program.captured}
        self._equal = list(_equalities(program, known))
        own = program.parameters if program.wrt is None else program.parameters[1:]
        self._static = {path: v for p in own for path, v in _static_in(p.name, p.tree)}

    def lines(self, indent: int) -> list[str]:
        """Return the check, nothing if any arguments will do."""
        tests = [*self._lengths_of_lists(), *self._values(), *self._ranks()]
        tests += [*self._floating(), *self._axes()]
        if not tests:
            return []
        test = tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)
        pad = " " * indent
        return [pad + lay_out("if ", test, ":", indent), *self._raise(indent + 4)]

    # What is tested.

    def _lengths_of_lists(self) -> Iterator[ast.expr]:
        for path, length in self._lists():
            yield _differs(call("len", parsed(path)), literal(length))

    def _values(self) -> Iterator[ast.expr]:
        for path, value in self._static.items():
            same = isinstance(value, bool | None)
            op = ast.IsNot() if same else ast.NotEq()
            yield ast.Compare(parsed(path), [op], [literal(value)])

    def _lists(self) -> Iterator[tuple[str, int]]:
        for parameter in self._parameters:
            if parameter.kind != "keywords":
                yield from _lists_in(parameter.name, parameter.tree)

    def _ranks(self) -> Iterator[ast.expr]:
        ranks = [len(leaf.lengths) for leaf in self._leaves]
        if not ranks:
            return
        if len(ranks) == 1:
            rank = call("getattr", parsed(self._leaves[0].path), literal("ndim"), literal(0))
            yield _differs(rank, literal(ranks[0]))
            return
        values = ast.Tuple(list(self._gathered()))
        variable = "v" if all(p.name != "v" for p in self._parameters) else "value"
        element = f'getattr({variable}, "ndim", 0)'
        if not any(ranks):
            yield parsed(f"any({element} for {variable} in {flat(values)})")
        else:
            found = parsed(f"[{element} for {variable} in {flat(values)}]")
            yield _differs(found, literal(ranks))

    def _gathered(self) -> Iterator[ast.expr]:
        """Yield the leaves; a list of leaves alone as ``*x``."""
        starred: set[str] = set()
        spans = {path: count for path, count in self._lists() if self._is_flat(path, count)}
        for leaf in self._leaves:
            path = leaf.path.rpartition("[")[0]
            if path not in spans:
                yield parsed(leaf.path)
            elif path not in starred:
                starred.add(path)
                yield ast.Starred(parsed(path))

    def _is_flat(self, path: str, count: int) -> bool:
        own = [leaf.path for leaf in self._leaves if leaf.path.startswith(f"{path}[")]
        return own == [f"{path}[{k}]" for k in range(count)]

    def _floating(self) -> Iterator[ast.expr]:
        kinds = [parsed(f"{leaf.path}.dtype.kind") for leaf in self._leaves if leaf.floating]
        if len(kinds) == 1:
            yield _differs(kinds[0], literal("f"))
        elif kinds:
            yield _differs(ast.Set(kinds), ast.Set([literal("f")]))

    def _axes(self) -> Iterator[ast.expr]:
        for leaf in self._leaves:
            needed = {
                axis: literal(length.literal)
                for axis, length in enumerate(leaf.lengths)
                if length.literal is not None
            }
            needed |= {e.one[1]: _axis(*e.other) for e in self._equal if e.one[0] == leaf.path}
            if len(needed) == len(leaf.lengths) > 1:
                lengths = ast.Tuple([needed[axis] for axis in sorted(needed)])
                yield _differs(parsed(f"{leaf.path}.shape"), lengths)
            else:
                yield from (_differs(_axis(leaf.path, k), needed[k]) for k in sorted(needed))

    # What is raised.

    def _raise(self, indent: int) -> list[str]:
        expected, given = self._described()
        plain = _with_commas("written for ", expected, "; ")
        return raise_value_error(plain, _with_commas("given ", given, ""), indent)

    def _described(self) -> tuple[list[str], list[str]]:
        """Return what each argument was written for, and text that shows what was given."""
        letters = self._letters()
        expected: dict[str, str] = {}
        lists = {p: n for p, n in self._lists() if self._is_flat(p, n) and not self._has_arrays(p)}
        for leaf in self._leaves:
            around = leaf.path.rpartition("[")[0]
            if around in lists:
                expected[around] = f"of {lists[around]} numbers"
            else:
                expected[leaf.path] = _described(leaf, letters)
        given = [*dict.fromkeys(self._given(path) for path in expected)]
        given += [f"{path} {{{path}!r}}" for path in self._static]
        expected |= {path: _shown(value) for path, value in self._static.items()}
        texts = [f"{path} {text}" for path, text in expected.items()]
        return texts, [text.replace('"', "'") for text in given]

    def _given(self, path: str) -> str:
        """Return text that shows what was given; of a list, which may be too short, the whole."""
        for around, count in self._lists():
            if path == around or path.startswith(f"{around}["):
                shapes = self._is_flat(around, count) and self._has_arrays(around)
                if not shapes:
                    return f"{around} of {{len({around})}}"
                return f"{around} {{[np.shape(v) for v in {around}]}}"
        return f"{path} {{{self._shape_of(path)}}}"

    def _shape_of(self, path: str) -> str:
        if any(leaf.is_array for leaf in self._leaves):
            return f"np.shape({path})"
        return f"getattr({path}, 'shape', {path})"

    def _has_arrays(self, path: str) -> bool:
        return any(x.is_array for x in self._leaves if x.path.startswith(f"{path}["))

    def _letters(self) -> Mapping[tuple[str, int], str]:
        """Return a letter for each length, one for equal lengths, a number for literals."""
        taken = {p.name for p in self._parameters}
        free = iter([c for c in LETTERS if c not in taken] + [f"n{k}" for k in range(1000)])
        letters: dict[tuple[str, int], str] = {}
        same = {e.one: e.other for e in self._equal}
        for leaf in self._leaves:
            for axis, length in enumerate(leaf.lengths):
                place = (leaf.path, axis)
                while place in same:
                    place = same[place]
                if length.literal is not None:
                    letters[leaf.path, axis] = str(length.literal)
                    continue
                if place not in letters:
                    letters[place] = next(free)
                letters[leaf.path, axis] = letters[place]
        return letters


def _described(leaf: _Checked, letters: Mapping[tuple[str, int], str]) -> str:
    if not leaf.is_array:
        return "()"
    shape = ", ".join(letters[leaf.path, k] for k in range(len(leaf.lengths)))
    return f"({shape},)" if len(leaf.lengths) == 1 else f"({shape})"


def _differs(one: ast.expr, other: ast.expr) -> ast.expr:
    return ast.Compare(one, [ast.NotEq()], [other])


def _axis(path: str, axis: int) -> ast.expr:
    return parsed(f"{path}.shape[{axis}]")


def _lists_in(path: str, tree: Tree) -> Iterator[tuple[str, int]]:
    """Yield the lists and tuples of a parameter with the length that each has."""
    if isinstance(tree, Leaf):
        return
    if tree.kind in ("list", "tuple"):
        yield path, len(tree.children)
    for key, child in zip(tree.keys, tree.children, strict=True):
        yield from _lists_in(_path_of(tree, path, key), child)


def _static_in(path: str, tree: Tree) -> Iterator[tuple[str, object]]:
    """Yield the plain values that the code was written for: numbers, flags, text, None."""
    if isinstance(tree, Node):
        for key, child in zip(tree.keys, tree.children, strict=True):
            yield from _static_in(_path_of(tree, path, key), child)
    elif isinstance(tree.value, Const) and isinstance(tree.value.value, PLAIN):
        yield path, tree.value.value


def _path_of(tree: Node, path: str, key: object) -> str:
    record = tree.kind in ("dataclass", "namedtuple")
    return f"{path}.{key}" if record else f"{path}[{key!r}]"


def _shown(value: object) -> str:
    """Return a value as it can stand in a message."""
    text = repr(value)
    return f"another {type(value).__name__}" if set(text) & set('{}"\\') else text


def _checked(program: Program) -> Iterator[_Checked]:
    """Yield the numbers and arrays among the arguments, the upstream gradient first."""
    floating = {check.leaf for check in program.checks if check.floating}
    for parameter in program.parameters:
        for path, var in _numbers(program, parameter):
            is_array = isinstance(var.type, Array)
            yield _Checked(path, lengths_of(var.type), is_array, is_array and path in floating)


def _captured(captured: Captured) -> _Checked:
    type_ = captured.web.type
    return _Checked(captured.name, lengths_of(type_), isinstance(type_, Array), floating=False)


def _numbers(program: Program, parameter: Parameter) -> Iterator[tuple[str, Var]]:
    for leaf in leaves(parameter.tree):
        if isinstance(leaf.value, Var) and isinstance(leaf.value.type, Scalar | Array):
            yield program.paths.get(leaf.value.web, parameter.name), leaf.value


def _equalities(program: Program, known: Collection[str]) -> Iterator[_Equality]:
    """Yield lengths that must be equal, each only once (what follows from others is left out)."""
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def first(place: tuple[str, int]) -> tuple[str, int]:
        while place in leader:
            place = leader[place]
        return place

    for one, other in [*_assumed(program), *_upstream(program)]:
        if one[0] in known and other[0] in known and first(one) != first(other):
            found = _Equality(first(one), first(other))
            leader[found.one] = found.other  # so no place stands twice on the left
            yield found


def _assumed(program: Program) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    for check in program.checks:
        for axis, other, other_axis in check.equal:
            yield (check.leaf, axis), (other, other_axis)


def _upstream(program: Program) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Yield the axes of the upstream gradient with the argument's axis that gives their length."""
    if program.wrt is None or not isinstance(program.result, Node):
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


def _with_commas(before: str, items: Sequence[str], after: str) -> list[str]:
    """Return the items as pieces of a text, what stands before the first and after the last."""
    pieces = [f"{item}, " for item in items[:-1]] + [items[-1] + after]
    return [before + pieces[0], *pieces[1:]]
