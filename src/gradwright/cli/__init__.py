"""The command `gradwright`: one module a subcommand."""
