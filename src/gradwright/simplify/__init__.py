"""Rewriting: rows over adjoint trees (`algebra`), idioms of forward code, passes over written programs."""
