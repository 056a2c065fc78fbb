from pathlib import Path

import numpy as np
import pytest

from extract import models, pipeline
from extract.events.candidates.wording import GROUPS, WIDTH
from extract.events.review import FILES as TREES
from extract.events.weighing import classes_of
from extract.lexicon import event_types
from extract.marks.reader import FILES as READER


def test_models_are_in_the_package() -> None:
    assert models.available(*READER, *TREES)


@pytest.mark.usefixtures("rules_alone")
def test_models_absent_rules_alone() -> None:
    doc = pipeline.build()("8 мая в Вене встретились Анна Крамер и Пауль Вебер.")
    assert not models.available(*READER)
    assert list(doc.spans["read"]) == list(doc.spans["event"]) == []
    assert [span.label_ for span in doc.spans["trigger"]] == ["meeting"]


def test_models_weigh_less_than_16_megabytes() -> None:
    folder = Path(models.__file__).parent
    assert sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) < 16e6


def test_models_lists_name_labels_and_types() -> None:
    names = models.lists("reader.json")
    assert names["labels"][0] == "none"
    assert {"EVENT", "PERSON", "DATE"} < set(names["labels"])
    assert len(names["types"]) == 27


def test_models_run_gives_probabilities() -> None:
    (scores,) = models.run(
        "links.onnx",
        events=np.zeros((2, 320), np.float32),
        values=np.zeros((2, 320), np.float32),
        pairs=np.zeros((2, 24), np.int64),
    )
    assert scores.shape == (2, 4)
    assert np.allclose(scores.sum(1), 1, atol=1e-5)


def test_models_types_of_rows_are_classes_with_probabilities() -> None:
    columns, classes = models.lists("review.json")["types"], models.lists("review.json")[classes_of("types")]
    words = np.zeros((3, len(GROUPS), WIDTH), np.float32)
    (scores,) = models.run("types.onnx", features=np.zeros((3, len(columns)), np.float32), words=words)
    assert scores.shape == (3, len(classes))
    assert np.allclose(scores.sum(1), 1, atol=1e-5)
    assert classes == list(event_types())


def test_models_version_tells_files_apart(tmp_path: Path) -> None:
    version = models.version()
    models.use(tmp_path)
    try:
        assert models.version() is None
        (tmp_path / "reader.onnx").write_bytes(b"other")
        models.use(tmp_path)
        assert models.version() not in (None, version)
    finally:
        models.use(None)
