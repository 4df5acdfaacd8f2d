"""Objects of Python classes that the function makes: fields, methods, operators, changes of these.

An object is a `Container` of kind "dataclass" whose keys are its attributes; its `Cell` says which object
it is, as for lists and dicts, so all names of one object see what is assigned to its attributes::

    s = State(x, 0.0)      s is {x: x, v: 0.0}, a cell of its own
    s.v -= k * s.x         every name of the cell holds {x: x, v: v}
"""

from __future__ import annotations

import ast
import dataclasses
from abc import ABCMeta
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import FunctionType, MemberDescriptorType, SimpleNamespace
from typing import Any, cast

from gradwright.frontend.cells import change, new_list
from gradwright.frontend.entries import with_entry
from gradwright.frontend.inlining import inline
from gradwright.frontend.outside import outer
from gradwright.frontend.places import Place
from gradwright.frontend.reader import Reader
from gradwright.frontend.values import (
    Cell,
    Container,
    Known,
    Opaque,
    Value,
    dict_of,
    literal,
    with_items,
)

Args = Sequence[Value]
Kwargs = Mapping[str, Value]
OPERATORS: Mapping[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
}
UNARY: Mapping[type[ast.AST], str] = {ast.USub: "__neg__", ast.UAdd: "__pos__"}
COMPARISONS: Mapping[str, tuple[str, str]] = {
    "lt": ("__lt__", "__gt__"),
    "le": ("__le__", "__ge__"),
    "gt": ("__gt__", "__lt__"),
    "ge": ("__ge__", "__le__"),
    "eq": ("__eq__", "__eq__"),
    "ne": ("__ne__", "__ne__"),
}


# made ---------------------------------------------------------------------------------------------


def construct(reader: Reader, node: ast.AST, cls: Any, args: Args, kwargs: Kwargs) -> Value:
    """Return a new object of a class."""
    if _is_plain_tuple(cls):
        fields = _Fields("namedtuple", cls, tuple(cls._fields), cls._field_defaults)
        return _record(reader, node, fields, args, kwargs)
    if hasattr(cls, "__dataclass_fields__") and _has_generated_init(cls):
        return _dataclass(reader, node, cls, args, kwargs)
    if cls is SimpleNamespace and not args:
        return Container("dataclass", tuple(kwargs), tuple(kwargs.values()), cls, _new_cell(reader))
    init = cls.__init__
    if not _is_plain(cls) or not (isinstance(init, FunctionType) or init is object.__init__):
        raise reader.refuse("GW120", node, function=f"the class {cls.__name__}")
    made = Container("dataclass", (), (), cls, _new_cell(reader))
    return _initialised(reader, node, made, "__init__", args, kwargs)


def _new_cell(reader: Reader) -> Cell:
    return Cell(None, reader.webs.count)


def _initialised(
    reader: Reader, node: ast.AST, made: Container, name: str, args: Args, kwargs: Kwargs
) -> Value:
    """Return an object after a method that sets its attributes."""
    if getattr(made.cls, name, object.__init__) is object.__init__:
        return made
    with reader.holding(made) as held:
        call_method(reader, node, made, name, args, kwargs)
    return held[0]


def _is_plain(cls: Any) -> bool:
    """Whether objects of a class are nothing but their attributes."""
    spaces: list[Mapping[str, object]] = [vars(one) for one in cls.__mro__ if one is not object]
    special = ("__setattr__", "__getattr__", "__getattribute__", "__delattr__")
    own = not any(name in space for space in spaces for name in special)
    return own and type(cls) in (type, ABCMeta) and cls.__new__ is object.__new__


def _is_plain_tuple(cls: Any) -> bool:
    """Whether a class is a named tuple whose construction only stores its fields.

    `collections.namedtuple` makes ``__new__`` of a lambda; a class that does more defines its own.
    """
    if tuple not in cls.__mro__ or not hasattr(cls, "_field_defaults"):
        return False
    return getattr(getattr(cls.__new__, "__code__", None), "co_name", "") == "<lambda>"


def _has_generated_init(cls: Any) -> bool:
    space = cast("Mapping[str, object]", vars(cls))
    init = space.get("__init__")
    code = getattr(init, "__code__", None)
    return getattr(code, "co_filename", "") == "<string>"


@dataclasses.dataclass(frozen=True, slots=True)
class _Fields:
    kind: Any
    cls: Any
    names: tuple[str, ...]
    defaults: Mapping[str, object]
    named: tuple[str, ...] = ()


def _dataclass(reader: Reader, node: ast.AST, cls: Any, args: Args, kwargs: Kwargs) -> Value:
    fields = [f for f in dataclasses.fields(cls) if f.init]
    if len(fields) < len(dataclasses.fields(cls)):
        raise reader.refuse("GW120", node, function=f"the class {cls.__name__}")
    defaults = {f.name: f.default for f in fields if f.default is not dataclasses.MISSING}
    placed = tuple(f.name for f in fields if not f.kw_only)
    named = tuple(f.name for f in fields if f.kw_only)
    given = dict(kwargs)
    filled = set(placed[: len(args)]) | set(kwargs)
    for f in fields:
        if f.default_factory is not dataclasses.MISSING and f.name not in filled:
            given[f.name] = _made_by(reader, node, f)
    made = _record(reader, node, _Fields("dataclass", cls, placed, defaults, named), args, given)
    if cls.__dataclass_params__.frozen:
        if hasattr(cls, "__post_init__"):
            raise reader.refuse("GW120", node, function=f"the class {cls.__name__}")
        return made
    owned = replace(made, cell=_new_cell(reader))
    if hasattr(cls, "__post_init__"):
        return _initialised(reader, node, owned, "__post_init__", (), {})
    return owned


def _made_by(reader: Reader, node: ast.AST, field: dataclasses.Field[object]) -> Value:
    """Return what a field's default factory gives."""
    from gradwright.frontend.calls import call_value

    if field.default_factory is list:
        return new_list(reader, node, (), field.name)
    return call_value(reader, node, Known(field.default_factory), (), {})


def _record(
    reader: Reader, node: ast.AST, fields: _Fields, args: Args, kwargs: Kwargs
) -> Container:
    names, name_of_class = (*fields.names, *fields.named), fields.cls.__name__
    found = dict(zip(fields.names, args, strict=False))
    if len(args) > len(fields.names) or not set(kwargs) <= set(names) - set(found):
        raise reader.refuse("GW129", node, function=name_of_class, reason="no such field")
    found.update(kwargs)
    for name in names:
        if name not in found:
            if name not in fields.defaults:
                reason = f"{name} is missing"
                raise reader.refuse("GW129", node, function=name_of_class, reason=reason)
            found[name] = _default(reader, node, fields, name)
    return Container(fields.kind, names, tuple(found[name] for name in names), fields.cls)


def _default(reader: Reader, node: ast.AST, fields: _Fields, name: str) -> Value:
    value = fields.defaults[name]
    if value is None or isinstance(value, bool | int | float | str):
        return literal(value)
    return outer(reader, node, value, name, Place(value), (id(fields.cls), name))


# attributes and methods ---------------------------------------------------------------------------


def set_attribute(reader: Reader, node: ast.AST, owner: Container, name: str, value: Value) -> None:
    """Assign to an attribute: all names of the object see it."""
    found = class_attribute(owner.cls, name)
    if isinstance(found, property):
        if not isinstance(found.fset, FunctionType):
            raise reader.refuse("GW310", node, target=f"`{reader.shown(node)}`")
        inline(reader, node, found.fset, [owner, value], {}, owner=home_of(owner.cls, name))
        return
    changes = owner.cls is SimpleNamespace or _is_plain(owner.cls)
    if owner.cell is None or owner.kind != "dataclass" or not changes:
        raise reader.refuse("GW310", node, target=f"`{reader.shown(node)}`")
    change(reader, node, owner, with_entry(reader, node, owner, name, value))


def class_attribute(cls: type, name: str) -> object:
    """Return what the classes of an object say of a name, None if nothing or that it is an attribute."""
    found = next((vars(one)[name] for one in cls.__mro__ if name in vars(one)), None)
    return None if isinstance(found, MemberDescriptorType) else found


def home_of(cls: type, name: str) -> type:
    """Return the class that defines a name."""
    return next(one for one in cls.__mro__ if name in vars(one))


def call_of_record(
    reader: Reader, node: ast.AST, owner: Container, name: str, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call of a method of an object or named tuple, None where it has none in Python."""
    made = _of_named_tuple(owner, name, kwargs) if owner.kind == "namedtuple" and not args else None
    return call_method(reader, node, owner, name, args, kwargs) if made is None else made


def _of_named_tuple(owner: Container, name: str, kwargs: Kwargs) -> Value | None:
    """Return a call of a method that all named tuples have, None of others."""
    entries = dict(zip(owner.keys, owner.items, strict=True))
    match name:
        case "_replace" if set(kwargs) <= set(entries):
            return with_items(owner, tuple((entries | dict(kwargs)).values()))
        case "_asdict" if not kwargs:
            return dict_of(entries)
        case _:
            return None


def call_method(
    reader: Reader, node: ast.AST, owner: Container, name: str, args: Args, kwargs: Kwargs
) -> Value | None:
    """Return a call of a method that an object's class defines in Python, None where it has none."""
    found = class_attribute(owner.cls, name)
    if not isinstance(found, FunctionType):
        return None
    home = home_of(owner.cls, name)
    return inline(reader, node, found, [owner, *args], kwargs, owner=home)


class Super(Opaque):
    """``super()`` in a method: the methods of the classes after the one that defines it."""

    def __init__(self, home: type, receiver: str) -> None:
        self.home = home
        self.receiver = receiver

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return a method that waits for its call."""
        owner = reader.frame.names.get(self.receiver)
        if not isinstance(owner, Container):
            raise reader.refuse("GW120", node, function="super")
        after = owner.cls.__mro__[owner.cls.__mro__.index(self.home) + 1 :]
        home = next((one for one in after if name in vars(one)), object)
        function = vars(home).get(name)
        if isinstance(function, FunctionType):
            return Known(BoundMethod(self.receiver, home, function))
        if home is object and name == "__init__":
            return Known(Nothing())
        raise reader.refuse("GW121", node, name=name, owner="super()")


class BoundMethod(Opaque):
    """A method of a class that comes later in the order of an object's classes."""

    def __init__(self, receiver: str, home: type, function: FunctionType) -> None:
        self.receiver = receiver
        self.home = home
        self.function = function

    def call(self, reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
        """Return the method's call."""
        owner = reader.frame.names[self.receiver]
        return inline(reader, node, self.function, [owner, *args], kwargs, owner=self.home)


class Nothing(Opaque):
    """``object.__init__``."""

    def call(self, reader: Reader, node: ast.AST, args: Args, kwargs: Kwargs) -> Value:
        """Return None."""
        return Known(None)


def super_of(reader: Reader, node: ast.AST, args: Args, _: Kwargs) -> Value:
    """Read ``super()``."""
    parameters = reader.frame.source.node.args
    first = next(iter((*parameters.posonlyargs, *parameters.args)), None)
    if args or reader.frame.owner is None or first is None:
        raise reader.refuse("GW120", node, function="super")
    return Known(Super(reader.frame.owner, first.arg))


# operators ----------------------------------------------------------------------------------------


def operated(
    reader: Reader, node: ast.AST, op: ast.operator, left: Value, right: Value
) -> Value | None:
    """Return an operator that a class defines, None where none does."""
    name = OPERATORS.get(type(op))
    if name is None:
        return None
    return _either(reader, node, (f"__{name}__", f"__r{name}__"), left, right)


def compared(reader: Reader, node: ast.AST, name: str, left: Value, right: Value) -> Value | None:
    """Return a comparison that a class defines, None where none does."""
    return _either(reader, node, COMPARISONS[name], left, right)


def _either(
    reader: Reader, node: ast.AST, names: tuple[str, str], left: Value, right: Value
) -> Value | None:
    for owner, name, other in ((left, names[0], right), (right, names[1], left)):
        if isinstance(owner, Container) and owner.kind in ("dataclass", "namedtuple"):
            found = call_method(reader, node, owner, name, [other], {})
            if found is not None:
                return found
    return None
