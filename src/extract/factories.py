"""The spaCy components by name; the heavy imports happen when one is made."""

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

Component = Callable[[Doc], Doc]


@registry.tokenizers("extract.razdel.v1")  # type: ignore[untyped-decorator]  # catalogue has no types
def make_tokenizer() -> Callable[[Language], Callable[[str], Doc]]:
    """razdel's tokens and sentences."""

    def create(nlp: Language) -> Callable[[str], Doc]:
        from extract.marks.natasha import Tokenizer

        return Tokenizer(nlp.vocab)

    return create


@Language.factory("extract_morphology", assigns=["token.pos", "token.morph", "token.lemma"])
def make_morphology(nlp: Language, name: str) -> Component:
    """natasha's morphology."""
    from extract.marks.natasha import mark_morphology

    return mark_morphology


@Language.factory("extract_syntax", assigns=["token.head", "token.dep"], requires=["token.pos"])
def make_syntax(nlp: Language, name: str) -> Component:
    """natasha's syntax."""
    from extract.marks.natasha import mark_syntax

    return mark_syntax


@Language.factory("extract_reader", assigns=["doc.spans", "doc.tensor"], requires=["token.head"])
def make_reader(nlp: Language, name: str) -> Component:
    """The learned reader: spans of 29 kinds and words that name events."""
    from extract.marks.reader import read

    return read


@Language.factory("extract_names", assigns=["doc.ents", "doc.spans"], requires=["token.morph"])
def make_names(nlp: Language, name: str) -> Component:
    """People, places and organisations with their canonical names."""
    from extract.marks.names import mark_names

    return mark_names


@Language.factory("extract_venues", assigns=["doc.spans"], requires=["token.head"])
def make_venues(nlp: Language, name: str) -> Component:
    """Venues with names of their own, and cities named by an adjective."""
    from extract.marks.venues import mark_venues

    return mark_venues


@Language.factory("extract_places", assigns=["doc.spans"], requires=["token.morph"])
def make_places(nlp: Language, name: str) -> Component:
    """Which places the names of places are."""
    from extract.marks.places import mark_places

    return mark_places


@Language.factory("extract_times", assigns=["doc.spans"])
def make_times(nlp: Language, name: str) -> Component:
    """Times and durations."""
    from extract.marks.times import mark_times

    return mark_times


@Language.factory("extract_triggers", assigns=["doc.spans"], requires=["token.lemma", "token.head"])
def make_triggers(nlp: Language, name: str) -> Component:
    """The words that may name an event."""
    from extract.marks.triggers import mark_triggers

    return mark_triggers
