"""What fuzzing begins with passes; `make fuzz` goes on from there."""

import pytest
from fuzz import extractor, reading, seeds


@pytest.mark.parametrize("data", [*seeds.files(), b"", b"\1{", b"\2\x1f\x8b", b'\3text\n"', b"\4PAR1"])
def test_fuzz_reading_seeds(data: bytes) -> None:
    reading.check(data)


@pytest.mark.parametrize("data", [text for text in seeds.texts() if len(text) < 1000])
def test_fuzz_extractor_seeds(data: bytes) -> None:
    extractor.check(data)
