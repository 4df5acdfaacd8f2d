"""What the attributes of a layer stand for while its forward is read, beside numbers and parts.

::

    Method      a method of the layer's own, read in place
    Itself      `self` where it stands alone: its attributes are the forward's names
    Foreign     an object that is none of these and no number: whatever is done with it is refused
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, cast

from gradwright.classes.names import own_forward
from gradwright.frontend.inlining import inline
from gradwright.frontend.values import Known, Num, Opaque, Value
from gradwright.ir.expressions import Const

if TYPE_CHECKING:
    from gradwright.frontend.reader import Reader


class NeedSlot(Exception):  # noqa: N818  (a request to who reads, not an error)
    """An attribute of a part or class is read: read again with it among the parameters."""

    def __init__(self, path: str, value: object) -> None:
        super().__init__(path)
        self.path = path
        self.value = value


@dataclass(slots=True, eq=False, repr=False)
class Itself(Opaque):
    """The instance.

    Attributes
    ----------
    cls
        Its class: whose methods are read; `home`: the one that defines forward.
    used
        The attributes that other functions read; `fixed`: those among them that were no numbers.
    called
        By reading and layer, the line of its call.
    kinds
        The names of methods that another subclass has another of.
    assigned
        The attributes that methods assign; `unread`: those whose stores are left out.
    """

    cls: type
    home: type
    used: set[str] = field(default_factory=set[str])
    fixed: set[str] = field(default_factory=set[str])
    called: dict[tuple[Reader, int], int] = field(default_factory=dict["tuple[Reader, int]", int])
    kinds: set[str] = field(default_factory=set[str])
    assigned: set[str] = field(default_factory=set[str])
    unread: set[str] = field(default_factory=set[str])

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Return what a name of the forward stands for."""
        if name in self.unread:
            raise reader.refuse("GW307", node, name=f"self.{name}")
        self.used.add(name)
        found = reader.frames[0].names.get(f"self.{name}")
        if not isinstance(found, Num) or isinstance(found.expr, Const):
            self.fixed.add(name)
        if found is None:
            found = self.of_class(name)
        if found is None:
            raise reader.refuse("GW121", node, name=name, owner=self.cls.__name__)
        if isinstance(found, Known) and isinstance(found.value, Method) and found.value.is_read:
            return found.value.call(reader, node, (), {})
        return found

    def of_class(self, name: str) -> Known | None:
        """Return what a method, property or static method of the class stands for."""
        found = inspect.getattr_static(self.cls, name, None)
        if isinstance(found, FunctionType | staticmethod | property | classmethod):
            self.note(name)
        match found:
            case FunctionType():
                return Known(Method(found, self))
            case property(fget=FunctionType() as getter):
                return Known(Method(getter, self, is_read=True))
            case staticmethod():
                return Known(found.__func__)
            case property() | classmethod():
                return Known(Foreign(name, f"a {type(cast('object', found)).__name__}"))
            case None:
                return None
            case _:
                raise NeedSlot(f"self.{name}", found)

    def note(self, name: str) -> None:
        """Note a method that differs between this class and one that forward is shared with."""
        mine = inspect.getattr_static(self.cls, name)
        if any(inspect.getattr_static(c, name, mine) is not mine for c in _family(self.home)):
            self.kinds.add(name)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse: the instance is no function here."""
        raise reader.refuse("GW504", node, attribute="__call__", found="called")

    def assign(self, reader: Reader, node: ast.AST, name: str, value: Value) -> None:
        """Bind a name of the forward, from a method that it calls."""
        if reader.branches or not isinstance(value, Num):
            raise reader.refuse("GW310", node, target=f"`{reader.shown(node)}`")
        self.assigned.add(name)
        bound = reader.name_share(f"self.{name}", value.expr, reader.frame.statement or node)
        reader.frames[0].names[f"self.{name}"] = bound


def _family(owner: type) -> list[type]:
    """Return a class and those below it that share its forward."""
    found, todo = [owner], list(owner.__subclasses__())
    while todo:
        cls = todo.pop()
        if own_forward(cls) is None:
            found.append(cls)
            todo += cls.__subclasses__()
    return found


@dataclass(slots=True, eq=False, repr=False)
class Method(Opaque):
    """A method of the layer's own; `is_read`: a property, whose value is its call's."""

    function: FunctionType
    owner: Itself
    is_read: bool = False

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Read the method in place."""
        values = [Known(self.owner), *args]
        function = cast("FunctionType", self.function)  # no method: the field holds it as it is
        return inline(reader, node, function, values, kwargs, owner=self.owner.cls)


@dataclass(slots=True, eq=False, repr=False)
class Foreign(Opaque):
    """An object that nothing is known of but its class; `asked`: whether forward asks for that."""

    name: str
    found: str
    value: object = None
    asked: bool = False

    def attribute(self, reader: Reader, node: ast.AST, name: str) -> Value:
        """Refuse."""
        raise self._refused(reader, node)

    def call(
        self, reader: Reader, node: ast.AST, args: Sequence[Value], kwargs: Mapping[str, Value]
    ) -> Value:
        """Refuse."""
        raise self._refused(reader, node)

    @property
    def behind(self) -> object:
        """The object, whose class is asked for."""
        self.asked = True
        return self.value

    def _refused(self, reader: Reader, node: ast.AST) -> Exception:
        return reader.refuse("GW504", node, attribute=self.name, found=self.found)
