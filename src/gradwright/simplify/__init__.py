"""Rewriting: rows over trees of adjoints (`algebra`), idioms of forward code, passes over written programs."""
