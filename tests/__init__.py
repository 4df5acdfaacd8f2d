"""The tests. A defect of the compiler is raised as it is here, so that none passes for a refusal."""

from gradwright.diagnostics import defects

defects.RAW = True
