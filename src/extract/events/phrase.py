"""Noun phrases: where each item of an enumeration ends, and what it is in the nominative."""

from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from extract.events.tree import features
from extract.lexicon import fold
from extract.values.morphology import parses

OPENING, CLOSING = "«„“(", "»”)"
JOINERS = {"и", "или", "да", "либо"}
DASHES = {"—", "–", "-"}
NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "X"}
CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
NUMBERS = {"Sing": "sing", "Plur": "plur"}
GENDERS = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}


def may_be(token: Token, cases: frozenset[str]) -> bool:
    """Whether the word can stand in one of the cases (UD names): by the tagger, by the dictionary, or because it never changes."""
    tagged = features(token, "Case")
    if not tagged or tagged in cases or token.pos_ in {"X", "NUM"}:
        return True
    if token.pos_ not in {"NOUN", "PROPN", "ADJ"}:
        return False
    if {tagged, *cases} >= {"Nom", "Acc"} and any(
        "accs" in parse.tag and "nomn" in other.tag for parse in parses(token.norm_.lower()) for other in parses(token.norm_.lower())
    ):
        return True
    return any("Fixd" in parse.tag for parse in parses(token.norm_.lower()))


def head_of(tokens: Sequence[Token]) -> Token:
    """The token of the phrase that the others depend on: the first noun whose head lies outside, else the first noun."""
    inside = {token.i for token in tokens}
    nouns = [token for token in tokens if token.pos_ in NOMINAL]
    outer = [token for token in nouns if token.head.i not in inside or token.head.i == token.i]
    return (outer or nouns or list(tokens))[0]


def _next_head(doc: Doc, start: int, end: int) -> Token | None:
    """The first noun from `start` on, over adjectives, numerals and opening quotes."""
    for token in doc[start:end]:
        if token.pos_ in NOMINAL and not (token.pos_ == "NUM" and token.i + 1 < end and token.nbor().pos_ in {"ADJ", "NOUN"}):
            return token
        if token.pos_ not in {"ADJ", "DET", "NUM", "ADV"} and token.text not in OPENING and not _modifier(token):
            return None
    return None


def _modifier(token: Token) -> bool:
    return token.pos_ == "VERB" and features(token, "VerbForm") == "Part" and token.dep_ in {"amod", "acl"} and token.head.i > token.i


def items(doc: Doc, start: int, *, cases: frozenset[str], lead: str = "") -> list[Span]:
    """The noun phrases of the enumeration that begins at token `start` and stands in one of `cases`.

    `lead` is the preposition before it («о»), which may be repeated. The enumeration ends where the clause ends or where a
    complement depends on something outside of it.
    """
    end = doc[start].sent.end
    stops = [span.start for span in doc.spans.get("time", [])]
    found: list[tuple[int, int]] = []
    heads: list[Token] = []
    begin, i, quotes = start, start, 0

    def close(at: int) -> None:
        if at > begin and any(token.pos_ in NOMINAL for token in doc[begin:at]):
            found.append((begin, at))

    head = _next_head(doc, start, end)
    if head is None or not may_be(head, cases):
        return []
    heads.append(head)
    while i < end:
        token = doc[i]
        word = fold(token.norm_)
        if token.text in OPENING:
            quotes += 1
            if token.text == "(":
                break
        elif token.text in CLOSING:
            quotes -= 1
            if quotes < 0:
                break
        elif quotes > 0:
            pass
        elif token.text in {",", ";"} or word in JOINERS or (word == "а" and i + 1 < end and fold(doc[i + 1].norm_) == "также"):
            at = i + 1
            while at < end and (fold(doc[at].norm_) in {"и", "а", "также", "в", "том", "числе"} and not _nominal_after(doc, at, end, lead)):
                at += 1
            if lead and at < end and fold(doc[at].norm_) in {lead, lead + "б", lead + "бо"}:
                at += 1
            elif at < end and doc[at].pos_ == "ADP" and token.text != ",":
                i += 1
                continue
            following = _next_head(doc, at, end) if at < end else None
            if following is None or following.pos_ == "PRON":
                break
            if _continues(following, heads, begin, cases):
                close(i)
                begin = i = at
                heads.append(following)
                continue
            if token.text == "," or not _nested(following, begin):
                break
        elif (token.pos_ in {"VERB", "AUX"} and not _modifier(token)) or token.text in {".", "!", "?", ":", "…"} or token.text in DASHES or token.pos_ in {"SCONJ", "SPACE"}:
            break
        elif word in {"с", "со"} and i > begin and i + 1 < end and doc[i + 1].ent_type_ == "person":
            break  # «договаривался о потолках с Фордом»
        elif (token.pos_ in {"ADP"} and i > begin and not _inside(token.head, start)) or (i in stops and i > begin and not _inside(token, start)) or (token.pos_ in {"ADV", "PART", "CCONJ"} and i > begin and token.head.pos_ in {"VERB", "AUX"}) or (
            token.pos_ in {"PROPN", "PRON"}
            and features(token, "Case") == "Nom"
            and token.dep_ in {"nsubj", "nsubj:pass"}
            and i > head.i
            and "Nom" not in cases
        ):
            break
        i += 1
    close(i)
    return [doc[a:b] for a, b in ((a, _trim(doc, a, b)) for a, b in found) if b > a]


def _nominal_after(doc: Doc, at: int, end: int, lead: str) -> bool:
    word = fold(doc[at].norm_)
    return word == "в" and not (at + 2 < end and fold(doc[at + 1].norm_) == "том" and fold(doc[at + 2].norm_) == "числе")


def _inside(token: Token, begin: int) -> bool:
    """Whether the token hangs, over any number of steps, on a noun of the running item."""
    above = token
    while above.head.i != above.i:
        above = above.head
        if begin <= above.i < token.i and above.pos_ in NOMINAL | {"ADJ"}:
            return True
        if above.pos_ in {"VERB", "AUX"}:
            return False
    return False


def _nested(token: Token, begin: int) -> bool:
    """Whether the parser joins the noun to a noun of the running item."""
    return token.dep_ == "conj" and token.head.i >= begin


def _continues(token: Token, heads: Sequence[Token], begin: int, cases: frozenset[str]) -> bool:
    """Whether the noun opens a new item: it stands in the case of the list and is not joined to an inner noun of the last item."""
    if not may_be(token, cases):
        return False
    if token.dep_ == "conj":
        above = token.head
        if any(above.i == head.i for head in heads):
            return True
        if begin <= above.i < token.i and above.pos_ in NOMINAL and features(above, "Case") == features(token, "Case"):
            return False
    return True


def _trim(doc: Doc, start: int, end: int) -> int:
    while end > start and (doc[end - 1].pos_ in {"PUNCT", "SPACE", "ADP", "CCONJ", "PART", "ADV"} and doc[end - 1].text not in CLOSING):
        end -= 1
    return end


def inflected(token: Token, grammemes: set[str]) -> str:
    """The word in another form (pymorphy's grammemes), its capitals kept; unchanged where the dictionary has no such form."""
    word = token.norm_
    if word.isupper() and len(word) > 1:
        return word
    pos = {
        "NOUN": {"NOUN"},
        "PROPN": {"NOUN"},
        "ADJ": {"ADJF", "ADJS"},
        "DET": {"ADJF", "NPRO"},
        "VERB": {"PRTF", "PRTS"},
        "NUM": {"NUMR"},
    }.get(token.pos_, set())
    case, number = CASES.get(features(token, "Case"), ""), NUMBERS.get(features(token, "Number"), "")
    candidates = [p for p in parses(word.lower()) if not pos or p.tag.POS in pos] or list(parses(word.lower()))
    ranked = sorted(candidates, key=lambda p: -((case in p.tag) * 2 + (number in p.tag)) if case else 0)
    for parse in ranked:
        form = parse.inflect(grammemes)
        if form is not None:
            text = str(form.word)
            return text.capitalize() if word[:1].isupper() else text
    return word


def genitive(span: Span) -> str:
    """The phrase with its head and the words before it that agree with it in the genitive."""
    tokens = [token for token in span if token.pos_ != "SPACE"]
    head = head_of(tokens)
    number = NUMBERS.get(features(head, "Number"), "sing")
    agreement = {"gent", number} | (
        {GENDERS[features(head, "Gender")]} if number == "sing" and features(head, "Gender") in GENDERS else set()
    )
    pieces = []
    for token in tokens:
        changes = token.i == head.i or (token.i < head.i and token.pos_ in {"ADJ", "DET", "VERB"})
        form = (
            inflected(token, {"gent", number} if token.i == head.i else agreement)
            if changes and token.norm_[-1:].isalpha()
            else token.norm_
        )
        pieces.append(form + token.whitespace_)
    return "".join(pieces).strip()


def nominative(span: Span) -> str:
    """The phrase with its head and the words that agree with it in the nominative; what depends on them stays as it is."""
    doc = span.doc
    tokens = [token for token in span if token.pos_ != "SPACE"]
    head = head_of(tokens)
    forms: dict[int, str] = {}
    for kind in ("person", "place", "organisation"):
        for name in doc.spans.get(kind, []):
            if name.start <= head.i < name.end and name.start >= span.start and name.end <= span.end:
                forms = dict.fromkeys(range(name.start, name.end), "") | {name.start: name.kb_id_ or name.text}
    case = features(head, "Case")
    if not forms and case not in {"Nom", ""} and head.pos_ in {"NOUN", "PROPN"}:
        number = NUMBERS.get(features(head, "Number"), "sing")
        forms[head.i] = inflected(head, {"nomn", number})
        agreement = {"nomn", number} | (
            {GENDERS[features(head, "Gender")]} if number == "sing" and features(head, "Gender") in GENDERS else set()
        )
        for token in tokens:
            if (
                token.i < head.i
                and token.pos_ in {"ADJ", "DET", "VERB"}
                and token.norm_[-1:].isalpha()
                and features(token, "Case") in {case, ""}
            ):
                forms[token.i] = inflected(token, agreement)
    pieces = []
    for token in tokens:
        if token.i in forms and not forms[token.i]:
            continue
        pieces.append(
            forms.get(token.i, token.norm_)
            + (" " if token.whitespace_ or (token.i + 1 < len(doc) and doc[token.i + 1].pos_ == "SPACE") else "")
        )
        if token.i in forms and forms.get(token.i + 1) == "":
            last = max(i for i in forms if forms[i] == "")
            pieces[-1] = forms[token.i] + (" " if doc[last].whitespace_ else "")
    return "".join(pieces).strip()
