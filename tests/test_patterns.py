"""No pattern of the package takes more than linear time: each runs on long texts made of the signs that it asks for."""

import ast
import functools
import importlib
import inspect
import pkgutil
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import permutations
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # how the standard library reads a pattern
from time import process_time
from types import ModuleType
from typing import Any

import pytest

import extract

SHORT, LENGTH = 24, 6_000
"""Code points: an exponential pattern takes some 100 ms on the few, a quadratic one on the many, a linear one less than one."""
SLOW = 0.006
"""CPU seconds, from which on a pattern is looked at more closely."""
SIGNS = 5
"""Signs of a pattern of which every two are combined."""
ANCHORED = "extract.reading.headers._grammar"
"""Patterns that a function has made and that are only called by `match`."""
METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "split"}
CATEGORIES = {
    _constants.CATEGORY_DIGIT: "7",
    _constants.CATEGORY_NOT_DIGIT: "ж",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_NOT_SPACE: "ж",
    _constants.CATEGORY_WORD: "ж",
    _constants.CATEGORY_NOT_WORD: "%",
}


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(extract.__path__, "extract.")
    return [importlib.import_module(module.name) for module in found if module.name != "extract.__main__"]


def within(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value, and in what functions without arguments have kept for good."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, functools._lru_cache_wrapper) and not inspect.signature(value).parameters:
        yield from within(value())
    elif isinstance(value, dict):
        yield from within(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from within(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from within(tuple(getattr(value, field.name) for field in fields(value)))


def patterns() -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """Every pattern of the package with its place and the methods that it is called by (no name: any)."""
    for module in modules():
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) or getattr(value, "__module__", module.__name__) == module.__name__:
                called = (
                    {"match"} if f"{module.__name__}.{name}" == ANCHORED else set(re.findall(rf"\b{name}\.({'|'.join(METHODS)})\(", source))
                )
                yield from ((f"{module.__name__}.{name}", pattern, called) for pattern in within(value))
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=method), args=[ast.Constant(pattern), *_]) if method in METHODS:
                    yield f"{module.__name__}:{node.lineno}", re.compile(pattern), {method}


def signs(tree: Any) -> Iterator[str]:
    """One sign for each literal, class and range of a pattern, in its order."""
    for code, argument in tree:
        if code in {_constants.LITERAL, _constants.NOT_LITERAL}:
            yield chr(argument)
        elif code is _constants.ANY:
            yield "ж"
        elif code is _constants.CATEGORY:
            yield CATEGORIES[argument]
        elif code is _constants.RANGE:
            yield chr(argument[1])
        elif code is _constants.IN:
            yield from (sign for item in argument for sign in signs([item]))
        elif isinstance(argument, tuple | list):
            for part in argument:
                if isinstance(part, _parser.SubPattern):
                    yield from signs(part)
                elif isinstance(part, list):
                    yield from (sign for branch in part for sign in signs(branch))
        elif isinstance(argument, _parser.SubPattern):
            yield from signs(argument)


def hostile(pattern: re.Pattern[Any], length: int) -> Iterator[str]:
    """Runs of one sign, of two in turn, of one behind another, of the beginning of what the pattern reads."""
    found = list(signs(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))
    alphabet = list(dict.fromkeys(found))
    for sign in alphabet:
        yield sign * length
    for first, second in permutations(alphabet[:SIGNS], 2):
        yield (first + second) * (length // 2)
        yield first + second * length
        yield first * (length // 2) + second * (length // 2)
    for size in range(3, min(len(found), 9)):
        unit = "".join(found[:size])
        yield unit * (length // size)
        yield unit + found[size] * length


def seconds(call: Callable[[Any], object], text: str | bytes) -> float:
    """The CPU time of a call to its end, the best of two where it is slow."""

    def once() -> float:
        began = process_time()
        found = call(text)
        if isinstance(found, Iterator):
            deque(found, maxlen=0)
        return process_time() - began

    spent = once()
    return spent if spent < SLOW else min(spent, once())


def offence(pattern: re.Pattern[Any], called: set[str]) -> str | None:
    """The beginning of a text on which a pattern, called as it is, takes more than linear time."""
    call = pattern.fullmatch if called == {"fullmatch"} else pattern.match if called == {"match"} else pattern.finditer

    def spent(text: str, end: str) -> float:
        return seconds(call, (text + end).encode() if isinstance(pattern.pattern, bytes) else text + end)

    for length in (SHORT, LENGTH):
        for text in hostile(pattern, length):
            for end in ("", "!"):
                took = spent(text, end)
                if took > SLOW and (length == SHORT or spent(text * 4, end) > 9 * took):
                    return f"{text[:20]!r}…{end} {took:.2f} s"
    return None


def test_patterns_are_linear() -> None:
    found = list(patterns())
    names = {name for name, _, _ in found}
    assert {"extract.marks.natasha.MIXED", ANCHORED, "extract.values.name.forms._endings"} <= names
    slow = [f"{name}: {told}" for name, pattern, called in found if (told := offence(pattern, called))]
    assert not slow


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"x.*y", r"«[^»]*»"])
def test_patterns_that_are_not_linear_are_found(pattern: str) -> None:
    assert offence(re.compile(pattern), {"search"})
