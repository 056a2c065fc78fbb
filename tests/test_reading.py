import codecs
import gzip
import io
import json
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract import reading
from extract.reading import Failure, UnreadableError, article, document, header, iso, read, read_bytes
from extract.record import Article

RUSSIAN = "Президент прибыл в Хельсинки.\r\nВстреча продлилась два часа — «рекорд», сказал он."
CASES = Path(__file__).parent / "cases"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def articles(*paths: str | Path, **options: str) -> list[Article]:
    found = list(read(paths, **options))
    assert not [outcome for outcome in found if isinstance(outcome, Failure)]
    return [outcome for outcome in found if isinstance(outcome, Article)]


def told(*paths: Path, **options: str) -> list[str]:
    """The outcomes, short: doc_ids, and failures without their folder."""
    return [
        outcome.doc_id if isinstance(outcome, Article) else str(outcome).replace(f"{paths[0].parent.as_posix()}/", "")
        for outcome in read(paths, **options)
    ]


# ── headers and datelines ──


def header_cases() -> Iterator[tuple[str, str | None, str]]:
    for line in (CASES / "headers.txt").read_text(encoding="utf-8").splitlines():
        if "=>" in line and not line.startswith("#"):
            marked, *rest = re.split(r" => (?=given |[-!\d])", line)
            marked = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), marked).replace("\\r", "\r").replace("\\n", "\n")
            yield marked, rest[0].removeprefix("given ") if len(rest) == 2 else None, rest[-1]


@pytest.mark.parametrize(("marked", "lent", "published"), list(header_cases()))
def test_reading_header(marked: str, lent: str | None, published: str) -> None:
    text = re.sub(r"[\[\]|]", "", marked)
    head = header(text, given=lent)
    assert ("!" if head.invalid else head.published or "-") == published
    assert text[head.body :] == re.sub(r"[\[\]]", "", marked.rpartition("|")[2])
    dateline = re.search(r"\[(.*?)\]", marked)
    assert (text[slice(*head.dateline)] if head.dateline else None) == (dateline[1].rstrip() if dateline else None)
    if head.invalid:
        assert text[head.invalid.start : head.invalid.end] == head.invalid.text


def test_reading_datelines_are_sorted() -> None:
    knowledge = tomllib.loads((Path(reading.__file__).parents[1] / "language" / "datelines.toml").read_text(encoding="utf-8"))
    for key in ("agencies", "prefixes", "weekdays", "months"):
        assert list(knowledge[key]) == sorted(set(knowledge[key]), key=str.casefold)


@given(st.text() | st.from_regex(r"(date [0-9-]{0,10}|[А-Я ,.]{0,9}[0-9]{1,2} мая[ ,.—-]{0,3}(/ТАСС/|РИА Новости)?)[.\n А-я]{0,9}"))
@example("А " * 5000)
@example("А-" * 5000)
@example("А, А " * 5000)
@example(" " * 100_000)
@example("9 мая " * 5000)
def test_reading_header_takes_any_text(text: str) -> None:
    head = header(text, given="2020-02-29")
    assert 0 <= head.body <= len(text)
    if head.dateline:
        assert head.body <= head.dateline[0] < head.dateline[1] <= len(text)


def test_reading_article_prefers_its_own_date() -> None:
    text = "date 2019-08-10 МОСКВА, 9 августа. /ТАСС/. Президент прибыл."
    assert article(text, doc_id="a", published="2020-01-01", given="2021-01-01").published == "2020-01-01"
    assert article(text, doc_id="a", given="2021-01-01").published == "2019-08-10"
    assert article(text[16:], doc_id="a", given="2021-10-01").published == "2021-08-09"
    assert article("Президент прибыл.", doc_id="a", given="2021-01-01").published == "2021-01-01"
    assert article("Президент прибыл.", doc_id="a").published is None


def test_reading_article_names_the_impossible_date() -> None:
    with pytest.raises(ValueError, match="impossible date “31 февраля”"):
        article("МОСКВА, 31 февраля. /ТАСС/. Президент прибыл.", doc_id="a")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-08-07", "2025-08-07"),
        (" 2025-08-07 10:15:00 ", "2025-08-07T10:15:00"),
        ("2025-08-07T10:15:00Z", "2025-08-07T10:15:00+00:00"),
        (date(2025, 8, 7), "2025-08-07"),
        (datetime(2025, 8, 7, 10, 15), "2025-08-07T10:15:00"),
    ],
)
def test_reading_iso(value: object, expected: str) -> None:
    assert iso(value) == expected


@pytest.mark.parametrize("value", ["2025-02-31", "7 августа 2025", "", "вчера", 20250807, None, float("nan")])
def test_reading_iso_refuses(value: object) -> None:
    with pytest.raises(ValueError, match="is no ISO date"):
        iso(value)


# ── encodings and text as it is ──


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
@pytest.mark.parametrize("text", [RUSSIAN, "Путин", "ВСТРЕЧА ПРОШЛА В МОСКВЕ", "date 2025-08-07\n\nОни встретились.", "Ёлки, 5 мая"])
def test_reading_recognises_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    (found,) = articles(write(tmp_path, "a.txt", text.encode(encoding, "ignore")))
    assert found.text == text.encode(encoding, "ignore").decode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8-r"])
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_reading_recognises_encodings_of_tables(tmp_path: Path, name: str, encoding: str) -> None:
    text = "Президент прибыл в Хельсинки, встреча прошла в Москве."
    content = f'text\n"{text}"\n' if name == "a.csv" else json.dumps({"text": text}, ensure_ascii=False)
    assert [found.text for found in articles(write(tmp_path, name, content.encode(encoding)))] == [text]


def test_reading_takes_the_encoding_given(tmp_path: Path) -> None:
    assert articles(write(tmp_path, "a.txt", RUSSIAN.encode("utf-16-le")), encoding="utf-16-le")[0].text == RUSSIAN
    assert articles(write(tmp_path, "b.jsonl", b'{"text": "caf\xe9"}\n{"text": "b"}'), encoding="latin-1")[0].text == "café"


@pytest.mark.parametrize("encoding", ["utf-9", "base64"])
def test_reading_refuses_an_encoding_that_is_none(encoding: str) -> None:
    with pytest.raises(ValueError, match="no encoding"):
        read([], encoding=encoding)


def test_reading_refuses_a_date_that_is_none() -> None:
    with pytest.raises(ValueError, match="is no ISO date"):
        read([], published="2025-02-31")


@pytest.mark.parametrize(
    "text",
    [
        "строка\r\nвторая\rтретья\n",
        "цена\u00a0— 5\u202f000 ₽",
        "Встреча 🤝🏽 прошла 👨‍👩‍👧",
        "<p>Встреча&nbsp;прошла<br/>в&#32;Москве</p>",
        "й — и\u0306, ё — е\u0308",
        "два\ufeffслова",
        "строка\u2028вторая\x85третья\x0cчетвёртая",
    ],
)
def test_reading_leaves_the_text_as_it_is(tmp_path: Path, text: str) -> None:
    frame = pd.DataFrame({"text": [text]})
    frame.to_parquet(tmp_path / "parquet.parquet")
    paths = [
        write(tmp_path, "txt.txt", text),
        write(tmp_path, "jsonl.jsonl", json.dumps({"text": text}, ensure_ascii=False)),
        write(tmp_path, "csv.csv", f'text\r\n"{text}"\r\n'),
        tmp_path / "parquet.parquet",
    ]
    assert [found.text for found in articles(*paths)] == [text] * 4


def test_reading_drops_the_byte_order_mark_alone(tmp_path: Path) -> None:
    (found,) = articles(write(tmp_path, "a.txt", codecs.BOM_UTF8 + b" date 2025-08-07 \xd0\x9e\xd0\xbd\xd0\xb8"))
    assert (found.text, found.published, found.text[found.body :]) == (" date 2025-08-07 Они", "2025-08-07", "Они")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a.txt:1: the file is empty"),
        (b" \n\xc2\xa0\n", "a.txt:1: the text is empty"),
        (b"date 2025-08-07\n", "a.txt:1: the text is empty"),
        (codecs.BOM_UTF8, "a.txt:1: the text is empty"),
        (b"a\nb\0c", "a.txt:2: no text: the file holds NUL bytes"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.txt:3: no text: the file holds NUL bytes"),
        (
            "Он\nпришёл в Москву".encode()[:-1],
            "a.txt:2: unknown encoding: byte 0xd1 is no UTF-8, and CP1251 and KOI8-R give no Russian",
        ),
        (b"caf\xe9 au lait", "a.txt:1: unknown encoding: byte 0xe9 is no UTF-8, and CP1251 and KOI8-R give no Russian"),
        (RUSSIAN.encode("utf-16")[:-1], "a.txt:2: can't be decoded: 'utf-16-le' codec can't decode byte 0x2e in position 162"),
        (b"\n\ndate 2025-02-31\nText", "a.txt:3: impossible date “2025-02-31”"),
        ("Суд решил\n\nМОСКВА, 31 фев — ТАСС.".encode(), "a.txt:3: impossible date “31 фев”"),
    ],
)
def test_reading_names_file_and_line_of_a_bad_text(tmp_path: Path, content: bytes, message: str) -> None:
    first, *others = told(write(tmp_path, "a.txt", content), write(tmp_path, "b.txt", "Путин"))
    assert first.startswith(message)
    assert others == ["b"]


def test_reading_says_that_the_encoding_given_is_wrong(tmp_path: Path) -> None:
    (found,) = told(write(tmp_path, "a.txt", "Он\nпришёл".encode("cp1251")), encoding="utf-8")
    assert found.startswith("a.txt:1: can't be decoded: 'utf-8' codec can't decode byte 0xce")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8-r"])
def test_reading_is_fast(tmp_path: Path, encoding: str) -> None:
    text = "Президент прибыл в Хельсинки. Встреча продлилась два часа. " * 90_000
    path = write(tmp_path, "a.txt", text.encode(encoding))
    table = write(tmp_path, "b.csv", f'text\n"{text}"'.encode(encoding))
    began = time.perf_counter()
    assert [found.text for found in articles(path, table)] == [text, text]
    assert time.perf_counter() - began < 5


# ── tables ──

ROWS = [
    {"doc_id": "a", "text": "Раз", "published": "2025-08-07", "title": "Заголовок", "source": "https://e.org/a", "rubric": "x"},
    {"doc_id": "b", "text": "Два", "published": "2025-08-07T10:15:00", "title": None, "source": None, "rubric": "x"},
]


@pytest.mark.parametrize("name", ["t.jsonl", "t.jsonl.gz", "T.JSONL", "t.csv", "t.parquet"])
def test_reading_tables(tmp_path: Path, name: str) -> None:
    path, frame = tmp_path / name, pd.DataFrame(ROWS)
    if name.endswith("parquet"):
        frame.to_parquet(path)
    elif name.endswith("csv"):
        frame.to_csv(path, index=False)
    else:
        content = "\n".join(json.dumps(row) for row in ROWS).encode()
        path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    assert articles(path) == [
        Article(doc_id="a", text="Раз", published="2025-08-07", title="Заголовок", source="https://e.org/a"),
        Article(doc_id="b", text="Два", published="2025-08-07T10:15:00", source=path.as_posix()),
    ]


def test_reading_tables_by_their_other_names(tmp_path: Path) -> None:
    path = write(tmp_path, "t.jsonl", '{"id": 7, "text": "Раз", "date": "2025-08-07", "url": "https://e.org"}\n\n{"text": "Два"}')
    assert articles(path, published="2020-01-01") == [
        Article(doc_id="7", text="Раз", published="2025-08-07", source="https://e.org"),
        Article(doc_id="t-3", text="Два", published="2020-01-01", source=path.as_posix()),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_reading_csv_of_any_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = write(tmp_path, "t.csv", f'"date"{delimiter}text\r\n2025-08-07{delimiter}"Раз, ""два""; три"\r\n')
    assert articles(path) == [Article(doc_id="t-1", text='Раз, "два"; три', published="2025-08-07", source=path.as_posix())]


def test_reading_parquet_types(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    times = pd.Series([datetime(2025, 8, 7, 10, 15), None], dtype="datetime64[ns]")
    pd.DataFrame({"id": [7.0, None], "text": pd.Categorical(["Раз", "Два"]), "published": times}).to_parquet(path)
    assert [(found.doc_id, found.published) for found in articles(path)] == [("7", "2025-08-07T10:15:00"), ("t-2", None)]


@pytest.mark.parametrize(
    ("name", "content", "outcomes"),
    [
        ("t.jsonl", '{"text": "Раз"}\n{"text": "Дв\n{"text": "Три"}', ["t-1", "t.jsonl:2: broken JSON at column 10: Un", "t-3"]),
        ("t.jsonl", '[1]\n{"text": "Раз"}', ["t.jsonl:1: no JSON object but list", "t-2"]),
        ("t.jsonl", "[" * 100_000 + '\n{"text": "Раз"}', ["t.jsonl:1: broken JSON", "t-2"]),
        ("t.jsonl", '{"id": ' + "1" * 5000 + '}\n{"text": "Раз"}', ["t.jsonl:1: broken JSON", "t-2"]),
        ("t.jsonl", '{"text": null}\n{"text": 5}\n{"title": "Раз"}', ["t.jsonl:1: text is empty", "t.jsonl:2: text is", "t.jsonl:3: no"]),
        ("t.jsonl", b'{"text": "\xff"}\n{"text": "b"}', ["t.jsonl:1: can't be decoded: 'utf-8' codec can't decode byte 0xff", "t-2"]),
        ("t.csv", b"caf\xe9,text\na,b", ["t.csv:1: broken CSV: 'utf-8' codec can't decode"]),
        ("t.csv", b"PK\0\0,text\na,b", ["t.csv:1: no text: the file holds NUL bytes"]),
        ("t.jsonl", '{"text": " "}', ["t.jsonl:1: the text is empty"]),
        ("t.jsonl", '{"text": "Раз \\ud83e два"}\n{"text": "\\ud83e\\udd1d"}', ["t.jsonl:1: text holds half a surrogate pair", "t-2"]),
        ("t.jsonl", '{"text": "Раз\\u0000"}', ["t.jsonl:1: text holds a NUL character"]),
        ("t.jsonl", '{"text": "Раз", "published": "вчера"}', ["t.jsonl:1: published: 'вчера' is no ISO date"]),
        ("t.jsonl", '{"text": "Раз", "date": "2025-02-31"}', ["t.jsonl:1: date: '2025-02-31' is no ISO date"]),
        ("t.jsonl", '{"text": "Раз", "id": [1]}', ["t.jsonl:1: id is no string but list"]),
        ("t.jsonl", '{"text": "Раз", "id": 1}\n{"text": "Два", "id": "1"}', ["1", "t.jsonl:2: doc_id '1' is already that of t.jsonl:1"]),
        ("t.jsonl", "Раз {".encode() + b'\n{"text": "\xff\xfe"}', ["t.jsonl:1: broken JSON at column 1: ", "t.jsonl:2: can't be decoded"]),
        ("t.jsonl", "", ["t.jsonl:1: the file is empty"]),
        ("t.jsonl.gz", gzip.compress(b'{"text": "b"}')[:-9], ["t.jsonl.gz: the compressed file is damaged or cut short"]),
        ("t.jsonl.gz", b'{"text": "b"}', ["t.jsonl.gz: can't be read: Not a gzipped file"]),
        ("t.csv", "", ["t.csv:1: the file is empty"]),
        ("t.csv", codecs.BOM_UTF16_LE, ["t.csv:1: the file is empty"]),
        ("t.csv", codecs.BOM_UTF16_LE * 2, ["t.csv:1: the file is empty"]),
        ("t.jsonl", codecs.BOM_UTF8, ["t.jsonl:1: the file is empty"]),
        ("t.csv", "title,body\nРаз,Два\n", ["t.csv:1: no column “text”"]),
        ("t.csv", "text,date,text\nРаз,,Два\n", ["t.csv:1: column “text” stands twice"]),
        ("t.csv", "text,date\n", []),
        ("t.csv", 'text,date\n"Раз\nдва",вчера\n,\nТри,', ["t.csv:2: date: 'вчера'", "t.csv:4: the text is empty", "t-3"]),
        ("t.csv", "text,date\nРаз, два,\nТри,\n", ["t.csv:2: 3 cells, but 2 columns", "t-2"]),
        ("t.csv", 'text,date\nРаз,\n"Два,\nТри,\n', ["t-1", "t.csv:3: broken CSV: unexpected end of data"]),
        ("t.csv", 'text\n"Раз" и\nДва\n', ["t.csv:2: broken CSV", "t-2"]),
        ("t.parquet", b"PAR1", ["t.parquet: broken Parquet"]),
        ("t.parquet", b"", ["t.parquet: broken Parquet"]),
        ("t.pdf", b"%PDF-1.4", ["t.pdf: unknown kind of file (.txt, .jsonl, .jsonl.gz, .csv, .parquet)"]),
    ],
)  # fmt: skip
def test_reading_names_file_and_line_of_a_bad_row(tmp_path: Path, name: str, content: str | bytes, outcomes: list[str]) -> None:
    found = told(write(tmp_path, name, content), write(tmp_path, "z.txt", "Путин"))
    assert len(found) == len(outcomes) + 1
    assert all(one.startswith(other) for one, other in zip(found, [*outcomes, "z"], strict=True)), found


def test_reading_passes_a_line_that_is_not_utf_8(tmp_path: Path) -> None:
    long = json.dumps({"text": "Раз" * 200_000}, ensure_ascii=False).encode()
    path = write(tmp_path, "t.jsonl", long + b'\n{"text": "\xff"}\n{"text": "b"}')
    assert [one[:38] for one in told(path)] == ["t-1", "t.jsonl:2: can't be decoded: 'utf-8' c", "t-3"]
    table = write(tmp_path, "u.csv", b"text\n" + long.replace(b'"', b"").replace(b",", b"") + b"\n\xff\nb\n")
    assert [one[:36] for one in told(table)] == ["u-1", "u.csv:3: broken CSV: 'utf-8' codec c", "u-3"]


def test_reading_parquet_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame(ROWS).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])
    (found,) = told(path)
    assert found.startswith("t.parquet: broken Parquet: ")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"text": [b"\xd0\xa0"]}, "t.parquet:1: column “text” holds binary, not strings"),
        ({"text": [["Раз"]]}, "t.parquet:1: column “text” holds list<element: string>, not strings"),
        ({"text": [5]}, "t.parquet:1: column “text” holds int64, not strings"),
        ({"body": ["Раз"]}, "t.parquet:1: no column “text”"),
        ({"text": ["Раз", None]}, "t.parquet:2: text is empty"),
        ({"text": ["Раз"], "id": [b"1"]}, "t.parquet:1: id is no string but bytes"),
    ],
)
def test_reading_parquet_names_the_row(tmp_path: Path, columns: dict[str, list[object]], message: str) -> None:
    pd.DataFrame(columns).to_parquet(tmp_path / "t.parquet")
    assert told(tmp_path / "t.parquet")[-1] == message


# ── tables in memory ──


def test_reading_frame() -> None:
    assert list(reading.articles(pd.DataFrame(ROWS))) == [
        Article(doc_id="a", text="Раз", published="2025-08-07", title="Заголовок", source="https://e.org/a"),
        Article(doc_id="b", text="Два", published="2025-08-07T10:15:00"),
    ]


def test_reading_frame_by_its_other_names_and_its_index() -> None:
    dates = pd.to_datetime(pd.Series(["2025-08-07 10:15", None]))
    frame = pd.DataFrame({"text": ["Раз", "Два"], "id": pd.array([7, None], dtype="Int64"), "date": dates, "url": ["https://e.org", None]})
    assert list(reading.articles(frame.set_axis([10, 11]))) == [
        Article(doc_id="7", text="Раз", published="2025-08-07T10:15:00", source="https://e.org"),
        Article(doc_id="11", text="Два"),
    ]


def test_reading_frame_names_the_row() -> None:
    texts = ["Раз", None, 5, " ", "date 2025-02-31 Он", "Два", "Три"]
    frame = pd.DataFrame({"text": pd.Series(texts, dtype=object), "doc_id": list("abcdefa"), "date": [None] * 5 + ["вчера", None]})
    assert [str(outcome) for outcome in reading.articles(frame)][1:] == [
        "table:2: text is empty",
        "table:3: text is no string but int",
        "table:4: the text is empty",
        "table:5: impossible date “2025-02-31”",
        "table:6: date: 'вчера' is no ISO date",
        "table:7: doc_id 'a' is already that of table:1",
    ]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"body": ["Раз"]}), "table: no column “text”"),
        (pd.DataFrame([["Раз", "Два"]], columns=["text", "text"]), "table: column “text” stands twice"),
    ],
)
def test_reading_frame_needs_a_text(frame: pd.DataFrame, message: str) -> None:
    assert [str(outcome) for outcome in reading.articles(frame)] == [message]


def test_reading_frame_without_rows() -> None:
    assert list(reading.articles(pd.DataFrame({"text": []}))) == []


# ── paths ──


def test_reading_folders_in_order(tmp_path: Path) -> None:
    for name in ["f/b.txt", "f/a/c.TXT", "f/a.txt", "f/.hidden.txt", "f/.git/d.txt", "f/README.md", "f/c.toml", "e.txt"]:
        write(tmp_path, name, "Путин")
    write(tmp_path, "f/a/d.jsonl", '{"text": "Путин"}')
    assert [found.doc_id for found in articles(tmp_path / "f")] == ["c", "d-1", "a", "b"]
    assert [found.doc_id for found in articles(tmp_path / "f" / "b.txt", tmp_path / "f")] == ["b", "c", "d-1", "a"]
    assert [found.doc_id for found in articles(f"{tmp_path}/f/*")] == ["c", "d-1", "a", "b"]
    assert [found.doc_id for found in articles(f"{tmp_path}/**/[bc].*")] == ["c", "b"]


def test_reading_takes_a_name_before_a_glob(tmp_path: Path) -> None:
    assert [found.doc_id for found in articles(write(tmp_path, "a[1].txt", "Путин"))] == ["a[1]"]


def test_reading_fails_on_paths_without_files(tmp_path: Path) -> None:
    known = ".txt, .jsonl, .jsonl.gz, .csv, .parquet"
    (tmp_path / "f").mkdir()
    names = ["x.txt", "*.csv", "f", "a\0*", "a" * 300]
    assert told(*(tmp_path / name for name in names), write(tmp_path, "z.txt", "Он")) == [
        "x.txt: no such file or folder",
        f"*.csv: matches no file ({known})",
        f"f: no file in the folder ({known})",
        "a\0*: no such file or folder",
        f"{'a' * 300}: no such file or folder",
        "z",
    ]


def test_reading_keeps_the_first_of_two_documents_with_one_name(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a/n.txt", "Раз"), write(tmp_path, "b/n.txt", "Два")
    found = list(read([tmp_path]))
    assert found == [
        Article(doc_id="n", text="Раз", source=first.as_posix()),
        Failure(second.as_posix(), 1, f"doc_id 'n' is already that of {first.as_posix()}:1"),
    ]


def test_reading_is_lazy(tmp_path: Path) -> None:
    found = read([write(tmp_path, "t.jsonl", '{"text": "Раз"}\n{"text": "Два"}'), tmp_path / "gone.txt"])
    assert isinstance(next(found), Article)


class Stdin(io.TextIOWrapper):
    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_reading_standard_input(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    text = "\n Президент прибыл в Хельсинки."
    monkeypatch.setattr(sys, "stdin", Stdin(text.encode(encoding)))
    assert articles("-") == [Article(doc_id="stdin", text=text, source="stdin")]
    assert not sys.stdin.closed
    lines = '\n {"text": "Президент прибыл."}\n{"id": "b", "text": "Президент убыл."}'
    monkeypatch.setattr(sys, "stdin", Stdin(lines.encode(encoding)))
    assert [found.doc_id for found in articles("-")] == ["stdin-2", "b"]
    monkeypatch.setattr(sys, "stdin", Stdin(b""))
    assert list(read(["-"])) == [Failure("stdin", 1, "the file is empty")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary() | st.text(st.characters(codec="utf-8")).map(str.encode), st.sampled_from(["txt", "jsonl", "jsonl.gz", "csv", "parquet"]))
@example(b'text\n"', "csv")
@example(b"text\r\0\r\n", "csv")
@example(b"text\rA", "csv")
@example(codecs.BOM_UTF16_LE + b"{", "jsonl")
def test_reading_takes_any_bytes(tmp_path: Path, content: bytes, ending: str) -> None:
    for data in (content, b"text\n" + content, b'{"text": "' + content + b'"}', gzip.compress(content)):
        for outcome in read([write(tmp_path, f"a.{ending}", data)]):
            if isinstance(outcome, Failure):
                assert "\n" not in str(outcome)
            else:
                assert outcome.text[outcome.body :].strip()
            str(outcome).encode()


# one document, and files in memory


def test_reading_document_has_the_fields_of_a_row() -> None:
    assert document({"text": "Суд", "date": "2020-05-05", "url": "a"}, doc_id="1") == Article(
        doc_id="1", text="Суд", published="2020-05-05", source="a"
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": "a"}, "text"), ({"text": "Суд", "title": "\0"}, "title"), ({"text": "Суд", "published": "вчера"}, "published")],
)
def test_reading_document_names_the_field_that_is_wrong(fields: dict[str, object], field: str) -> None:
    with pytest.raises(UnreadableError, match=field):
        document(fields, doc_id="1")


@pytest.mark.parametrize("name", ["a.txt", "b/a.jsonl", "a.csv", "a.parquet", "a.jsonl.gz", "a.doc", "-"])
def test_reading_bytes_reads_what_the_file_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({"text": ["Суд", "", "Встреча"]})
    content = {
        ".jsonl": table.to_json(orient="records", lines=True, force_ascii=False).encode(),
        ".csv": table.to_csv(index=False).encode(),
        ".parquet": table.to_parquet(),
        ".gz": gzip.compress(table.to_json(orient="records", lines=True).encode()),
    }.get(Path(name).suffix, "Суд".encode("cp1251"))
    if name == "-":
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    else:
        write(tmp_path, name, content)
    assert list(read_bytes(content, name)) == list(read([name]))
