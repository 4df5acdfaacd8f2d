"""Derivative rows: one module a family; `RULES` is the whole table."""

from gradwright.rules import arithmetic as arithmetic
from gradwright.rules import choice as choice
from gradwright.rules import contract as contract
from gradwright.rules import convert as convert
from gradwright.rules import create as create
from gradwright.rules import curves as curves
from gradwright.rules import diagonal as diagonal
from gradwright.rules import functions as functions
from gradwright.rules import idioms as idioms
from gradwright.rules import join as join
from gradwright.rules import linalg as linalg
from gradwright.rules import lists as lists
from gradwright.rules import order as order
from gradwright.rules import outcomes as outcomes
from gradwright.rules import parts as parts
from gradwright.rules import rearrange as rearrange
from gradwright.rules import reduce as reduce
from gradwright.rules import scatter as scatter
from gradwright.rules import shape as shape
from gradwright.rules import solve as solve
from gradwright.rules.rule import NeedsStatic as NeedsStatic
from gradwright.rules.rule import Rule as Rule
from gradwright.rules.rule import RuleError as RuleError
from gradwright.rules.table import RULES as RULES
from gradwright.rules.table import apply as apply
from gradwright.rules.table import rule_of as rule_of
