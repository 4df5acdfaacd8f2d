"""Reverse mode: a program to the program that computes its value and its gradient."""

from gradwright.adjoint.reverse import reverse as reverse
