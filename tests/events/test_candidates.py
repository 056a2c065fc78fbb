"""What the review is told of a row's candidate places."""

import pytest

from extract.events import candidates
from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.events.happening import Part
from extract.extractor import Extractor


@pytest.mark.parametrize(
    ("place", "feature", "told"),
    [
        ("Таиланд", "holds a place named here", True),
        ("Бангкок", "lies in a place named here", True),
        ("Бангкок", "holds a place named here", False),
        ("Бангкок", "located", True),
        ("Таиланд", "located", False),
    ],
)
def test_candidates_of_places_tell_what_holds_them(place: str, feature: str, told: bool, extractor: Extractor) -> None:
    narrative = Narrative(Dates(extractor.nlp("Иван Орлов 5 мая 2014 года был задержан в Бангкоке (Таиланд)."), published=None))
    narrative.read()
    ((asked, context),) = narrative.contexts()
    found = {
        candidate.value.value: candidate.features for candidate in candidates.places(asked[0], context) if isinstance(candidate.value, Part)
    }
    assert bool(found[place][feature]) == told
