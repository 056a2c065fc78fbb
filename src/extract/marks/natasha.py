"""Text → Doc with tokens, sentences, morphology, syntax, lemmas and names. The one door to natasha.

Tokens are razdel's, over a cleaned view of the text (soft hyphens, stress marks and zero-width signs taken out, markup and web
addresses blanked, Latin letters that stand for Cyrillic ones replaced);
the Doc holds the original characters, `token.norm_` the cleaned word in lower case. What is no word (white space, markup) is a
token with the tag `SPACE`, so that the Doc's text is the text as read and every offset holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import numpy as np
from spacy.parts_of_speech import IDS as NUMBER_OF
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from extract import segment
from extract.marks import loading, networks
from extract.marks.networks import Network
from extract.values.morphology import parses, serve_natasha
from extract.values.name import CASE_OF_TAG, GENDER_OF_TAG

serve_natasha()

import natasha  # noqa: E402
from natasha.morph.lemma import lemmatize  # noqa: E402
from natasha.morph.vocab import MorphForm  # noqa: E402

INVISIBLE = re.compile("[\u00ad\u0300\u0301\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]+")
MARKUP = re.compile(r"<!--.{0,2000}?-->|</?[A-Za-z][^<>]{0,500}>|&(?:[a-z]{2,8}|#\d{1,6});", re.DOTALL)
ADDRESS = re.compile(r"(?:https?://|\bwww\.)[\w!#$%&'()*+,./:;=?@~-]*[\w#&*+/=@~-]", re.ASCII)
PARAGRAPH = re.compile(r"\n[ \t\r\f\v]*\n\s*|(?<=[.!?…»\":;])[ \t\r]*\n\s*|\n\s*(?=[-–—•*] )")
LONGEST_SENTENCE = 256
"""Tokens; a longer run without a full stop (lists, tables) is cut, since the parser is quadratic in it."""
SPACE = NUMBER_OF["SPACE"]
KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation"}


LETTER = "[A-Za-zА-Яа-яЁё]"
MIXED = re.compile(
    rf"(?<!{LETTER}){LETTER}*(?:[А-Яа-яЁё][ABCEHKMOPTXaceopxy]|[ABCEHKMOPTXaceopxy][А-Яа-яЁё]){LETTER}*"
)  # looked for once in a word, or a long one would take quadratic time
LOOKALIKES = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
"""Latin letters that look like Cyrillic ones, which some texts have in their place («Mосква» with a Latin M)."""


class View(NamedTuple):
    """A cleaned text and, for each of its characters, the offset in the original (one more at the end)."""

    text: str
    offsets: Sequence[int]


def view(text: str) -> View:
    """The text as the models should see it: invisible signs out, markup blanked, odd spaces plain."""
    if "<" in text or "&" in text:
        text = MARKUP.sub(_blanked, text)
    if "://" in text or "www." in text:
        text = ADDRESS.sub(_blanked, text)
    text = MIXED.sub(_in_cyrillic, re.sub(r"[^\S\n]", " ", text))
    if not INVISIBLE.search(text):
        return View(text, range(len(text) + 1))
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in INVISIBLE.finditer(text):
        pieces.append(text[at : match.start()])
        offsets.extend(range(at, match.start()))
        at = match.end()
    pieces.append(text[at:])
    offsets.extend(range(at, len(text) + 1))
    return View("".join(pieces), offsets)


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _in_cyrillic(match: re.Match[str]) -> str:
    """A word of both alphabets in Cyrillic, if all its Latin letters look like Cyrillic ones and it has no more of them than of those."""
    word = match.group()
    latin = re.sub("[^A-Za-z]", "", word)
    found = word.translate(LOOKALIKES)
    return found if 2 * len(latin) <= len(word) and not re.search("[A-Za-z]", found) else word


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the paragraphs: blank lines, line ends behind a full stop and list marks separate them."""
    at = 0
    for match in PARAGRAPH.finditer(text):
        if text[at : match.start()].strip():
            yield at, match.start()
        at = match.end()
    if text[at:].strip():
        yield at, len(text)


class Tokenizer:
    """Text → Doc of razdel's tokens with sentence and paragraph starts (`doc.user_data["paragraphs"]`: token indices)."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The Doc of any text; its text is the same."""
        seen = view(text)
        words: list[str] = []
        norms: list[str | None] = []
        spaces: list[bool] = []
        sentence_starts: set[int] = set()
        paragraph_starts: list[int] = []
        at = 0

        def fill(end: int) -> None:
            """Puts what lies between two words into the Doc: one plain space belongs to the word before it."""
            nonlocal at
            if at < end and words and not spaces[-1] and text[at] == " ":
                spaces[-1] = True
                at += 1
            if at < end:
                words.append(text[at:end])
                norms.append(None)
                spaces.append(False)
                at = end

        for begin, stop in paragraphs(seen.text):
            fresh = True
            for left, right in segment.sentences(seen.text[begin:stop]):
                starts, length = True, 0
                sentence = seen.text[begin + left : begin + right]
                for first, last in segment.tokens(sentence):
                    offset = begin + left
                    fill(seen.offsets[offset + first])
                    if fresh:
                        paragraph_starts.append(len(words))
                        fresh = False
                    if starts or length >= LONGEST_SENTENCE:
                        sentence_starts.add(len(words) if sentence_starts else 0)
                        starts, length = False, 0
                    end = seen.offsets[offset + last - 1] + 1
                    words.append(text[at:end])
                    norms.append(sentence[first:last])
                    spaces.append(False)
                    length += 1
                    at = end
        fill(len(text))
        starts_sentence = [i in sentence_starts for i in range(len(words))]
        doc = Doc(self.vocab, words=words, spaces=spaces, sent_starts=starts_sentence)  # type: ignore[arg-type]  # spaCy's types
        for token, norm in zip(doc, norms, strict=True):
            if norm is None:
                token.pos_ = "SPACE"
            else:
                token.norm_ = norm
        doc.user_data["paragraphs"] = paragraph_starts
        return doc

    def to_bytes(self, **_: object) -> bytes:
        """Nothing: there is no state."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> "Tokenizer":
        """Itself: there is no state."""
        return self

    def to_disk(self, _path: object, **_kwargs: object) -> None:
        """Nothing: there is no state."""

    def from_disk(self, _path: object, **_kwargs: object) -> "Tokenizer":
        """Itself: there is no state."""
        return self


class Models:
    """natasha's models, loaded at the first use and shared by the components (200 MB in all, 0.3 s)."""

    @cached_property
    def embedding(self) -> Any:
        """navec's vectors of news."""
        return loading.embedding(natasha.data.NEWS_EMBEDDING)

    @cached_property
    def codes(self) -> tuple[Any, Any]:
        """The pieces that navec's vectors consist of, and for each place in a vector the row of its first piece."""
        codes = self.embedding.pq.codes
        places, pieces, size = codes.shape
        return codes.reshape(-1, size), np.arange(places) * pieces

    @cached_property
    def morphology(self) -> Network:
        """The tagger of parts of speech and features."""
        return self._network(natasha.NewsMorphTagger)

    @cached_property
    def syntax(self) -> Network:
        """The dependency parser."""
        return self._network(natasha.NewsSyntaxParser)

    @cached_property
    def names(self) -> Network:
        """The tagger of names."""
        return self._network(natasha.NewsNERTagger)

    @cached_property
    def _shared(self) -> loading.Shared:
        return loading.Shared(self.embedding.vocab)

    def _network(self, tagger: Callable[[Any], Any]) -> Network:
        with self._shared.given():
            return Network(tagger(self.embedding).infer, vectors)


MODELS = Models()


class OwnModels:
    """natasha's models as natasha runs them, for the baseline and the benchmarks."""

    @cached_property
    def segmenter(self) -> Any:
        """The segmenter."""
        return natasha.Segmenter()

    @cached_property
    def morphology(self) -> Any:
        """The tagger of parts of speech and features."""
        return natasha.NewsMorphTagger(MODELS.embedding)

    @cached_property
    def syntax(self) -> Any:
        """The dependency parser."""
        return natasha.NewsSyntaxParser(MODELS.embedding)

    @cached_property
    def names(self) -> Any:
        """The tagger of names."""
        return natasha.NewsNERTagger(MODELS.embedding)

    @cached_property
    def vocabulary(self) -> Any:
        """The dictionary of lemmas."""
        return natasha.MorphVocab()


OWN = OwnModels()


def sentences(doc: Doc) -> list[list[int]]:
    """Token indices of each sentence, without what is no word."""
    found: list[list[int]] = []
    for i, (pos, starts) in enumerate(doc.to_array(["POS", "SENT_START"]).tolist()):
        if starts == 1 or i == 0:
            found.append([])
        if pos != SPACE:
            found[-1].append(i)
    return [sentence for sentence in found if sentence]


def _words(doc: Doc, groups: Iterable[Sequence[int]]) -> list[list[str]]:
    norms = [token.norm_ for token in doc]
    return [[norms[i] for i in group] for group in groups]


def mark_morphology(doc: Doc) -> Doc:
    """Sets `pos_`, `morph` (UD features) and `lemma_`."""
    groups = sentences(doc)
    words = _words(doc, groups)
    told = doc.to_array(["POS", "MORPH", "LEMMA"])
    name, strings = doc.vocab.morphology.add, doc.vocab.strings
    for group, inside, tags in zip(groups, words, networks.tags(MODELS.morphology, words), strict=True):
        for i, word, tag in zip(group, inside, tags, strict=True):
            pos, feats, lemma = _analysed(word, tag, i == group[0])
            told[i] = NUMBER_OF[pos], name(feats), strings.add(lemma)
    return doc.from_array(["POS", "MORPH", "LEMMA"], told)  # type: ignore[arg-type]  # thinc's types


@lru_cache(maxsize=8_192)
def _analysed(word: str, tag: str, first: bool) -> tuple[str, str, str]:
    """Part of speech, features and lemma of a word with this tag of natasha's, `first` in its sentence."""
    told, *pairs = tag.split("|")
    common = word.lower() if first and word.istitle() else word
    pos, feats = _checked(common, told, dict(pair.split("=", 1) for pair in pairs))
    if pos == "ADJ" and feats.keys().isdisjoint({"Case", "Variant"}) and feats.get("Degree") != "Cmp":
        feats |= _agreement(word)
    return pos, "|".join(f"{name}={value}" for name, value in feats.items()), lemmatize(_forms, word, pos, feats)


def _forms(word: str) -> list[Any]:
    """The analyses of a word as natasha's own dictionary gives them."""
    return [MorphForm(*parse) for parse in parses(word)]


def _checked(word: str, pos: str, feats: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The tags, or the dictionary's where it knows the word as a verb only and the tagger has taken it for something else («увиделась»)."""
    if pos in {"AUX", "PUNCT", "ADP"} or not word.islower():
        return pos, feats
    known = parses(word)
    if pos == "VERB":
        adjective = feats.get("VerbForm") == "Part" and all(parse.is_known and parse.tag.POS == "ADJF" for parse in known)
        kept = {name: feats[name] for name in ("Case", "Gender", "Number") if name in feats}
        return ("ADJ", kept | {"Degree": "Pos"}) if adjective else (pos, feats)
    if pos == "ADJ" and all(parse.is_known and parse.tag.POS == "NOUN" for parse in known):
        return "NOUN", {name: value for name, value in feats.items() if name in {"Case", "Gender", "Number"}} | {"Animacy": "Inan"}
    if pos == "NOUN" and all(parse.is_known and parse.tag.POS == "PRTF" for parse in known):
        kept = {name: feats[name] for name in ("Case", "Gender", "Number") if name in feats}
        voice = {"pssv": "Pass"}.get(str(known[0].tag.voice), "Act")
        return "VERB", kept | {"VerbForm": "Part", "Voice": voice, "Tense": "Past" if known[0].tag.tense == "past" else "Pres"}
    if not all(parse.is_known and parse.tag.POS in {"VERB", "INFN", "GRND"} for parse in known):
        return pos, feats
    tag = known[0].tag
    form = {"VERB": "Fin", "INFN": "Inf", "GRND": "Conv"}[tag.POS]
    named = {
        "VerbForm": form,
        "Aspect": {"perf": "Perf", "impf": "Imp"}.get(str(tag.aspect)),
        "Tense": {"past": "Past", "pres": "Pres", "futr": "Fut"}.get(str(tag.tense)),
        "Number": {"sing": "Sing", "plur": "Plur"}.get(str(tag.number)),
        "Gender": GENDER_OF_TAG.get(str(tag.gender)),
        "Voice": "Act",
    }
    return "VERB", {name: value for name, value in named.items() if value}


def _agreement(word: str) -> dict[str, str]:
    """Case, number and gender of an adjective, which the tagger may leave open («аварийно-спасательном», «Северо-Кавказском»)."""
    tags = [parse.tag for parse in parses(word.rpartition("-")[2].lower()) if parse.tag.POS == "ADJF"]
    if not tags:
        return {}
    number = "Plur" if tags[0].number == "plur" else "Sing"
    told = {"Case": CASE_OF_TAG.get(str(tags[0].case)), "Number": number, "Gender": GENDER_OF_TAG.get(str(tags[0].gender))}
    return {name: value for name, value in told.items() if value}


def tree(heads: Sequence[int]) -> list[int]:
    """The parser's heads (own index or -1: a root) as one tree: the first root keeps the others, cycles are cut at their first word."""
    size = len(heads)
    fixed = [head if 0 <= head < size else i for i, head in enumerate(heads)]
    root = next((i for i, head in enumerate(fixed) if head == i), 0)
    fixed[root] = root
    for start in range(size):
        path = [start]
        while fixed[path[-1]] != path[-1]:
            above = fixed[path[-1]]
            if above in path:
                fixed[path[-1]] = root
                break
            path.append(above)
        if fixed[path[-1]] == path[-1] and path[-1] != root:
            fixed[path[-1]] = root
    return fixed


def mark_syntax(doc: Doc) -> Doc:
    """Sets `head` and `dep_` (UD relations), one tree per sentence; what is no word hangs on its root."""
    groups = sentences(doc)
    heads = list(range(len(doc)))
    deps = ["dep"] * len(doc)
    for group, found in zip(groups, networks.trees(MODELS.syntax, _words(doc, groups)), strict=True):
        above = tree([head - 1 for head, _ in found])
        sentence = doc[group[0]].sent
        root = next(k for k, head in enumerate(above) if head == k)
        heads[sentence.start : sentence.end] = [group[root]] * len(sentence)
        for k, (head, (_, relation)) in enumerate(zip(above, found, strict=True)):
            heads[group[k]], deps[group[k]] = group[head], relation
    for i, head in enumerate(heads):
        if head == i:
            deps[i] = "ROOT"
    codes = {dep: doc.vocab.strings.add(dep) for dep in set(deps)}
    relative = (np.array(heads, dtype=np.int64) - np.arange(len(heads))).astype(np.uint64)
    told = np.stack((relative, np.array([codes[dep] for dep in deps], dtype=np.uint64)), axis=-1)
    return doc.from_array(["HEAD", "DEP"], told)  # type: ignore[arg-type]  # thinc's types


def find_names(doc: Doc) -> list[Span]:
    """natasha's names, labelled `person`, `place` or `organisation`, over the Doc's own tokens."""
    groups = sentences(doc)
    tagged = zip(groups, networks.names(MODELS.names, _words(doc, groups)), strict=True)
    return [span for group, tags in tagged for span in _spans(doc, group, tags)]


def word_ids(words: Iterable[tuple[str, str]]) -> Any:
    """navec's ids of words (int64), each given with another form: of the word, without ё, of the other form, else of the unknown word."""
    return np.fromiter((_word_id(word, other) for word, other in words), np.int64)


@lru_cache(maxsize=8_192)
def _word_id(word: str, other: str) -> int:
    get, low = MODELS.embedding.vocab.get, word.lower()
    found = next((i for form in (low, low.replace("ё", "е"), other.lower()) if (i := get(form)) is not None), None)
    return int(MODELS.embedding.vocab.unk_id if found is None else found)


def is_attested(word: str) -> bool:
    """Whether news writes the word often enough for navec to know it: 250,000 forms, none of them normalised."""
    return _word_id(word, word) != int(MODELS.embedding.vocab.unk_id)


def vectors(ids: Any) -> Any:
    """navec's vectors of ids, float32, `(*ids.shape, 300)`."""
    codes, firsts = MODELS.codes
    indexes = MODELS.embedding.pq.indexes[ids]
    parts = codes.take(indexes + firsts, axis=0)
    return parts.reshape(*ids.shape, parts.shape[-2] * parts.shape[-1])


def _spans(doc: Doc, group: Sequence[int], tags: Sequence[str]) -> Iterator[Span]:
    open_at: int | None = None
    for k in range(len(tags) + 1):
        tag = tags[k] if k < len(tags) else "O"
        if open_at is not None and not (tag.startswith("I") and tag[2:] == tags[open_at][2:]):
            yield Span(doc, group[open_at], group[k - 1] + 1, label=KINDS[tags[open_at][2:]])
            open_at = None
        if tag != "O" and open_at is None:
            open_at = k


def plain_names(text: str) -> list[tuple[str, str]]:
    """natasha's names as natasha itself gives them, with kind and normal form (`span.normalize`), in text order: the baseline's."""
    return [(kind, normal) for kind, _, _, normal in named_spans(text)]


def named_spans(text: str) -> list[tuple[str, int, int, str]]:
    """`plain_names` with their offsets: kind, start, end, normal form."""
    return [(KINDS[span.type], span.start, span.stop, span.normal) for span in plain_document(text).spans]


def plain_document(text: str) -> Any:
    """natasha's own document of a text, as its complete pipeline leaves it, with the names in their normal form."""
    doc = natasha.Doc(text)
    doc.segment(OWN.segmenter)
    doc.tag_morph(OWN.morphology)
    doc.parse_syntax(OWN.syntax)
    doc.tag_ner(OWN.names)
    for span in doc.spans:
        span.normalize(OWN.vocabulary)
    return doc
