"""What it means that a figure agrees with a reference: three kinds, each with the seeds that it takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STUDENT_99 = {2: 9.925, 3: 5.841, 4: 4.604, 5: 4.032}  # two-sided, by degrees of freedom


@dataclass(frozen=True)
class Within:
    """One training from seed 0 gives the reference, to a tolerance."""

    reference: float
    tolerance: float
    seeds: tuple[int, ...] = (0,)

    def holds(self, ours: Sequence[float]) -> bool:
        return abs(ours[0] - self.reference) <= self.tolerance

    def shown(self, ours: Sequence[float]) -> str:
        return f"{ours[0]:.{self.decimals}f}"

    @property
    def said(self) -> str:
        return f"{self.reference:.{self.decimals}f} ± {self.tolerance:.0e}"

    @property
    def decimals(self) -> int:
        return int(np.ceil(-np.log10(self.tolerance)) + 1e-9)


@dataclass(frozen=True)
class AtLeast:
    """The mean over seeds is not below the reference."""

    reference: float
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)

    def holds(self, ours: Sequence[float]) -> bool:
        return float(np.mean(ours)) >= self.reference

    def shown(self, ours: Sequence[float]) -> str:
        return f"{np.mean(ours):.4f}"

    @property
    def said(self) -> str:
        return f"≥ {self.reference:.3f}"


@dataclass(frozen=True)
class Band:
    """The reference could be one more draw of what the seeds give: their 99 % prediction interval has it.

    Training of thousands of steps is chaotic: other weights at the start, or another order of operations,
    end elsewhere. The interval for one more draw from a normal distribution is mean ± t·s·√(1 + 1/n), with
    s the deviation of the n seeds and t of Student's distribution for n - 1 (Hahn and Meeker, "Statistical
    intervals", 1991, chapter 4); the reference itself is known to its last printed place.
    """

    reference: float
    seeds: tuple[int, ...] = (0, 1, 2, 3)
    decimals: int = 3

    def holds(self, ours: Sequence[float]) -> bool:
        printed = 0.5 * 10.0**-self.decimals
        return abs(float(np.mean(ours)) - self.reference) <= self.half_width(ours) + printed

    def half_width(self, ours: Sequence[float]) -> float:
        n = len(ours)
        return STUDENT_99[n - 1] * float(np.std(ours, ddof=1)) * math.sqrt(1.0 + 1.0 / n)

    def shown(self, ours: Sequence[float]) -> str:
        mean, half = np.mean(ours), self.half_width(ours)
        return f"{mean:.{self.decimals}f} ± {half:.{self.decimals}f}"

    @property
    def said(self) -> str:
        return f"{self.reference:.{self.decimals}f}"


Agreement = Within | AtLeast | Band
