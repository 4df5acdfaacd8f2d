"""Where the values of a JSON text stand in it, so that one can be replaced and all else stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


class SpanKind(Enum):
    """What a value is."""

    OBJECT = "{"
    ARRAY = "["
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A value: what it is, where it starts and ends, and the values in it."""

    kind: SpanKind
    start: int
    end: int
    fields: Mapping[str, Span] = field(default_factory=dict[str, "Span"])
    items: tuple[Span, ...] = ()

    def value(self, text: str) -> object:
        """Return the value itself."""
        found: object = json.loads(text[self.start : self.end])
        return found


def spans_of(text: str) -> Span:
    """Return where the values of a valid JSON text stand."""
    tokens = TOKEN.finditer(text)
    return _value(next(tokens), tokens)


def _value(token: re.Match[str], tokens: Iterator[re.Match[str]]) -> Span:
    match token[0]:
        case "{":
            return _object(token.start(), tokens)
        case "[":
            return _array(token.start(), tokens)
        case _:
            return Span(SpanKind.PLAIN, token.start(), token.end())


def _object(start: int, tokens: Iterator[re.Match[str]]) -> Span:
    fields: dict[str, Span] = {}
    for token in tokens:
        if token[0] == "}":
            return Span(SpanKind.OBJECT, start, token.end(), fields)
        if token[0] != ",":
            next(tokens)  # the colon
            fields[json.loads(token[0])] = _value(next(tokens), tokens)
    raise ValueError("the text ends inside of an object")


def _array(start: int, tokens: Iterator[re.Match[str]]) -> Span:
    items: list[Span] = []
    for token in tokens:
        if token[0] == "]":
            return Span(SpanKind.ARRAY, start, token.end(), {}, tuple(items))
        if token[0] != ",":
            items.append(_value(token, tokens))
    raise ValueError("the text ends inside of an array")
