"""Programs as other people write them: kernels of a benchmark suite, and of notes and cookbooks."""

from tests.kernels import learning, mended, npbench, physics
from tests.kernels.rows import ROWS

__all__ = ["ROWS", "learning", "mended", "npbench", "physics"]
