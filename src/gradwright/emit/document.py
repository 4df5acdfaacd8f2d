"""Documents with possible line breaks, and their best layout in a width.

The method is Wadler's ("A prettier printer", 2003): a group is laid out flat if that fits, else
its own lines break. Two additions serve optional parentheses: parts that depend on another group's
state, and `FitsExpanded`, a bracketed part that may break while the group around it counts as flat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

INDENT = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A break in a broken group; `flat` otherwise."""

    flat: str = " "


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Laid out flat if it fits; with `only`, a group only where that other group is broken."""

    content: Document
    only: Group | None = None


@dataclass(frozen=True, slots=True)
class Indented:
    """Indented; with `only`, only where that group is broken."""

    content: Document
    only: Group | None = None


@dataclass(frozen=True, slots=True)
class IfBroken:
    """Content by the state of a group (the innermost one, if None)."""

    broken: Document
    flat: Document = ""
    of: Group | None = None


@dataclass(frozen=True, slots=True)
class FitsExpanded:
    """May break while `of` stays flat."""

    content: Document
    of: Group


Document = str | Line | Group | Indented | IfBroken | FitsExpanded | Sequence["Document"]
SOFT = Line("")
SPACE = Line(" ")


@dataclass(slots=True)
class _Part:
    document: Document
    indent: int
    broken: bool
    lenient: bool = False  # measuring inside of a FitsExpanded: all lines, overflow allowed


@dataclass(slots=True)
class Layout:
    """One layout in progress: what was written, and which groups are broken."""

    width: int
    written: list[str] = field(default_factory=list[str])
    column: int = 0
    broken: dict[int, bool] = field(default_factory=dict[int, bool])

    def lay_out(self, document: Document, indent: int) -> str:
        """Return the text, its further lines indented by at least `indent`."""
        self.column = indent
        stack = [_Part(document, indent, broken=True)]
        while stack:
            part = stack.pop()
            match part.document:
                case str(text):
                    self._write(text)
                case Line(flat_text):
                    self._break(part.indent) if part.broken else self._write(flat_text)
                case Group() as group:
                    stack.append(self._enter(group, part, stack))
                case other:
                    stack.extend(self._inside(other, part))
        return "".join(self.written)

    def _write(self, text: str) -> None:
        self.written.append(text)
        self.column += len(text)

    def _break(self, indent: int) -> None:
        self.written.append("\n" + " " * indent)
        self.column = indent

    def _is_broken(self, group: Group | None, part: _Part) -> bool:
        return part.broken if group is None else self.broken[id(group)]

    def _enter(self, group: Group, part: _Part, rest: list[_Part]) -> _Part:
        if group.only is not None and not self._is_broken(group.only, part):
            return _Part(group.content, part.indent, part.broken)
        self.broken[id(group)] = False
        flat_part = _Part(group.content, part.indent, broken=False)
        if part.broken and not self._fits(flat_part, rest):
            self.broken[id(group)] = True
            return _Part(group.content, part.indent, broken=True)
        return flat_part

    def _inside(self, document: Document, part: _Part) -> list[_Part]:
        """Return what a composite consists of, last first."""
        broken, lenient, indent = part.broken, part.lenient, part.indent
        match document:
            case Indented(content, only):
                if only is None or self.broken[id(only)]:
                    indent += INDENT
            case IfBroken(when_broken, when_flat, of):
                content = when_broken if self._is_broken(of, part) else when_flat
            case FitsExpanded(content, of):
                if not self.broken[id(of)]:
                    broken = lenient = True
            case Group(content):
                pass
            case _:
                assert not isinstance(document, str | Line)
                return [_Part(d, indent, broken, lenient) for d in reversed(document)]
        return [_Part(content, indent, broken, lenient)]

    def _fits(  # noqa: C901  (a match over kinds)
        self, first: _Part, rest: list[_Part]
    ) -> bool:
        """Whether everything up to the next break fits."""
        column, stack, waiting = self.column, [first], len(rest)
        while stack or waiting:
            if not stack:
                waiting -= 1
                stack.append(rest[waiting])
            part = stack.pop()
            match part.document:
                case str(text):
                    column += len(text)
                    if column > self.width and not part.lenient:
                        return False
                case Line(flat_text) if not part.broken:
                    column += len(flat_text)
                case Line():
                    if not part.lenient:
                        return True
                    column = part.indent
                case other:
                    if isinstance(other, Group) and other.only is None:
                        self.broken[id(other)] = part.broken
                    stack.extend(self._inside(other, part))
        return column <= self.width
