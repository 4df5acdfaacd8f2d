"""The names of derivatives: which are unique, which need the line, what an unknown one may mean."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Number = float | np.ndarray | tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One derivative.

    words: what it is called, best first, such as ``drelu_dsum``, ``drelu_dz``; value: None for a linear
    map, whose formula is `formula`; same_as: the entry that is this one under better names.
    """

    kind: Literal["local", "product"]
    words: tuple[str, ...]
    line: int | None
    value: Number | None
    formula: str = ""
    same_as: Entry | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries by name; `ambiguous` names with the names to choose from; `names`: all names of each."""

    named: Mapping[str, Entry]
    ambiguous: Mapping[str, tuple[str, ...]]
    names: Mapping[Entry, list[str]]

    def find(self, name: str) -> Entry:
        """Return the entry of a name, or raise KeyError saying what the name may mean."""
        if name in self.named:
            return self.named[name]
        if name in self.ambiguous:
            choices = ", ".join(self.ambiguous[name])
            raise KeyError(f"{name} occurs several times: choose {choices}")
        near = difflib.get_close_matches(name, self.named, n=6, cutoff=0.5)
        known = f"near names: {', '.join(near)}" if near else "iterate over the names there are"
        raise KeyError(f"there is no derivative {name}; {known}")

    def names_of(self, entry: Entry) -> Iterator[str]:
        """Yield the names of an entry, best first."""
        return iter(self.names.get(entry.same_as or entry, ()))


def named(entries: Sequence[Entry]) -> Entries:
    """Give each entry its names: a word that occurs twice takes the line, and if need be a number."""
    by_word: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for word in entry.words:
            by_word[word].append(entry)
    unique = {word: several[0] for word, several in by_word.items() if len(several) == 1}
    found = {word: e for e in entries for word in e.words if word in unique}
    repeated = {word: several for word, several in by_word.items() if len(several) > 1}
    lined = {word: dict(_with_lines(word, several)) for word, several in repeated.items()}
    for with_line in lined.values():
        found.update({name: entry for name, entry in with_line.items() if name not in unique})
    names: dict[Entry, list[str]] = defaultdict(list)
    for name, entry in found.items():
        names[entry].append(name)
    ambiguous = {
        word: tuple(dict.fromkeys(names.get(e, e.words)[0] for e in several))
        for word, several in repeated.items()
    }
    return Entries(found, ambiguous, names)


def _with_lines(word: str, several: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield ``word_line7``, or ``word_line7_2`` where the line has several."""
    several = [entry for entry in several if entry.line is not None]
    if any(entry.kind == "local" for entry in several):
        several = [entry for entry in several if entry.kind == "local"]
    counts = Counter(entry.line for entry in several)
    seen: Counter[int | None] = Counter()
    for entry in several:
        seen[entry.line] += 1
        number = f"_{seen[entry.line]}" if counts[entry.line] > 1 else ""
        yield f"{word}_line{entry.line}{number}", entry
