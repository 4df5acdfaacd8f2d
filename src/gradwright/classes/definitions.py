"""The classes of a file that have a forward: what is theirs, and what an earlier run wrote.

In: a document. Out: `Definition`s, in the order of the file; abstract forwards are left out.
"""

from __future__ import annotations

import ast
import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gradwright.classes.documents import Document
from gradwright.classes.marks import Comments, Earlier, comments_of, earlier_of
from gradwright.classes.names import forward_in
from gradwright.classes.running import parse


@dataclass(frozen=True, slots=True)
class Definition:
    """A class with a forward.

    Attributes
    ----------
    name
        With the names of the classes and functions that it stands in.
    forward, backward
        As they stand in the file.
    earlier
        What an earlier run wrote; None where there is nothing.
    """

    name: str
    node: ast.ClassDef
    forward: ast.FunctionDef
    backward: ast.FunctionDef | None
    earlier: Earlier | None

    @property
    def is_yours(self) -> bool:
        """Whether a person wrote its backward."""
        return self.backward is not None and self.earlier is None

    @property
    def line(self) -> int:
        """The line that Python says its forward is in: that of the first decorator."""
        return first_line(self.forward)

    def own_forward(self) -> ast.FunctionDef:
        """Return forward without what an earlier run added."""
        added = {stmt.lineno for stmt in self.earlier.kept} if self.earlier else set[int]()
        node = copy.deepcopy(self.forward)
        node.body = [stmt for stmt in node.body if stmt.lineno not in added] or node.body
        return node

    @property
    def call(self) -> str:
        """A call of forward on an instance, with the names of arguments for their values."""
        made = [item for item in self.node.body if _is_named(item, "__init__")]
        given = _needed(made[-1]) if made else "..." if self.node.bases else ""
        called = f"{self.node.name}({given}).{self.forward.name}"
        return f"{called}({_needed(self.forward)})"

    def is_called(self, names: Sequence[str]) -> bool:
        """Whether one of these names is its own."""
        return self.name in names or self.node.name in names


def first_line(node: ast.FunctionDef) -> int:
    """Return the line that Python says a function is in."""
    return min([node.lineno, *(d.lineno for d in node.decorator_list)])


def definitions_of(document: Document) -> list[Definition]:
    """Return the classes of a file that have a forward."""
    code = document.code
    lines, comments = code.split("\n"), comments_of(code)
    found = list(_classes(parse(document), ""))
    return sorted(_defined(found, lines, comments), key=lambda one: one.node.lineno)


def _defined(
    classes: Sequence[tuple[str, ast.ClassDef]], lines: Sequence[str], comments: Comments
) -> Iterator[Definition]:
    known = {node.name: node for _, node in classes}
    for name, node in classes:
        forward = forward_in(node, known)
        backwards = [item for item in node.body if _is_named(item, "backward")]
        if forward is None or _is_abstract(forward):
            continue
        backward = backwards[-1] if backwards else None
        assert backward is None or isinstance(backward, ast.FunctionDef)
        earlier = earlier_of(forward, backward, lines, comments)
        yield Definition(name, node, forward, backward, earlier)


def _classes(node: ast.AST, within: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for child in ast.iter_child_nodes(node):
        inner = within
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            inner = f"{within}.{child.name}" if within else child.name
        if isinstance(child, ast.ClassDef):
            yield inner, child
        yield from _classes(child, inner)


def _is_named(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


def _needed(node: ast.stmt) -> str:
    """Return the parameters of a method that have no default, as they stand in a call."""
    assert isinstance(node, ast.FunctionDef)
    args = node.args
    plain = [*args.posonlyargs, *args.args]
    needed = plain[1 : len(plain) - len(args.defaults)]
    named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    shown = [a.arg for a in needed] + [f"{a.arg}={a.arg}" for a, value in named if value is None]
    return ", ".join(shown)


def _is_abstract(node: ast.stmt) -> bool:
    """Whether a forward does nothing: subclasses have their own."""
    assert isinstance(node, ast.FunctionDef)
    if any(ast.unparse(d).endswith(("abstractmethod", "overload")) for d in node.decorator_list):
        return True
    return all(map(_is_nothing, node.body))


def _is_nothing(stmt: ast.stmt) -> bool:
    match stmt:
        case ast.Pass() | ast.Expr(ast.Constant()):
            return True
        case ast.Raise(ast.Name("NotImplementedError")):
            return True
        case ast.Raise(ast.Call(ast.Name("NotImplementedError"))):
            return True
        case _:
            return False


def functions_of(tree: ast.Module) -> Mapping[str, Sequence[ast.FunctionDef]]:
    """Return the functions and methods of a file by name."""
    found: defaultdict[str, list[ast.FunctionDef]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found[node.name].append(node)
    return found
