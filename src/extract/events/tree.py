"""Questions to the syntax tree: predicates, subjects, conjuncts, tense. All take and give tokens of a plain Doc."""

from collections.abc import Iterator
from functools import lru_cache

from extract.lexicon import fold, words
from extract.marks.plain import AnyToken, Span, Token
from extract.marks.triggers import preposition, stem
from extract.values.morphology import parses

SUBJECTS = {"nsubj", "nsubj:pass", "csubj"}
NAME_PARTS = {"flat", "flat:name", "flat:foreign", "appos", "conj", "fixed", "compound"}
MAIN = {"ROOT", "conj", "root", "parataxis"}
"""Relations of predicates that begin a clause of their own, which a phrase does not cross."""
RELATIVE = {"который", "где", "куда", "кто"}

__all__ = [
    "conjuncts",
    "features",
    "is_finite",
    "is_predicate",
    "is_relative",
    "is_report",
    "is_said_by",
    "is_timed",
    "may_mean",
    "negated",
    "predicate",
    "preposition",
    "spans_of",
    "stem",
    "subjects",
    "tense",
    "up",
]


def features(token: AnyToken, name: str) -> str:
    """The value of a UD feature (`features(token, "Case")` → `Loc`), an empty string if it has none."""
    values = token.morph.get(name, [])
    return str(values[0]) if values else ""


def spans_of(stretch: Span, key: str) -> list[Span]:
    """The spans of a kind (`doc.spans[key]`) that begin in a sentence, or in another stretch of the text, in text order."""
    return stretch.doc.beginning(key, stretch.start, stretch.end)


def is_timed(token: Token) -> bool:
    """Whether a word is part of a time or a duration."""
    return bool(token.doc.covering("time", token.i) or token.doc.covering("duration", token.i))


def up(token: Token) -> Iterator[Token]:
    """The token and its ancestors, nearest first, within its sentence."""
    yield token
    yield from token.ancestors


def is_finite(token: Token) -> bool:
    """Whether the token is a verb in a personal form."""
    return token.pos_ == "VERB" and features(token, "VerbForm") == "Fin"


def tells_of_place(verb: Token) -> bool:
    """Whether a verb is that of a clause about the place named before it («…, где провела переговоры»)."""
    return verb.dep_ in {"acl", "acl:relcl", "advcl"} and any(fold(child.norm_) in {"где", "куда", "откуда"} for child in verb.children)


def is_predicate(token: Token) -> bool:
    """Whether a clause hangs on this token: a verb, a short adjective or the root of the sentence."""
    if token.pos_ in {"VERB", "AUX"}:
        return token.dep_ != "amod"
    return token.dep_ == "ROOT" or (token.pos_ == "ADJ" and features(token, "Variant") == "Short")


def predicate(token: Token) -> Token:
    """The predicate of the innermost clause that `token` stands in."""
    last = token
    for last in up(token):
        if is_predicate(last):
            return last
    return last


def conjuncts(token: Token) -> list[Token]:
    """`token` and what is coordinated behind it, in text order."""
    found = [token]
    for child in token.children:
        if (
            child.dep_ == "conj"
            and child.pos_ not in {"VERB", "AUX"}
            and not any(fold(c.norm_) in {"а", "но"} for c in child.children if c.dep_ == "cc")
        ):
            found.extend(conjuncts(child))
    return sorted(found, key=lambda t: t.i)


def subjects(verb: Token, *, depth: int = 4) -> list[Token]:
    """The heads of the subject of a predicate, also of one shared with or controlled from another predicate."""
    own = [child for child in verb.children if child.dep_ in SUBJECTS]
    if own:
        subject = own[0]
        if stem(subject) in RELATIVE and verb.dep_.startswith("acl"):
            return conjuncts(verb.head)
        return conjuncts(subject)
    if depth == 0 or verb.head.i == verb.i:
        return []
    if verb.dep_ in {"xcomp", "advcl", "ccomp", "conj", "parataxis", "root"} and is_predicate(verb.head):
        form = features(verb, "VerbForm")
        controlled = verb.dep_ in {"xcomp", "conj", "root"} or form in {"Conv", "Inf"}
        return subjects(verb.head, depth=depth - 1) if controlled and _agrees(verb, verb.head) else []
    if verb.dep_.startswith("acl") and features(verb, "VerbForm") == "Part" and features(verb, "Voice") != "Pass":
        return [verb.head]
    return []


def may_mean(pronoun: Token, noun: Token) -> bool:
    """Whether a pronoun of the third person agrees with a noun in number and gender."""
    if features(pronoun, "Number") != features(noun, "Number"):
        return False
    return features(noun, "Number") == "Plur" or features(pronoun, "Gender") == features(noun, "Gender")


def _agrees(verb: Token, other: Token) -> bool:
    """Whether two predicates may share a subject: finite forms agree in number and, in the past, in gender."""
    if features(verb, "VerbForm") != "Fin" or features(other, "VerbForm") != "Fin":
        return True
    return all(
        not features(verb, name) or not features(other, name) or features(verb, name) == features(other, name)
        for name in ("Number", "Gender")
    )


def is_relative(verb: Token) -> bool:
    """Whether a verb stands in a clause that «который», «где» or «куда» opens, whatever the parser makes of it."""
    if verb.dep_.startswith("acl"):
        return not _is_content(verb)
    for token in reversed(list(verb.doc[verb.sent.start : verb.i])):
        if stem(token) in RELATIVE | {"откуда", "чей", "когда"} and token.i > verb.sent.start:
            return True
        if token.text in {",", ";", ":", "—", "–", "("} or (is_finite(token)):
            return False
    return False


def _is_content(verb: Token) -> bool:
    """Whether a verb tells what «то» is («началось с того, что купил завод»)."""
    return verb.head.text.lower() in {"то", "того", "тому", "том", "тем"} and any(fold(child.text) == "что" for child in verb.children)


def negated(verb: Token) -> bool:
    """Whether «не» or «ни» stands before the predicate or the verb it depends on."""
    return any(fold(child.text) in {"не", "ни", "нельзя", "нет"} and child.i < verb.i for child in verb.children)


@lru_cache(maxsize=10_000)
def _tense_of(word: str) -> str:
    """The tense of a form of a verb that the dictionary knows in one tense only («повидаются», «сулят»); else an empty string."""
    tenses = {str(parse.tag.tense) for parse in parses(word) if parse.is_known and parse.tag.POS == "VERB"}
    return {"past": "past", "pres": "present", "futr": "future"}.get(tenses.pop(), "") if len(tenses) == 1 else ""


def tense(verb: Token) -> str:
    """`past`, `present` or `future` of the clause of a predicate; an empty string where the verb does not tell."""
    for token in up(verb):
        if token.pos_ not in {"VERB", "AUX"} and token.dep_ != "ROOT":
            break
        auxiliary = next((child for child in token.children if fold(child.text) in {"будет", "будут"}), None)
        if auxiliary is not None:
            return "future"
        form = features(token, "VerbForm")
        if form == "Fin":
            if known := _tense_of(token.norm_.lower()):
                return known
            marked = features(token, "Tense")
            if marked == "Fut" or (marked == "Pres" and features(token, "Aspect") == "Perf"):
                return "future"
            if marked == "Past":
                return "past"
            return "present" if marked else ""
        if form in {"Part"} or features(token, "Variant") == "Short":
            copula = next((child for child in token.children if child.dep_ in {"aux", "aux:pass", "cop"}), None)
            if copula is not None and features(copula, "VerbForm") == "Inf":
                continue  # «может быть внесён»
            if copula is not None:
                return "past" if features(copula, "Tense") == "Past" else "future" if features(copula, "Tense") == "Fut" else "past"
            return "past" if features(token, "Voice") == "Pass" or features(token, "Tense") == "Past" else "present"
        if form not in {"Inf", "Conv"}:
            break
    return ""


def is_report(token: Token) -> bool:
    """Whether the verb only reports what somebody said."""
    return token.pos_ == "VERB" and stem(token) in words("support", "report", "words")


def is_said_by(noun: Token) -> bool:
    """Whether a noun brings in who is told to say something («по словам Петрова», «по данным Росстата»)."""
    return fold(noun.lemma_) in words("people", "saying", "words") and preposition(noun) == "по"
