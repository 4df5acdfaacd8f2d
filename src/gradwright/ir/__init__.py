"""The grammar of programs: types, expressions, statements; `text` prints, `rebuild` replaces."""
