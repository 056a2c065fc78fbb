"""What the readers of the time grammar share: the cursor over the tokens, and the tables that several of them look words up in.

Every reader takes the cursor and the index it starts at, and gives the time with the index after it, or None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from . import number
from .expression import Edge, Time
from .tokens import END, Token, table, words

FILE = "time.toml"
MONTH = {form: int(key) for form, key in table(FILE, "month").items()}
WEEKDAY = {form: int(key) for form, key in table(FILE, "weekday").items()}
NEAR_ADJECTIVE = {form: int(key) for form, key in table(FILE, "near_adjective").items()}
WEEKDAY_ADJECTIVE = {form: int(key) for form, key in table(FILE, "weekday_adjective").items()}
POINTER = {form: int(key) for form, key in table(FILE, "pointer").items()}
EDGE = cast(dict[str, Edge], table(FILE, "edge"))
UNIT = table(FILE, "unit")
THAT = words(FILE, "pointer_kind", "that")
THIS = words(FILE, "pointer_kind", "same")
EACH = words(FILE, "pointer_kind", "every")
COUNTED = words(FILE, "no_time", "counted")
"""Nouns that a number before them counts, so that it is no year, day or hour."""

Read = tuple[Time, int] | None

_MARK, _MARKS = 6, " \t\r•·▪●*–—-"
"""More characters than the mark of an item of a list has, white space included, and which ones that has."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The text and its tokens, of which the grammar sees those before `end`: that bounds its depth on any text.

    `dated`: the sentence has named a day, so that «в 12» behind it is an hour.
    """

    text: str
    tokens: Sequence[Token]
    end: int
    dated: bool = False

    def at(self, i: int) -> Token:
        """The token at `i`, END outside."""
        return self.tokens[i] if 0 <= i < self.end else END

    def low(self, i: int) -> str:
        """The folded form of the token at `i`, empty outside."""
        return self.tokens[i].low if 0 <= i < self.end else ""

    def lows(self, i: int, count: int) -> tuple[str, ...]:
        """The folded forms of `count` tokens from `i`."""
        return tuple(self.low(k) for k in range(i, i + count))

    def touches(self, i: int) -> bool:
        """Whether nothing stands between the token at `i` and the one before it."""
        return 0 < i < self.end and self.tokens[i].start == self.tokens[i - 1].end

    def numeral(self, i: int) -> number.Numeral | None:
        """The numeral at `i`."""
        return number.read(self.tokens, i) if i < self.end else None

    def after(self, offset: int, i: int) -> int:
        """The index of the first token from `i` that starts at or after the text offset."""
        while i < self.end and self.tokens[i].start < offset:
            i += 1
        return i

    def opens_line(self, i: int) -> bool:
        """Whether nothing but the mark of an item stands before the token at `i` on its line."""
        start = self.at(i).start
        line = self.text.rfind("\n", max(0, start - _MARK), start) + 1
        return start - line < _MARK and not self.text[line:start].strip(_MARKS)

    def alone(self, i: int, j: int) -> bool:
        """Whether the tokens from `i` to `j` stand between marks or edges of the text."""
        return not any(token.low[:1].isalnum() for token in (self.at(i - 1), self.at(j)) if token.low)
