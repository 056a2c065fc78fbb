"""Who is meant by role nouns and pronouns: `python benchmarks/coref.py RUCOCO.jsonl [--every N] [--errors]`.

A line is {"text", "chains": [[[start, end], …], …], "includes": [[chain, …], …]} (RuCoCo: offsets of maximal phrases; a chain includes
others where it is a group of them). A chain has a person's name when one of its phrases is headed by a name that natasha or the
program finds; asked are its pronouns of the third person and its phrases headed by a common noun, each by itself. An answer is right
when it is the canonical name of a phrase of the chain; a group is right when all its members are answered and nobody else. The
baseline takes the nearest preceding name that agrees in gender and number. Below: what was answered where no chain has a name.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, Token
from tqdm import tqdm

import extract
from extract.events.coreference import People, Reference, references
from extract.events.tree import features
from extract.marks import plain

PRONOUNS = {"он", "она", "они"}
POSSESSIVE = {"его", "её", "ее", "их"}
KINDS = ("pronoun", "role noun", "group")


class Asked(NamedTuple):
    """A phrase of a gold chain: its head word, `KINDS`, and for each person meant the canonical names that their chain gives."""

    head: Token
    kind: str
    names: tuple[frozenset[str], ...]


def phrase(doc: Doc, start: int, end: int) -> Span | None:
    """The words between two offsets."""
    return doc.char_span(start, end, alignment_mode="expand") if start < end else None


def named(span: Span) -> tuple[bool, str]:
    """Whether the phrase is headed by a person's name, and the canonical name the program gives it."""
    heads = {span.root.i, *(token.i for token in span.root.children if token.dep_ in {"appos", "flat:name"})}
    for key in ("person", "tagged"):
        for name in span.doc.spans[key]:
            at_an_end = name.start == span.start or name.end == span.end
            inside = name.label_ == "person" and span.start <= name.start and name.end <= span.end
            if inside and at_an_end and heads & set(range(name.start, name.end)):
                return True, name.kb_id_ if key == "person" else ""
    return False, ""


def kind(span: Span) -> str:
    """`pronoun` or `role noun`; an empty string for a phrase of another kind."""
    head = span.root
    if named(span)[0] or any(name.start <= head.i < name.end for name in span.doc.spans["tagged"]):
        return ""
    if head.norm_.lower() in POSSESSIVE or (head.pos_ == "PRON" and head.lemma_.lower() in PRONOUNS):
        return "pronoun"
    return "role noun" if head.pos_ == "NOUN" and head.ent_type_ != "person" else ""


def asked(doc: Doc, record: Mapping[str, Any]) -> Iterator[Asked]:
    """The pronouns and role nouns of the chains that have a person's name, and of the groups of such chains."""
    chains = [[span for start, end in chain if (span := phrase(doc, start, end)) is not None] for chain in record["chains"]]
    known = [frozenset(value for there, value in map(named, chain) if there) for chain in chains]
    for chain, names, members in zip(chains, known, record["includes"], strict=True):
        if members and all(known[member] for member in members):
            yield from (Asked(s.root, "group", tuple(known[m] for m in members)) for s in chain if kind(s))
        elif names and not members:
            yield from (Asked(s.root, kind(s), (names,)) for s in chain if kind(s) and features(s.root, "Number") != "Plur")


def ours(doc: plain.Doc) -> tuple[dict[int, tuple[Reference, list[str]]], dict[str, str]]:
    """Head word → the phrase and the people whom the program takes it for; and the genders of the people."""
    people = People(doc)
    found = {}
    for number, sentence in enumerate(doc.sents):
        here = references(sentence)
        people.note(here, number)
        for reference in here:
            if reference.kind in {"role", "noun", "pronoun"}:
                found[reference.head.i] = (reference, [who.value for who in people.resolve(reference) if who.kind == "person"])
    return found, {name: person.gender for name, person in people.persons.items()}


def nearest(doc: Doc, one: Asked, genders: Mapping[str, str]) -> list[str]:
    """The nearest preceding names that agree: one, or two for a group."""
    before = [span.kb_id_ for span in reversed(doc.spans["person"]) if span.end <= one.head.i]
    if one.kind == "group":
        return list(dict.fromkeys(before))[:2]
    gender = features(one.head, "Gender")
    return [name for name in before if not gender or genders.get(name, "") in {gender, ""}][:1]


def report(name: str, counts: Counter[tuple[str, str]]) -> list[str]:
    """Lines of the table of one system."""
    lines = []
    for label, kinds in {**{kind: (kind,) for kind in KINDS}, "both": KINDS[:2]}.items():
        of, answered, right = (sum(counts[one, what] for one in kinds) for what in ("asked", "answered", "right"))
        rates = right / max(1, answered), answered / max(1, of), right / max(1, of)
        lines.append(f"| {name} | {label} | {' | '.join(f'{rate:.3f}' for rate in rates)} | {of} |")
    return lines


def right(one: Asked, answer: Iterable[str]) -> bool:
    """Whether an answer names everybody who is meant, and nobody else."""
    given = set(answer)
    return all(names & given for names in one.names) and given <= frozenset[str]().union(*one.names) and len(given) == len(one.names)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("chains", type=Path)
    parser.add_argument("--every", type=int, default=1, help="read every N-th text only")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    lines = arguments.chains.read_text(encoding="utf-8").splitlines()[:: arguments.every]
    nlp = extract.load().nlp
    counts: dict[str, Counter[tuple[str, str]]] = {"extract": Counter(), "nearest name": Counter()}
    loose: Counter[str] = Counter()
    for line in tqdm(lines):
        record = json.loads(line)
        measure(nlp(record["text"]), record, counts, loose, errors=arguments.errors)
    print("| system | asked | precision | coverage | recall | of |\n|---|---|--:|--:|--:|--:|")
    for name, count in counts.items():
        print("\n".join(report(name, count)))
    print(f"\nanswered outside of the chains with a name: {dict(sorted(loose.items()))}")


Counts = Mapping[str, Counter[tuple[str, str]]]


def measure(doc: Doc, record: Mapping[str, Any], counts: Counts, loose: Counter[str], *, errors: bool) -> None:
    """Adds the counts of one document."""
    answers, genders = ours(plain.Doc(doc))
    questions = list(asked(doc, record))
    for one in questions:
        given = answers[one.head.i][1] if one.head.i in answers else []
        for name, answer in (("extract", given), ("nearest name", nearest(doc, one, genders))):
            counts[name][one.kind, "asked"] += 1
            counts[name][one.kind, "answered"] += bool(answer)
            counts[name][one.kind, "right"] += right(one, answer)
        if errors and not right(one, given):
            before = " ".join(doc[max(0, one.head.i - 12) : one.head.i].text.split())
            print(one.kind, [sorted(names) for names in one.names], "got", given, before, f"[{one.head.text}]", sep="\t")
    chained = {one.head.i for one in questions}
    for index, (reference, answer) in answers.items():
        loose[f"{'plural ' * reference.plural}{reference.kind}"] += bool(answer) and index not in chained


if __name__ == "__main__":
    main()
