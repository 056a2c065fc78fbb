"""Time zones as they are told behind a clock time."""

from .cursor import FILE, Cursor
from .tokens import words

_FORM = words(FILE, "zone", "forms")
_PLACE = words(FILE, "zone", "places")
_TOWN = words(FILE, "zone", "towns")


def zone_at(c: Cursor, j: int) -> tuple[str | None, int]:
    """The zone at `j` and the token behind it; None and `j` where there is none.

    «мск», «(мск)», «по московскому времени», «местного времени», «по Москве», «GMT+3».
    """
    low = c.low(j)
    bracket = low == "("
    if bracket and c.low(j + 1) in _FORM and c.low(j + 2) == ")":
        return c.low(j + 1), j + 3
    if bracket and c.low(j + 1) == "по":  # (по мск)
        zone, k = zone_at(c, j + 1)
        return (zone, k + 1) if zone and c.low(k) == ")" else (None, j)
    if low in _FORM:
        if c.low(j + 1) in {"+", "-"} and c.at(j + 2).number is not None and c.touches(j + 1):
            return low + c.low(j + 1) + c.low(j + 2), j + 3
        return low, j + 1
    if low.endswith("ого") and low[:-3] + "ому" in _PLACE and c.low(j + 1) == "времени":
        return low[:-3] + "ому", j + 2
    if low == "по":
        k = j + 1
        while c.low(k) in _PLACE:
            k += 1
        if k > j + 1 and c.low(k) == "времени":
            return " ".join(c.low(x) for x in range(j + 1, k)), k + 1
        if c.low(j + 1) in _TOWN:
            return c.low(j + 1), j + 2
        if c.low(j + 1) == "времени" and c.at(j + 2).capital:
            return c.text[c.at(j + 2).start : c.at(j + 2).end], j + 3
    return None, j
