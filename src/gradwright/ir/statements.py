"""Statements and programs: structured, as a person would read them.

::

    Stmt = Assign(target, value)                bind a web; `meaning`: differentiate that instead
         | Store(region, value, mode, repeats)  evaluate the value whole, then write the region
         | Permute(targets, sources)            arrays change places: a, b = b, a
         | NewStack(stack) | Push(stack, values) | Pop(targets, stack)
         | If(cond, then, orelse)
         | For(var, start, stop, step, body, down)      bounds evaluated once; down: reversed(range(…))
         | ForEach(targets, stack, body, counter?)      for … in reversed(saved)
         | While(cond, body)
         | Leave()                              this iteration of the loop around is the last one
         | Guard(cond, message)                 raise ValueError(message) unless cond
         | Effect(text, args)                   kept forward, never reversed: raise, assert

A program's result is one tree of expressions, evaluated after the body; there is no return inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from gradwright.diagnostics import Location
from gradwright.ir.expressions import Expr, Region, Var


@dataclass(frozen=True, slots=True)
class Assign:
    """Bind a web to a fresh value, or to a share of another that no store can reach."""

    target: Var
    value: Expr
    origin: Location | None = None
    meaning: Expr | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """Write into a region of an array. add: accumulate; with `repeats`, indices may recur."""

    region: Region
    value: Expr
    mode: Literal["assign", "add"] = "assign"
    repeats: bool = False
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Permute:
    """Let names of arrays change places; `sources` are the targets in another order."""

    targets: tuple[Var, ...]
    sources: tuple[Var, ...]
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class NewStack:
    """Bind an empty stack."""

    stack: Var
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Save values (a region is copied where it is a view)."""

    stack: Var
    values: tuple[Expr, ...]
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Pop:
    """Take the last saved entry apart into webs and regions."""

    targets: tuple[Var | Region, ...]
    stack: Var
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class If:
    """Run one of two arms."""

    cond: Expr
    then: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class For:
    """Count; `down` runs the same numbers backwards. Zero trips are legal."""

    var: Var
    start: Expr
    stop: Expr
    step: Expr
    body: tuple[Stmt, ...]
    down: bool = False
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class ForEach:
    """Visit a stack's entries, last first, and leave the stack as it is.

    counter: the loop, without its body, whose numbers belong to the entries: its variable is one of the
    targets, or counts beside them.
    """

    targets: tuple[Var, ...]
    stack: Var
    body: tuple[Stmt, ...]
    origin: Location | None = None
    counter: For | None = None

    @property
    def beside(self) -> For | None:
        """The loop whose variable counts beside the entries."""
        return None if self.counter is None or self.counter.var in self.targets else self.counter


@dataclass(frozen=True, slots=True)
class While:
    """Repeat while the condition holds."""

    cond: Expr
    body: tuple[Stmt, ...]
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Let the innermost loop end with this iteration, which still runs to its end.

    So control flow stays structured, and an analysis of what may happen needs to know nothing of it. The
    frontend puts what a jump skips into the other arm; `emit` writes a ``break`` behind what is left.
    """

    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """Raise ValueError(message) unless `cond` holds: an assumption that nothing else enforces.

    code: the error that it is where the function is called through the library.
    """

    cond: Expr
    message: str
    origin: Location | None = None
    code: str = "GW418"


@dataclass(frozen=True, slots=True)
class Effect:
    """A statement kept as it stands, `text` with {0}, {1}, … for its operands."""

    text: str
    args: tuple[Expr, ...]
    origin: Location | None = None


Stmt = (
    Assign
    | Store
    | Permute
    | NewStack
    | Push
    | Pop
    | If
    | For
    | ForEach
    | While
    | Leave
    | Guard
    | Effect
)
Block = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value in a structure; a Const of type STATIC where it is no number.

    origin: of a value that stands here instead of in a statement of its own.
    """

    value: Expr
    origin: Location | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A container in a structure. keys: indices, dict keys or field names; cls: the class."""

    kind: Literal["tuple", "list", "dict", "dataclass", "namedtuple"]
    keys: tuple[object, ...]
    children: tuple[Tree, ...]
    cls: type


Tree = Leaf | Node


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the Python function and the leaves that its argument holds.

    `default`: the source text of the default, or None. A variadic parameter is a tuple (`*args`)
    or dict (`**kwargs`) tree of its own.
    """

    name: str
    tree: Tree
    kind: Literal["positional_only", "positional", "keyword_only", "variadic", "keywords"] = (
        "positional"
    )
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """A number or array that the function reads from its globals or closure: a hidden argument."""

    name: str
    web: Var
    read: Callable[[], object]


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """What the written code was specialised for, of one leaf: its type, and lengths assumed equal.

    equal: (axis, other leaf, the other's axis). floating: the gradient by it is asked for, so the
    written code refuses integers.
    """

    leaf: str
    var: Var
    equal: tuple[tuple[int, str, int], ...] = ()
    floating: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """A function: parameters, body, result.

    names: each web's hint, the user's name (a leaf inside a structure is printed by `paths`).
    paths: how a parameter's leaf is read, ``x``, ``x[0]``, ``net.w``; such webs are never assigned
    unless the path is a plain name.
    imports: import lines of what the user's code uses, by the name that they bind.
    reverse_from: in a written program, where in `body` the reverse part begins; the first parameter
    is the upstream gradient then, and the result the pair (value, gradients).
    wrt: in a written program, the parameters that the gradients belong to: one name for a bare gradient,
    several for a tuple.
    pushes: in a program of forward mode, what it pushes forward: the value (the result is the pair (value,
    its tangent)), or the gradient (the result is the gradient's tangent). The first parameter is the
    direction then, with the structure of the parameters `wrt`.
    functions: those that the body calls by name (`rules.outcomes`) and that are written apart: forward
    programs where this is one, the halves of each where this is a written one.
    notes: what is to stand beside the statements that make names.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    result: Tree
    names: Mapping[int, str]
    paths: Mapping[int, str]
    checks: tuple[EntryCheck, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict[str, str])
    captured: tuple[Captured, ...] = ()
    docstring: str | None = None
    origin: Location | None = None
    reverse_from: int | None = None
    wrt: str | tuple[str, ...] | None = None
    pushes: Literal["value", "gradient"] | None = None
    functions: tuple[Program, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict[int, str])


def leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield a structure's leaves in order."""
    if isinstance(tree, Leaf):
        yield tree
    else:
        for child in tree.children:
            yield from leaves(child)


def map_leaves(tree: Tree, visit: Callable[[Leaf], Tree]) -> Tree:
    """Return the structure with each leaf replaced."""
    if isinstance(tree, Leaf):
        return visit(tree)
    children = tuple(map_leaves(child, visit) for child in tree.children)
    return Node(tree.kind, tree.keys, children, tree.cls)


def blocks_of(stmt: Stmt) -> tuple[Block, ...]:
    """Return the blocks inside a statement."""
    match stmt:
        case If(_, then, orelse):
            return (then, orelse)
        case For() | ForEach() | While():
            return (stmt.body,)
        case _:
            return ()


def expressions_of(stmt: Stmt) -> tuple[Expr, ...]:  # noqa: C901
    """Return what a statement itself evaluates, not what its blocks do.

    A Store yields its region's subscripts through the region, which counts as read.
    """
    match stmt:
        case Assign(_, value):
            return (value,)
        case Store(region, value):
            return (region, value)
        case Permute(_, sources):
            return sources
        case Push(_, values):
            return values
        case Pop(targets):
            return tuple(target for target in targets if isinstance(target, Region))
        case If(cond) | While(cond) | Guard(cond):
            return (cond,)
        case For(_, start, stop, step):
            return (start, stop, step)
        case Effect(_, args):
            return args
        case ForEach(beside=For() as counter):
            return expressions_of(counter)
        case NewStack() | ForEach() | Leave():
            return ()


def bound_by(stmt: Stmt) -> tuple[Var, ...]:
    """Return the webs that a statement itself binds (not stores into)."""
    match stmt:
        case Assign(target):
            return (target,)
        case NewStack(stack):
            return (stack,)
        case Permute(targets):
            return targets
        case Pop(targets):
            return tuple(target for target in targets if isinstance(target, Var))
        case For(var):
            return (var,)
        case ForEach(targets, beside=beside):
            return targets if beside is None else (*targets, beside.var)
        case _:
            return ()


def walk(block: Block) -> Iterator[Stmt]:
    """Yield every statement in a block, outer before inner."""
    for stmt in block:
        yield stmt
        for inner in blocks_of(stmt):
            yield from walk(inner)


def trees_of(program: Program) -> Iterator[Expr]:
    """Yield every expression that a program's statements and its result evaluate."""
    for stmt in walk(program.body):
        yield from expressions_of(stmt)
    for leaf in leaves(program.result):
        yield leaf.value
