import pytest

import extract
from extract.extractor import Extractor


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return extract.load()
