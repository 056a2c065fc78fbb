from typing import Any

import pytest

from extract import models, pipeline
from extract.marks import plain, reader

TEXT = "8 мая в Вене встретились Анна Крамер и Пауль Вебер. После встречи министры подписали соглашение, а 9 мая уехали в Прагу."


@pytest.fixture(scope="module")
def doc() -> plain.Doc:
    return plain.Doc(pipeline.build()(TEXT))


@pytest.fixture(scope="module")
def pairs(doc: plain.Doc) -> list[tuple[plain.Token, plain.Token]]:
    words = [token for token in doc if token.pos_ in {"NOUN", "VERB", "PROPN"}]
    return [(first, second) for k, second in enumerate(words) for first in words[:k]]


def test_pairs_of_words_are_asked_for_some_at_a_time(
    doc: plain.Doc, pairs: list[tuple[plain.Token, plain.Token]], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = reader.same(doc, pairs)
    sizes: list[int] = []
    run = models.run

    def counted(name: str, **inputs: Any) -> Any:
        sizes.append(len(inputs["pairs"]))
        return run(name, **inputs)

    monkeypatch.setattr(reader, "TOGETHER", 7)
    monkeypatch.setattr(models, "run", counted)
    assert reader.same(doc, pairs) == pytest.approx(at_once, abs=0.02)  # the numbers are rounded by the largest that are seen together
    assert max(sizes) == 7
    assert sum(sizes) == len(pairs) > 7


def test_no_pairs_no_answers(doc: plain.Doc) -> None:
    assert reader.same(doc, []) == []
