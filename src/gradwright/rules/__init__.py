"""Derivative rows: one module a family; `RULES` is the whole table."""

from gradwright.rules import elementwise as elementwise
from gradwright.rules.rule import Rule as Rule
from gradwright.rules.rule import RuleError as RuleError
from gradwright.rules.table import RULES as RULES
from gradwright.rules.table import apply as apply
from gradwright.rules.table import rule_of as rule_of
