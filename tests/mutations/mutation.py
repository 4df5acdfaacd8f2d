"""A bug to seed into the compiler: an exact text in one of its modules and what is put there instead."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One bug: `old` stands exactly once in the module `path`, below the package."""

    name: str
    path: str
    old: str
    new: str

    def applied(self, root: Path) -> str:
        """Return the module's text with the bug in, read below a source root."""
        text = (root / "gradwright" / self.path).read_text()
        assert text.count(self.old) == 1, f"{self.name}: {text.count(self.old)} places"
        return text.replace(self.old, self.new)


ROOMS = {
    "adjoint/exits.py": ("exits",),
    "adjoint/halves.py": ("recursion", "calls"),
    "adjoint/growth.py": ("lists",),
    "adjoint/order.py": ("assignments", "hard", "exchanges"),
    "adjoint/overlap.py": ("loops", "hard", "stores"),
    "adjoint/masks.py": ("masks", "branches"),
    "analysis/memory.py": ("views", "hazards", "exchanges"),
    "analysis/subscripts.py": ("loops", "hard", "stores"),
    "analysis/flow.py": ("broadcasting", "loops"),
    "simplify/": ("idioms", "loops", "broadcasting"),
    "tangent/": ("forward", "second"),
}


def rooms_of(mutation: Mutation) -> tuple[str, ...]:
    """Return the rooms of checks that are the likeliest to find a bug: they are run first."""
    return next((rooms for start, rooms in ROOMS.items() if mutation.path.startswith(start)), ())


def rows(path: str, *bugs: tuple[str, str, str]) -> tuple[Mutation, ...]:
    """Return the bugs of one module: name, old text, new text."""
    return tuple(Mutation(name, path, old, new) for name, old, new in bugs)
