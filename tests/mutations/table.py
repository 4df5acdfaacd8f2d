"""Bugs to seed into the compiler."""

from tests.mutations import analysis_bugs as analysis
from tests.mutations import reverse_bugs as reverse
from tests.mutations import structure_bugs as structure

MUTATIONS = (
    *(*reverse.ACCUMULATION, *reverse.PIECES, *reverse.ORDER, *reverse.STATES, *reverse.RECORD),
    *(*reverse.SAVING, *reverse.SWEEPS, *reverse.CONTRIBUTIONS, *reverse.RECOMPUTATION),
    *(*reverse.OVERLAPS, *reverse.ENDS, *reverse.PULLBACKS),
    *(*analysis.MEMORY, *analysis.SUBSCRIPTS, *analysis.ANALYSIS, *analysis.SIMPLIFICATION),
    *(*structure.EXCHANGES, *structure.EXITS, *structure.HALVES, *structure.LISTS),
    *(*structure.INDICES, *structure.CLASHES, *structure.TANGENTS, *structure.HOISTING),
    *structure.LAYOUT,
)
