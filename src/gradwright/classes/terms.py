"""Terms that ``--add`` names: ``Loss.regularization(layer)``, a function of the file and its parameter.

In: texts, and a file's syntax. Out: `Term`s; in a run, the calls of their functions by kind of layer.
"""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import Any

from gradwright.classes.kinds import kind_of_call
from gradwright.classes.watch import Call, attributes_of

MARK = "__gradwright_added_{}__"
ADDED = "# added: "


class NoSuchTerm(Exception):  # noqa: N818  (an option that cannot be followed)
    """A term that was asked for is none, or not in the file: the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Term:
    """A function of the file, or a method of a class; `parameter`: the one that is the layer."""

    text: str
    owner: str | None
    name: str
    parameter: str


@dataclass(slots=True)
class Watched:
    """A term in a run: its function, and its first call with each kind of layer."""

    term: Term
    function: FunctionType | None = None
    calls: list[Call] = field(default_factory=list[Call])
    kinds: set[Hashable] = field(default_factory=set[Hashable])

    def attach(self, function: FunctionType) -> Callable[..., object]:
        """Record the calls of the function; a decorator."""
        self.function = function
        signature = inspect.signature(function)
        named = frozenset(function.__code__.co_names)

        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> object:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            others = dict(bound.arguments)
            layer: object = others.pop(self.term.parameter)
            call = Call(layer, others, attributes_of(layer))
            kind: Hashable = (type(layer), kind_of_call(call.arguments, call.attributes, named))
            if kind not in self.kinds:
                self.kinds.add(kind)
                self.calls.append(call)
            return function(*args, **kwargs)

        return wrapper


def terms_of(texts: Iterable[str], tree: ast.Module) -> list[Term]:
    """Return the terms that texts name in a file.

    Raises
    ------
    NoSuchTerm
        A text is no call of a function of the file with one of its parameters.
    """
    terms = [_term(text) for text in dict.fromkeys(texts)]
    for term in terms:
        node = definition_of(term, tree)
        if node is None:
            raise NoSuchTerm(f"{term.text}: the file defines no {_name(term)}")
        given = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        if term.parameter not in given:
            raise NoSuchTerm(f"{term.text}: {_name(term)} has no parameter {term.parameter}")
    return terms


def _term(text: str) -> Term:
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        node = None
    match node:
        case ast.Call(ast.Name(name), [ast.Name(parameter)], []):
            return Term(ast.unparse(node), None, name, parameter)
        case ast.Call(ast.Attribute(ast.Name(owner), name), [ast.Name(parameter)], []):
            return Term(ast.unparse(node), owner, name, parameter)
        case _:
            form = "Loss.regularization(layer) or penalty(layer)"
            raise NoSuchTerm(f"{text!r} is no call like {form}, with the name of a parameter")


def _name(term: Term) -> str:
    return f"{term.owner}.{term.name}" if term.owner else term.name


def definition_of(term: Term, tree: ast.Module) -> ast.FunctionDef | None:
    """Return the function of a term in a file's syntax."""
    body: Sequence[ast.stmt] = tree.body
    if term.owner is not None:
        owners = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == term.owner]
        body = owners[-1].body if owners else ()
    found = [n for n in body if isinstance(n, ast.FunctionDef) and n.name == term.name]
    return found[-1] if found else None


def mark(tree: ast.Module, watched: Sequence[Watched]) -> dict[str, object]:
    """Put a decorator on the functions of terms; return what the decorators' names mean."""
    names: dict[str, object] = {}
    for k, one in enumerate(watched):
        node = definition_of(one.term, tree)
        if node is not None:
            name = MARK.format(k)
            node.decorator_list.append(ast.copy_location(ast.Name(name, ast.Load()), node))
            names[name] = one.attach
    return names
