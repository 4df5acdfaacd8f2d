"""The tables from callables, methods and attributes to primitives, a module a family."""

from gradwright.rules.spelling import ATTRIBUTES as ATTRIBUTES
from gradwright.rules.spelling import CALLS as CALLS
from gradwright.rules.spelling import METHODS as METHODS
from gradwright.rules.spellings import assembled as assembled
from gradwright.rules.spellings import builtin as builtin
from gradwright.rules.spellings import converted as converted
from gradwright.rules.spellings import counting as counting
from gradwright.rules.spellings import creation as creation
from gradwright.rules.spellings import curves as curves
from gradwright.rules.spellings import decompositions as decompositions
from gradwright.rules.spellings import elementwise as elementwise
from gradwright.rules.spellings import fourier as fourier
from gradwright.rules.spellings import numbered as numbered
from gradwright.rules.spellings import polynomials as polynomials
from gradwright.rules.spellings import products as products
from gradwright.rules.spellings import ranked as ranked
from gradwright.rules.spellings import rearranged as rearranged
from gradwright.rules.spellings import reductions as reductions
from gradwright.rules.spellings import shapes as shapes
from gradwright.rules.spellings import statistics as statistics
from gradwright.rules.spellings import vectors as vectors
