"""What cannot be done, said usefully: the thing, the value, the remedy."""

from typing import Any


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """Something asked for cannot be done; its text is a French sentence for the person who asked.

    ``code`` names the rule behind it (SUB…), ``facts`` what the sentence was made of (file, line, value, offset…).
    Commands exit with 2; pages answer 4xx.
    """

    def __init__(self, sentence: str, code: str = "", **facts: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.facts = facts
