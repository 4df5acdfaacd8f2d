"""Functions of Python's own that ask an object: `dataclasses.replace`, `super`, special methods."""

from __future__ import annotations

import ast
import dataclasses

from gradwright.frontend.kinds import Args, Kwargs, Row, needs
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import Cell, Container, Value


def _replace(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    """Return a dataclass with some fields replaced; its fields are all that it is."""
    needs(reader, node, "replace", args, (1,))
    record = args[0]
    if not isinstance(record, Container) or record.kind != "dataclass":
        raise reader.refuse("GW129", node, function="replace", reason="no dataclass is passed")
    if not set(kwargs) <= set(record.keys) or hasattr(record.cls, "__post_init__"):
        raise reader.refuse("GW129", node, function="replace", reason="a field does not fit")
    entries = dict(zip(record.keys, record.items, strict=True)) | dict(kwargs)
    cell = None if record.cell is None else Cell(None, reader.webs.count)
    return dataclasses.replace(record, items=tuple(entries.values()), cell=cell)


def special(reader: Reader, node: ast.AST, owner: Container, name: str, args: Args) -> Value | None:
    """Return a method of Python's own protocols that an object's class defines."""
    from gradwright.frontend.objects import call_method

    return call_method(reader, node, owner, name, args, {})


def _super(reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value | None:
    from gradwright.frontend.objects import super_of

    return super_of(reader, node, args, kwargs)


OBJECT_FORMS: dict[object, Row] = {super: _super, dataclasses.replace: _replace}
