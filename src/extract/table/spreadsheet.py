"""Records → a spreadsheet with typed cells, a frozen header and a filter, in which no cell is a formula."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from extract.table.columns import COLUMNS, Column, day_of, row
from extract.table.files import Sink, complete, is_formula, printable

SHEET_ROWS: Final = 1_048_576
CELL_LENGTH: Final = 32_767
BOLD: Final = Font(bold=True)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
FIRST_SPREADSHEET_DAY: Final = date(1900, 3, 1)
"""Spreadsheets have a 29 February 1900 and nothing before that year, so earlier days stay ISO text."""
EPOCH: Final = datetime(1980, 1, 1)
"""The only time a file may carry: the earliest that ZIP can hold."""


@contextmanager
def xlsx(path: Path, columns: Sequence[Column] = COLUMNS) -> Iterator[Sink]:
    """A sink that writes an Excel workbook: header frozen and filtered, text wrapped, days typed, formulas kept as text.

    Days before March 1900, which spreadsheets cannot hold, are ISO text; text beyond 32,767 characters is cut and ends in `…`;
    events beyond 1,048,575 go on in a next sheet.
    """
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = "extract", EPOCH
    sheets = [_new_sheet(book, path.stem, columns)]
    rows = [1]

    def sink(record: object) -> None:
        if rows[-1] == SHEET_ROWS:
            sheets.append(_new_sheet(book, path.stem, columns))
            rows.append(1)
        rows[-1] += 1
        cells = printable(row(record, columns).values())
        sheets[-1].append([_cell(sheets[-1], column, cell) for column, cell in zip(columns, cells, strict=True)])

    try:
        yield sink
    finally:
        for sheet, count in zip(sheets, rows, strict=True):
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
            sheet.close()
    with complete(path) as part, tempfile.TemporaryFile() as file:
        book.save(file)
        _timeless(file, part)


def _new_sheet(book: Workbook, name: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(name if not book.worksheets else f"{name} {len(book.worksheets) + 1}")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    header = [WriteOnlyCell(sheet, column.name) for column in columns]
    for cell in header:
        cell.font = BOLD
    sheet.append(header)
    return sheet


def _cell(sheet: Any, column: Column, value: str | int | float | None) -> Any:
    """A typed cell: a day, a number, or text that no spreadsheet evaluates; None where empty."""
    if value is None:
        return None
    if not isinstance(value, str):
        return _styled(WriteOnlyCell(sheet, value))
    day = day_of(value) if column.content == "day" or column.name == "published" else None
    if day and day >= FIRST_SPREADSHEET_DAY:
        cell = WriteOnlyCell(sheet, datetime.combine(day, clock.min))
        cell.number_format = "yyyy-mm-dd"
        return _styled(cell)
    cell = WriteOnlyCell(sheet, value if len(value) <= CELL_LENGTH else value[: CELL_LENGTH - 1] + "…")
    cell.data_type = "s"
    cell.quotePrefix = is_formula(value)
    return _styled(cell)


def _styled(cell: Any) -> Any:
    cell.alignment = WRAPPED
    return cell


def _timeless(source: Any, target: Path) -> None:
    """Copies a workbook without the time it was written at."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for member in old.infolist():
            info = ZipInfo(member.filename, EPOCH.timetuple()[:6])
            info.compress_type, info.create_system, info.file_size = ZIP_DEFLATED, 3, member.file_size
            with old.open(member) as reader, new.open(info, "w") as writer:
                if member.filename == "docProps/core.xml":
                    modified = rb"\g<1>" + EPOCH.isoformat().encode() + b"Z<"
                    writer.write(re.sub(rb"(<dcterms:modified[^>]*>)[^<]*<", modified, reader.read()))
                else:
                    shutil.copyfileobj(reader, writer)
