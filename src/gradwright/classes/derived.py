"""What is derived of a layer: the reverse part of its forward, and what goes with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gradwright.analysis.activity import active_webs
from gradwright.analysis.flow import names_in
from gradwright.classes.finish import Kept
from gradwright.classes.forward import Forward
from gradwright.ir.expressions import Var
from gradwright.ir.statements import Leaf, Parameter, Program, leaves
from gradwright.ir.types import rank_of


@dataclass(frozen=True, slots=True)
class Derived:
    """What backward is written from.

    Attributes
    ----------
    program
        Parameters: the upstream gradient, then the names that attributes hold, printed by `paths`.
        Body: what is computed again, then the reverse part. Result: the gradients.
    wrt
        The arguments and attributes that the gradients belong to.
    kept
        The lines that are added to forward.
    others
        The same for calls of other kinds.
    scalars
        The same where there is no upstream gradient: of the class's scalar, for each kind.
    added
        What is added to the gradients: those of penalties.
    """

    forward: Forward
    program: Program
    wrt: tuple[Parameter, ...]
    kept: tuple[Kept, ...]
    others: tuple[Derived, ...] = ()
    scalars: tuple[Derived, ...] = ()
    added: tuple[Penalty, ...] = ()

    @property
    def all(self) -> tuple[Derived, ...]:
        """This and those for calls of other kinds."""
        return (self, *self.others)

    def adding(self, added: tuple[Penalty, ...]) -> Derived:
        """Return it with what is added, for calls of every kind."""
        others, scalars = (
            tuple(replace(one, added=added) for one in group)
            for group in (self.others, self.scalars)
        )
        return replace(self, others=others, scalars=scalars, added=added)

    @property
    def is_scalar(self) -> bool:
        """Whether the output is one number."""
        result = self.forward.program.result
        return isinstance(result, Leaf) and rank_of(result.value.type) == 0

    @property
    def is_active(self) -> bool:
        """Whether the output depends on what has a gradient."""
        program = self.forward.program
        given = {
            leaf.value.web
            for p in self.wrt
            for leaf in leaves(p.tree)
            if isinstance(leaf.value, Var)
        }
        own = {web for leaf in leaves(program.result) for web in names_in(leaf.value)}
        return bool(active_webs(program, given) & own)


@dataclass(frozen=True, slots=True)
class Penalty:
    """A term of the objective that reads a layer: how it was asked for, derived for each kind."""

    text: str
    cases: tuple[Derived, ...]
