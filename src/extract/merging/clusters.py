"""Likely pairs → groups: the likeliest first, at most one row of a document in a group, no group whose days cannot be one."""

import numpy as np

from extract.merging.traits import FAR, UNDATED_NEWS, Floats, Ints, Traits


class _Group:
    """Rows put together, with the documents they are of and the days that suit all of them."""

    __slots__ = ("documents", "first", "last", "rows")

    def __init__(self, traits: Traits, row: int) -> None:
        self.rows = [row]
        self.documents = {int(traits.documents[row])}
        news = traits.dated[row] == UNDATED_NEWS
        self.first = -FAR if news else int(traits.first[row])
        self.last = int(traits.last[row])

    def takes(self, other: "_Group") -> bool:
        """Whether the rows of both may be one happening."""
        return max(self.first, other.first) <= min(self.last, other.last) and self.documents.isdisjoint(other.documents)

    def take(self, other: "_Group") -> None:
        """Takes the rows of another group in."""
        self.rows += other.rows
        self.documents |= other.documents
        self.first, self.last = max(self.first, other.first), min(self.last, other.last)


def clusters(traits: Traits, first: Ints, second: Ints, likely: Floats) -> list[list[int]]:
    """The rows by happening, every row once, rows and groups ascending."""
    home: dict[int, _Group] = {}
    for at in np.lexsort((second, first, -likely)).tolist():
        one, other = int(first[at]), int(second[at])
        mine = home.get(one) or _Group(traits, one)
        theirs = home.get(other) or _Group(traits, other)
        if mine is theirs or not mine.takes(theirs):
            continue
        if len(mine.rows) < len(theirs.rows):
            mine, theirs = theirs, mine
        mine.take(theirs)
        home.update(dict.fromkeys(mine.rows if len(mine.rows) == 2 else theirs.rows, mine))
    joined = {id(group): sorted(group.rows) for group in home.values()}
    alone = ([row] for row in range(len(traits)) if row not in home)
    return sorted([*joined.values(), *alone])
