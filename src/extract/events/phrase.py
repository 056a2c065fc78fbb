"""Noun phrases: where each item of an enumeration ends, and what it is in the nominative."""

from collections.abc import Sequence

from extract.events.tree import features, stem
from extract.lexicon import fold, words
from extract.marks.plain import Doc, Span, Token
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
        between = (
            token.i > start and _agrees(doc[token.i - 1]) and token.i + 1 < end and _agrees(token.nbor())
        )  # «торговом и военном союзе»
        if not _agrees(token) and token.text not in OPENING and not (between and (token.text == "," or fold(token.norm_) in JOINERS)):
            return None
    return None


def _agrees(token: Token) -> bool:
    """Whether a word may stand before its noun: an adjective, numeral, participle or adverb."""
    return token.pos_ in {"ADJ", "DET", "NUM", "ADV"} or _modifier(token)


def _modifier(token: Token) -> bool:
    return token.pos_ == "VERB" and features(token, "VerbForm") == "Part" and token.dep_ in {"amod", "acl"} and token.head.i > token.i


def items(doc: Doc, start: int, *, cases: frozenset[str], lead: str = "") -> list[Span]:
    """The noun phrases of the enumeration that begins at token `start` and stands in one of `cases`.

    `lead` is the preposition before it («о»), which may be repeated. The enumeration ends where the clause ends or where a
    complement depends on something outside of it.
    """
    end = doc[start].sent.end
    first = _next_head(doc, start, end)
    if first is None or not may_be(first, cases):
        return []
    heads, bounds = [first], [start]
    i, quotes = start, 0
    while i < end:
        token = doc[i]
        quotes += (token.text in OPENING) - (token.text in CLOSING)
        if quotes < 0 or token.text == "(":
            break
        if quotes == 0 and token.text not in CLOSING:
            if _joins(doc, i, end) and any(t.pos_ in NOMINAL for t in doc[bounds[-1] : i]):
                at, led = _behind_joiner(doc, i + 1, end, lead)
                if not led and at < end and doc[at].pos_ == "ADP" and token.text != ",":  # «в Сирии и на Украине» is one item
                    i += 1
                    continue
                following = _next_head(doc, at, end)
                if following is None or following.pos_ == "PRON":
                    break
                if _continues(following, heads, bounds[-1], cases):
                    bounds += [i, at]
                    heads.append(following)
                    i = at
                    continue
                if token.text == "," or not _nested(following, bounds[-1]):
                    break
            elif _ends_clause(token) or (i > bounds[-1] and _leaves(token, start, first.i, cases)):
                break
        i += 1
    pieces = zip(bounds[::2], [*bounds[1::2], i], strict=True)
    return [doc[a:b] for a, b in ((a, _trim(doc, a, b)) for a, b in pieces) if b > a and any(t.pos_ in NOMINAL for t in doc[a:b])]


def phrases(noun: Token) -> list[Span]:
    """The noun phrase of a noun in its full length, and without what hangs on it by a preposition or a participle."""
    if noun.pos_ not in {"NOUN", "PROPN", "X"}:
        return []
    start = noun.i
    while start > noun.sent.start and _agrees(before := noun.doc[start - 1]) and before.pos_ != "ADV" and before.head.i >= start:
        start -= 1
    found = items(noun.doc, start, cases=frozenset({features(noun, "Case")}))
    if not found:
        return []
    end = noun.i + 1
    while end < found[0].end and noun.doc[end].pos_ in {"NOUN", "ADJ", "DET", "PROPN", "NUM"} and _inside(noun.doc[end], start):
        end += 1
    short = noun.doc[start : _trim(noun.doc, start, end)]
    return [found[0]] if short.end >= found[0].end else [found[0], short]


def _joins(doc: Doc, i: int, end: int) -> bool:
    """Whether a comma or conjunction stands at `i` that may join the items of an enumeration."""
    word = fold(doc[i].norm_)
    return doc[i].text in {",", ";"} or word in JOINERS or (word == "а" and i + 1 < end and fold(doc[i + 1].norm_) == "также")


def _behind_joiner(doc: Doc, at: int, end: int, lead: str) -> tuple[int, bool]:
    """The first token behind «и», «а также», «в том числе» and the repeated preposition, and whether that was there."""
    following = [fold(token.norm_) for token in doc[at : min(at + 4, end)]]
    for joiner in (["а", "также"], ["в", "том", "числе"], ["и"]):
        if following[: len(joiner)] == joiner:
            at += len(joiner)
            break
    led = bool(lead) and at < end and fold(doc[at].norm_) in {lead, lead + "б", lead + "бо"}
    return at + led, led


def _ends_clause(token: Token) -> bool:
    """Whether the enumeration cannot reach over the token: a verb, a mark, a conjunction of clauses."""
    if token.pos_ in {"VERB", "AUX"}:
        return not _modifier(token)
    return token.text in {".", "!", "?", ":", "…"} or token.text in DASHES or token.pos_ in {"SCONJ", "SPACE"}


NARROW = ("month=", "weekday=", "unit='day'", "unit='week'")
"""What the value of a time has that says when something is done, and seldom of what time a topic is."""


def _leaves(token: Token, start: int, head: int, cases: frozenset[str]) -> bool:
    """Whether the token depends on something outside of the enumeration, which then ends before it."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else token
    if fold(token.norm_) in {"с", "со"} and following.ent_type_ == "person":  # «договаривался о потолках с Фордом»
        return True
    lengths = [span for key in ("time", "duration") for span in token.doc.beginning(key, token.i, token.i + 1)]
    led = token.pos_ == "ADP"
    listed = led and any(span.end < len(span.doc) and _joins(span.doc, span.end, len(span.doc)) for span in lengths)
    if (
        lengths and not listed
    ):  # «договор 27 мая», «помощь на этой неделе», but «выборы 2018 года», «прекращение огня в пятницу и отвод войск»
        narrow = any(span.label_ == "duration" or any(unit in span.kb_id_ for unit in NARROW) for span in lengths)
        return narrow or not _inside(token, start)
    if led:
        return not _inside(token.head, start) or _tells_how(token)
    if token.pos_ in {"NOUN", "NUM"} and features(token, "Case") == "Ins" and token.i > head:  # «отклонил план пятью голосами»
        return not _inside(token, start)
    if token.pos_ in {"ADV", "PART", "CCONJ"}:
        return token.head.pos_ in {"VERB", "AUX"}
    subject = token.dep_ in {"nsubj", "nsubj:pass"} and features(token, "Case") == "Nom"
    return token.pos_ in {"PROPN", "PRON"} and subject and token.i > head and "Nom" not in cases


def _tells_how(lead: Token) -> bool:
    """Whether a preposition leads to how something was done («в третьем чтении», «в закрытом режиме»)."""
    behind = lead.doc[lead.i + 1 : lead.i + 4]
    noun = next((token for token in behind if token.pos_ == "NOUN"), None)
    return fold(lead.norm_) in {"в", "во"} and noun is not None and stem(noun) in words("formats", "ways")


def _inside(token: Token, begin: int) -> bool:
    """Whether the token hangs, over any number of steps, on a noun of the enumeration."""
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
    ranked = sorted(candidates, key=lambda p: -((case in p.tag) * 2 + bool(number and number in p.tag)) if case else 0)
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
        for name in doc.covering(kind, head.i):
            if name.start >= span.start and name.end <= span.end:
                forms = dict.fromkeys(range(name.start, name.end), "") | {name.start: name.kb_id_ or name.text}
    case = features(head, "Case")
    counted = next((token for token in tokens if token.pos_ == "NUM" and token.i < head.i and token.norm_.isalpha()), None)
    if not forms and counted is not None and case in {"Gen", "Dat", "Ins", "Loc"}:
        forms = _counted(counted, head, tokens)
    elif not forms and case not in {"Nom", ""} and head.pos_ in {"NOUN", "PROPN"}:
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


def _counted(numeral: Token, head: Token, tokens: Sequence[Token]) -> dict[int, str]:
    """The forms of a counted noun in the nominative, by token («о трёх спорных островах» → три спорных острова)."""
    number = inflected(numeral, {"nomn"})
    if fold(number) == "два" and features(head, "Gender") == "Fem":
        number = "две"
    few = fold(number) in {"два", "две", "три", "четыре", "оба", "обе"}
    noun = inflected(head, {"gent", "sing" if few else "plur"})
    between = {
        token.i: inflected(token, {"gent", "plur"}) for token in tokens if numeral.i < token.i < head.i and token.pos_ in {"ADJ", "VERB"}
    }
    return {numeral.i: number, head.i: noun} | between
