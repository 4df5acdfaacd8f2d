"""Training by one command: data sets, networks by name, the written step, pictures, predictions.

In: the name of a data set or a table, and settings. Out: a run of `gradwright.nn`, its backward file,
what is needed to predict with it. `sources.SOURCES` is the table of data sets, `tasks` of what is learned,
`networks` of layers, `optimizers` of optimizers, `pictures.PICTURES` of pictures.
"""
