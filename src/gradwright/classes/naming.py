"""What the gradients of a layer are called, and the parameter of its backward."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of the upstream gradient (None: after the output), and what stands around a name."""

    upstream: str | None = None
    before: str = "d"
    after: str = ""

    def gradient(self, name: str) -> str:
        """Return the attribute that holds the gradient of an argument or of ``self.attribute``."""
        owner, dot, own = name.removeprefix("self.").rpartition(".")
        return f"{owner}{dot}{self.before}{own}{self.after}"


USUAL = Naming()
