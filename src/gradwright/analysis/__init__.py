"""Analyses of programs, one module each; none changes a program."""
