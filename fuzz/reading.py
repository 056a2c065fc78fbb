"""Any bytes as a file of each kind: there are articles and failures in one line, never an exception."""

from extract.reading import Failure, header, read_bytes

ENDINGS = (".txt", ".jsonl", ".jsonl.gz", ".csv", ".parquet")


def check(data: bytes) -> None:
    """Reads the bytes behind the first, which chooses the ending of the file's name."""
    name = "news" + ENDINGS[data[0] % len(ENDINGS) if data else 0]
    seen: set[str] = set()
    for outcome in read_bytes(data[1:], name):
        if isinstance(outcome, Failure):
            assert "\n" not in str(outcome), f"a failure of several lines: {outcome}"
            continue
        assert outcome.doc_id not in seen, "a doc_id twice"
        seen.add(outcome.doc_id)
        text = outcome.text
        assert text.strip(), "an empty text"
        assert text.encode().decode() == text
        assert 0 <= outcome.body <= len(text)
        assert outcome.dateline is None or 0 <= outcome.dateline[0] < outcome.dateline[1] <= len(text)
        head = header(text, given="2020-02-29")
        assert head.invalid is None or text[head.invalid.start : head.invalid.end] == head.invalid.text
