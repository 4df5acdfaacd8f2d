"""Hand-written backward code against derived gradients, and the likely cause of what differs.

In: a file with its demonstration, or a pair of functions. Out: a `Report`.
"""

from gradwright.checked.report import Finding, Report, Skipped
from gradwright.checked.running import check_file, check_functions

__all__ = ["Finding", "Report", "Skipped", "check_file", "check_functions"]
