"""Programs as other people write them: kernels of benchmark suites, and of notes and cookbooks."""

from tests.kernels import courses, learning, mended, npbench, numerics, physics, suites
from tests.kernels.rows import ROWS

__all__ = ["ROWS", "courses", "learning", "mended", "npbench", "numerics", "physics", "suites"]
