"""Names as found in text → nominative names → one full name per person and organisation of a document.

Every word of a name offers candidates: the nominatives it may be a form of, each with case, gender and number (`forms.py`). The words
of a name must agree: the one case, gender and number under which the candidates and the tagger's evidence together weigh most gives the
name (`readings.py`). `spans.py` mends where names begin and end, `people.py` and `organisations.py` say which names are one.
"""

from extract.values.name.forms import CASE_OF_TAG, CASES, GENDER_OF_TAG, Kind, Word, nominatives, possible_cases
from extract.values.name.organisations import OrganisationMention, canonical_organisations
from extract.values.name.people import PersonMention, canonical_people, full_names, of_family, shared_surname
from extract.values.name.readings import canonical_names, nominative
from extract.values.name.spans import NameSpan, repair

__all__ = [
    "CASES",
    "CASE_OF_TAG",
    "GENDER_OF_TAG",
    "Kind",
    "NameSpan",
    "OrganisationMention",
    "PersonMention",
    "Word",
    "canonical_names",
    "canonical_organisations",
    "canonical_people",
    "full_names",
    "nominative",
    "nominatives",
    "of_family",
    "possible_cases",
    "repair",
    "shared_surname",
]
