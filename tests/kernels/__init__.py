"""Programs as other people write them: kernels of a benchmark suite, and of notes and cookbooks."""

from tests.kernels import npbench
from tests.kernels.rows import ROWS

__all__ = ["ROWS", "npbench"]
