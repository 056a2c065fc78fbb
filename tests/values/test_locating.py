import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.locating import Named, locate


def ids(*names: str | Named, sides: tuple[str, ...] = ()) -> list[int | None]:
    found = locate([name if isinstance(name, Named) else Named(name) for name in names], sides)
    return [place.geonames_id if place else None for place in found]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([Named("Донецк")], 709717),
        ([Named("Донецк"), Named("Ростовская область")], 565348),
        ([Named("Донецк", within=("Ростовская область",))], 565348),
        ([Named("Александрия")], 361058),
        ([Named("Александрия"), Named("Украина"), Named("Кропивницкий")], 698625),
        ([Named("Александрия", within=("Украина",))], 698625),
        ([Named("Париж"), Named("США")], 2988507),
        ([Named("Париж", within=("Техас",))], 4717560),
        ([Named("Вашингтон", kind="region")], 5815135),
        ([Named("Кировск"), Named("Апатиты")], 548391),
        ([Named("Мухосранск"), Named("Россия")], None),
    ],
)
def test_locating_by_the_document(names: list[Named], expected: int | None) -> None:
    found = locate(names)[0]
    assert (found.geonames_id if found else None) == expected


def test_locating_by_sides() -> None:
    assert ids("Бирмингем") == [2655603]
    assert ids("Бирмингем", sides=("США", "США", "Алабама")) == [4049979]


def test_locating_told_once_holds_for_the_document() -> None:
    assert ids(Named("Париж", within=("Техас",)), "Париж") == [4717560, 4717560]


def test_locating_shows_doubt_where_there_is_some() -> None:
    (alone,) = locate([Named("Берёзовский")])
    (told,) = locate([Named("Берёзовский", within=("Кемеровская область",))])
    assert alone
    assert told
    assert (alone.other_ids, told.other_ids) == ((1510203,), ())


@given(
    st.lists(
        st.builds(Named, st.text(max_size=8) | st.sampled_from(["Донецк", "Россия"]), within=st.just(()) | st.tuples(st.text(max_size=5)))
    )
)
def test_locating_any_names(names: list[Named]) -> None:
    assert len(locate(names)) == len(names)
