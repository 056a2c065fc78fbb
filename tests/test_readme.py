import doctest
import re
import shlex
from pathlib import Path

import pytest

import extract
from extract.cli import main
from extract.extractor import Extractor

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch, extractor: Extractor) -> None:
    monkeypatch.setattr(extract, "load", lambda: extractor)


def test_readme_python() -> None:
    test = doctest.DocTestParser().get_doctest(README, {}, "README.md", None, 0)
    assert len(test.examples) > 10
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize("block", re.findall(r"```console\n(.*?)```", README, re.DOTALL))
def test_readme_console(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = session.partition("\n")
        program, *arguments = shlex.split(line)
        if program == "cat":
            Path(arguments[0]).write_text(shown, encoding="utf-8")
        else:
            assert main(arguments) == 0
            assert capsys.readouterr().out.strip() == shown.strip()


RUSSIAN = (Path(__file__).parents[1] / "README.ru.md").read_text(encoding="utf-8")
"""The same in Russian."""


def test_readme_russian_has_the_same_headings() -> None:
    levels = [re.findall(r"^(#+) ", re.sub(r"```.*?```", "", text, flags=re.DOTALL), flags=re.MULTILINE) for text in (README, RUSSIAN)]
    assert levels[0] == levels[1]


def test_readme_russian_has_the_same_figures() -> None:
    figures = [sorted(re.findall(r"\d[\d.,–]*\d|\d", text)) for text in (README, RUSSIAN)]
    assert figures[0] == figures[1]


def test_readme_russian_has_the_same_code_and_links() -> None:
    for pattern in (r"```.*?```", r"\]\([^)]+\)", r"^\| `[^|]*(?:\\\|[^|]*)*\|"):
        found = [
            re.findall(pattern, text.replace("README.ru.md", "README.md"), flags=re.DOTALL | re.MULTILINE) for text in (README, RUSSIAN)
        ]
        assert sorted(found[0]) == sorted(found[1])
