from collections.abc import Iterator
from pathlib import Path

import pytest

import extract
from extract import models
from extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return extract.load()


@pytest.fixture
def rules_alone(tmp_path: Path) -> Iterator[None]:
    """The program without its learned models."""
    models.use(tmp_path)
    yield
    models.use(None)
