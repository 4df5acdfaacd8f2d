"""A forward's syntax with names for what is no name: attributes, methods of a base, draws.

``self.weights``, ``super().forward`` and ``np.random.rand`` each become one name of that text.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from types import FunctionType

from gradwright.classes.attributes import Itself, Method
from gradwright.classes.draws import Draw, is_draw
from gradwright.frontend.arguments import ParameterArgument, StaticLeaf


class AttributeNames(ast.NodeTransformer):
    """Makes names of the instance's attributes, which `order` lists as they occur.

    alone: whether the instance itself is handed on. bases: the methods that ``super()`` gives.
    """

    def __init__(self, owner: str, itself: Itself) -> None:
        self.owner = owner
        self.itself = itself
        self.order: list[str] = []
        self.read: set[str] = set()
        self.written: set[str] = set()
        self.alone = False
        self.bases: dict[str, Method] = {}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Note that the instance stands alone."""
        self.alone = self.alone or node.id == self.owner
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return ``self.name`` as one name."""
        if _is_super(node.value):
            return self._of_base(node)
        if not (isinstance(node.value, ast.Name) and node.value.id == self.owner):
            return self.generic_visit(node)
        name = self._private(node.attr)
        if name not in self.order:
            self.order.append(name)
        kind = self.read if isinstance(node.ctx, ast.Load) else self.written
        kind.add(name)
        found: ast.expr = ast.Name(f"self.{name}", node.ctx)
        if isinstance(inspect.getattr_static(self.itself.cls, name, None), property):
            found = ast.Call(ast.copy_location(found, node), [], [])
        return ast.copy_location(found, node)

    def _private(self, name: str) -> str:
        """Return an attribute's name as Python mangles it."""
        if not name.startswith("__") or name.endswith("__"):
            return name
        return f"_{self.itself.home.__name__.lstrip('_')}{name}"

    def _of_base(self, node: ast.Attribute) -> ast.AST:
        """Return ``super().name`` as a name."""
        text = f"super().{node.attr}"
        mro = self.itself.cls.__mro__
        for cls in mro[mro.index(self.itself.home) + 1 :]:
            found = vars(cls).get(node.attr)
            if isinstance(found, FunctionType):
                self.bases[text] = Method(found, self.itself)
                return ast.copy_location(ast.Name(text, ast.Load()), node)
        return self.generic_visit(node)


class DrawCalls(ast.NodeTransformer):
    """Makes names of functions of modules that draw random numbers: ``np.random.rand``."""

    def __init__(self, known: Mapping[str, object]) -> None:
        self.known = known
        self.found: dict[str, str] = {}

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Return the function's name."""
        text = ast.unparse(node)
        if not is_draw(self._value(node)):
            return self.generic_visit(node)
        self.found[text] = node.attr
        return ast.copy_location(ast.Name(text, ast.Load()), node)

    def _value(self, node: ast.expr) -> object:
        match node:
            case ast.Attribute(owner, name):
                return getattr(self._value(owner), name, None)
            case ast.Name(name):
                return self.known.get(name)
            case _:
                return None

    def parameters(self) -> list[ParameterArgument]:
        """Return the functions as arguments."""
        return [
            ParameterArgument(text, "positional", None, StaticLeaf(text, Draw(name)))
            for text, name in self.found.items()
        ]


def _is_super(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )
