"""The form of one row of the table of codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One error: its code, its title, and templates over the details of the case.

    `message` says what was found, `why` the reason, `instead` what to write; each is a
    ``str.format`` template over the details that are passed to `error` or `refusal`.
    """

    code: str
    title: str
    message: str
    why: str = ""
    instead: str = ""
    example: str = ""
