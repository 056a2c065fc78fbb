"""EDTF: the days that a value covers."""

from datetime import date

import pytest

from extract.values.edtf import approximate, decade, interval, month, span, year

_SPANS = """
2018-07-16 2018-07-16 2018-07-16
2018-02 2018-02-01 2018-02-28
2018 2018-01-01 2018-12-31
2018-21 2018-03-01 2018-05-31
2012-24 2012-12-01 2013-02-28
2019-33 2019-01-01 2019-03-31
2019-36 2019-10-01 2019-12-31
2010/2012 2010-01-01 2012-12-31
2018-11~ 2018-11-01 2018-11-30
../2018-11-28 - 2018-11-28
2015-09-30/.. 2015-09-30 -
199X 1990-01-01 1999-12-31
18XX 1800-01-01 1899-12-31
XXXX-11-29 - -
-0043 - -
9999-24 9999-12-01 9999-12-31
""".strip().splitlines()


@pytest.mark.parametrize("line", _SPANS)
def test_edtf_spans(line: str) -> None:
    value, first, last = line.split()
    assert span(value) == tuple(None if day == "-" else date.fromisoformat(day) for day in (first, last))


def test_edtf_writes_values() -> None:
    assert [year(-43), year(44), month(None, 5), decade(1990)] == ["-0043", "0044", "XXXX-05", "199X"]
    assert [interval("2018-05/2018-06", "2018-07"), interval("2018", "2018"), approximate("2010/2012")] == [
        "2018-05/2018-07",
        "2018",
        "2010~/2012~",
    ]
