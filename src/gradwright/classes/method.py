"""What is added to a class as text: the lines in forward, the backward method.

In: a `Derived`. Out: lines with an indentation of four spaces a level, which `insertion` fits to
the file's own.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradwright.classes.apart import told_apart
from gradwright.classes.branches import Case, branched, codes_of, merged, statements_of
from gradwright.classes.derived import Derived
from gradwright.classes.layer import self_name
from gradwright.classes.statics import Static
from gradwright.classes.targets import Target, target_of
from gradwright.classes.terms import ADDED
from gradwright.diagnostics import Location, refusal
from gradwright.emit.comments import Comments, statement_text
from gradwright.emit.expressions import Expressions, name, parsed
from gradwright.emit.layout import WIDTH
from gradwright.emit.module import BUILTINS, STANDARD
from gradwright.emit.names import assign_names
from gradwright.emit.reuse import reuse_buffers
from gradwright.emit.statements import Statements
from gradwright.emit.structure import Structures
from gradwright.frontend.keys import child_path
from gradwright.ir.expressions import Expr, Var
from gradwright.ir.rewriting import mapped
from gradwright.ir.statements import (
    Guard,
    Leaf,
    Node,
    Parameter,
    Program,
    Stmt,
    Tree,
    expressions_of,
    leaves,
    walk,
)
from gradwright.ir.types import rank_of

INDENT = 8
MODULES = {"np": np, "math": math}
KEPT = "# kept for backward:"
PARTS = "a part's gradient"


@dataclass(frozen=True, slots=True)
class Written:
    """The text of one class: `kept` with the line of forward that each follows (None: the start)."""

    kept: tuple[tuple[int | None, str], ...]
    backward: tuple[str, ...]


def write_method(derived: Derived) -> Written:
    """Return what is added to a class: a backward for calls of each kind, checked for that."""
    first = _Method(derived)
    methods = [first, *(_Method(other, first.upstream.name) for other in derived.others)]
    cases = _cases(derived.all, [method.body(methods) for method in methods])
    alone, lines = _without_upstream(derived, first, methods)
    head = (first.head(methods), first.docstring(methods), *lines)
    statics = [s for case in (*cases, *alone) for s in case.statics]
    return Written(_kept_lines(derived, statics), (*head, *branched(cases, INDENT)))


def _cases(all_: Sequence[Derived], bodies: Sequence[list[str]]) -> list[Case]:
    """Return what is written for each kind of call, with the tests that hold for it."""
    statements = [*map(statements_of, bodies)]
    fixed = told_apart([one.forward for one in all_], [*map(codes_of, statements)])
    return merged([Case(f, b) for f, b in zip(fixed, statements, strict=True)])


def _without_upstream(
    derived: Derived, first: _Method, methods: Sequence[_Method]
) -> tuple[list[Case], tuple[str, ...]]:
    """Return what is done where backward is given no upstream gradient: that of the class's scalar."""
    if not derived.scalars:
        return [], ()
    scalars = [_Method(one, first.upstream.name) for one in derived.scalars]
    cases = _cases(derived.scalars, [method.body(methods) for method in scalars])
    objective = derived.scalars[0].forward.layer.objective
    assert objective is not None
    head = f"{' ' * INDENT}if {first.upstream.name} is None:  # of {objective.function.__name__}"
    lines = (head, *branched(cases, INDENT + 4))
    ended = lines[-1].strip().startswith("return")
    return cases, lines if ended else (*lines, f"{' ' * INDENT}    return")


def _kept_lines(derived: Derived, statics: Sequence[Static]) -> tuple[tuple[int | None, str], ...]:
    """Return the lines that are added to forward."""
    readers: dict[tuple[int | None, str], dict[str, None]] = {}
    owner = self_name(derived.forward.layer.node)
    for one in (one for each in (*derived.all, *derived.scalars) for one in each.kept):
        value = re.sub(r"^self\.", f"{owner}.", one.value)
        key = (one.after, f"{owner}.{one.attribute} = {value}")
        readers.setdefault(key, {}).update(dict.fromkeys(one.readers or (PARTS,)))
    for static in statics:
        if static.kept:
            value = re.sub(r"= self\.", f"= {owner}.", static.kept)
            readers.setdefault((None, f"{owner}.{value}"), {})
    return tuple(
        (key[0], f"{key[1]}  {KEPT} {_reads(list(names))}") for key, names in readers.items()
    )


def _reads(names: Sequence[str]) -> str:
    if not names:
        return "it was written for its kind"
    return f"{listed(names)} {'read' if len(names) > 1 else 'reads'} it"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: ``a, b and c``."""
    return ", ".join([*names[:-2], " and ".join(names[-2:])])


class _Method:
    def __init__(
        self, derived: Derived, upstream: str | None = None, adds: Collection[str] = ()
    ) -> None:
        self.derived = derived
        self.adds = adds
        self.layer = derived.forward.layer
        self.naming = self.layer.naming
        program = reuse_buffers(_named_upstream(derived.program, upstream or self.naming.upstream))
        program = replace(program, body=mapped(program.body, _without_line))
        self.program = program
        self.upstream = program.parameters[0]
        taken = {*BUILTINS, *STANDARD, *program.imports, "self", self.upstream.name}
        self.names = assign_names(program, taken - {self.upstream.name})
        self.results = self._results()
        self.syntax = Expressions(self._printed)

    def _printed(self, web: int) -> ast.expr:
        shown = self.names.get(web)
        return name(shown) if shown is not None else parsed(self.program.paths[web])

    def _results(self) -> list[tuple[Target, Tree]]:
        """Return each gradient's attribute and value; names that hold one become the attribute."""
        assert isinstance(self.program.result, Node)
        bound = {
            var.web for stmt in walk(self.program.body) for var in _targets(stmt)
        } - self._upstreams()
        found: list[tuple[Target, Tree]] = []
        for parameter, tree in zip(self.derived.wrt, self.program.result.children, strict=True):
            target = target_of(self.derived.forward, parameter.name)
            if parameter.name in self.adds:
                target = replace(target, adds=True)
            match tree:
                case Leaf(Var(web)) if web in bound and not target.adds:
                    self.names[web] = target.path
                    bound.discard(web)
                case _:
                    found += _spread(target, tree)
        return found

    def _upstreams(self) -> set[int]:
        return {
            leaf.value.web for leaf in leaves(self.upstream.tree) if isinstance(leaf.value, Var)
        }

    # the text

    def head(self, all_: Sequence[_Method]) -> str:
        """Return the method's first line."""
        usual = "=1.0" if all(method.is_of_a_loss for method in all_) else ""
        usual = "=None" if self.derived.scalars else usual
        return f"    def backward(self, {self.upstream.name}{usual}):"

    @property
    def is_of_a_loss(self) -> bool:
        """Whether the output is one number."""
        tree = self.upstream.tree
        return isinstance(tree, Leaf) and rank_of(tree.value.type) == 0

    def docstring(self, all_: Sequence[_Method]) -> str:
        """Return the line that says what the method does."""
        wrt = {p.name: None for method in all_ for p in method.derived.wrt}
        names = sorted(wrt, key=lambda name: name.startswith("self."))
        shown = listed([self.naming.gradient(name) for name in names])
        for does in (f"Set {shown}", "Set the gradients of all that forward reads"):
            text = f"{does}; the arrays of the last forward must be unchanged."
            if names and len(text) <= WIDTH - INDENT - 6:
                return f'{" " * INDENT}"""{text}"""'
        text = "Call the parts' backward; the arrays of the last forward must be unchanged."
        return f'{" " * INDENT}"""{text}"""'

    def body(self, all_: Sequence[_Method]) -> list[str]:
        """Return the lines that compute the gradients."""
        return [*self.lines(), *self._added(), *self._return(all_)]

    def _added(self) -> Iterator[str]:
        """Yield the lines that add the gradients of other terms."""
        adds = {p.name for p in self.derived.wrt}
        for term in self.derived.added:
            bodies = [_Method(case, adds=adds).lines() for case in term.cases]
            yield f"{' ' * INDENT}{ADDED}{term.text}"
            yield from branched(_cases(term.cases, bodies), INDENT)

    def _under_own_names(self, lines: list[str]) -> list[str]:
        """Return lines with the modules under the names that forward's file has for them."""
        known = self.layer.known
        for captured in self.program.captured:
            if known.get(captured.name) is not captured.read():
                raise self._refused(f"{captured.name} cannot be named in it")
        for usual, module in MODULES.items():
            if known.get(usual) is module or not any(_mentions(usual, line) for line in lines):
                continue
            names = [name for name, value in known.items() if value is module]
            if not names:
                raise self._refused(f"the file does not import {module.__name__}")
            lines = [_renamed(line, usual, names[0]) for line in lines]
        return lines

    def _refused(self, reason: str) -> Exception:
        location = self.layer.source.location(self.layer.node)
        return refusal("GW506", location, name=self.layer.name, reason=reason)

    def lines(self) -> list[str]:
        """Return the lines that compute the gradients, without what is returned."""
        split = self.program.reverse_from
        read = frozenset(web for expr in _evaluated(self.program) for web in _webs(expr))
        statements = Statements(self.syntax, self.names, read)
        again, backward = self.program.body[:split], self.program.body[split:]
        if again:
            statements.block(again, INDENT)
        statements.comments = _Above()
        if backward:
            statements.block(backward, INDENT)
        structures = Structures(self.syntax)
        for target, tree in self.results:
            value = structures.tree(tree)
            statements.put(f"{target.path} {'+=' if target.adds else '='} ", value, "", INDENT)
        lines = [line for text in statements.lines for line in text.split("\n")]
        return self._under_own_names(lines)

    def _return(self, all_: Sequence[_Method]) -> Iterator[str]:
        """Yield the line that returns the gradients of the arguments that have one in all cases."""
        if not self.derived.forward.returns:
            return
        own = [method.arguments for method in all_ if method.derived.forward.returns]
        common = [name for name in self.arguments if all(name in names for names in own)]
        shown = [f"self.{self.naming.gradient(name)}" for name in common or self.arguments]
        if shown:
            yield f"{' ' * INDENT}return {', '.join(shown)}"

    @property
    def arguments(self) -> list[str]:
        """The arguments that have a gradient."""
        return [p.name for p in self.derived.wrt if not p.name.startswith("self.")]


def _spread(target: Target, tree: Tree) -> list[tuple[Target, Tree]]:
    """Return what is added to a structure leaf by leaf."""
    if not target.adds or not isinstance(tree, Node):
        return [(target, tree)]
    pairs = zip(tree.keys, tree.children, strict=True)
    return [
        one
        for key, child in pairs
        for one in _spread(Target(child_path(target.path, tree.kind, key), True), child)
    ]


def _mentions(module: str, line: str) -> bool:
    return re.search(rf"(?<![\w.]){module}\.", _code(line)) is not None


def _renamed(line: str, usual: str, own: str) -> str:
    return line if not _code(line) else re.sub(rf"(?<![\w.]){usual}\.", f"{own}.", line)


def _code(line: str) -> str:
    return "" if line.lstrip().startswith("#") else line


class _Above(Comments):
    """Puts the forward statement above the first line that differentiates it."""

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[str, int, int] | None = None

    def note(
        self,
        lines: list[str],
        start: int,
        origin: Location | None,
        indent: int,
        *,
        more: bool = False,
    ) -> None:
        """Put a statement's comment above the line at `start`."""
        del more
        if origin is None or len(lines) == start:
            return
        place = (origin.filename, origin.line, origin.column)
        text = statement_text(origin)
        if (
            place == self._before
            or not text
            or (lines[start].lstrip().startswith("self.") and (".backward(" in lines[start]))
        ):
            return
        self._before = place
        shown = f"# {text}"
        if len(shown) > WIDTH - indent:
            shown = shown[: WIDTH - indent - 4].rstrip() + " ..."
        lines.insert(start, " " * indent + shown)


def _named_upstream(program: Program, usual: str | None) -> Program:
    """Return the program with the upstream gradient called as usual, or after what it belongs to."""
    upstream = program.parameters[0]
    tree = upstream.tree
    new = upstream.name
    if usual is not None and usual not in _taken(program):
        new = usual
    elif isinstance(tree, Leaf) and rank_of(tree.value.type) == 0:
        new = "dloss"
    elif new == "dout":
        new = "doutput"
    paths = dict(program.paths)
    for leaf in leaves(tree):
        if isinstance(leaf.value, Var):
            paths[leaf.value.web] = new + paths[leaf.value.web].removeprefix(upstream.name)
    renamed = Parameter(new, tree, upstream.kind)
    return replace(program, parameters=(renamed, *program.parameters[1:]), paths=paths)


def _without_line(stmt: Stmt) -> Stmt:
    """Return a check whose message names no line of a file that is edited further."""
    if isinstance(stmt, Guard):
        return replace(stmt, message=re.sub(r"^line \d+: ", "", stmt.message))
    return stmt


def _taken(program: Program) -> set[str]:
    """Return the names that stand for something else in a backward method."""
    captured = {one.name for one in program.captured}
    return {"self", *BUILTINS, *STANDARD, *MODULES, *program.imports, *captured}


def _targets(stmt: object) -> list[Var]:
    from gradwright.ir.statements import Assign

    return [stmt.target] if isinstance(stmt, Assign) else []


def _evaluated(program: Program) -> Iterator[Expr]:
    for stmt in walk(program.body):
        yield from expressions_of(stmt)
    for leaf in leaves(program.result):
        yield leaf.value


def _webs(expr: Expr) -> frozenset[int]:
    from gradwright.analysis.flow import names_in

    return names_in(expr)
