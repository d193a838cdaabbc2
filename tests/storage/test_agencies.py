from storage.agencies import Agency, agencies, save_agency
from storage.store import Store

DGSN = Agency(
    id="ma_dgsn",
    names={"ar": "المديرية العامة للأمن الوطني", "en": "General Directorate for National Security"},
    country="MA",
    kind="police",
    staff=71_089,
    staff_women=4_818,
    staff_year=2019,
    population=36_000_000,
    population_year=2019,
    source="an interview",
)


def test_an_agency_comes_back_as_it_was_saved(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, DGSN)

    with store.read() as tx:
        assert agencies(tx) == (DGSN,)


def test_saving_twice_changes_nothing(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, DGSN)
        save_agency(tx, DGSN)

    with store.read() as tx:
        assert agencies(tx) == (DGSN,)


def test_what_a_later_word_does_not_say_stays(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, DGSN)
        save_agency(tx, Agency(id="ma_dgsn", names={"fr": "DGSN"}, staff=80_000))

    with store.read() as tx:
        (kept,) = agencies(tx)
    assert kept.names == {**DGSN.names, "fr": "DGSN"}
    assert (kept.staff, kept.staff_women, kept.country) == (80_000, 4_818, "MA")


def test_agencies_come_in_the_order_of_their_ids(store: Store) -> None:
    with store.begin() as tx:
        save_agency(tx, Agency(id="fr_gn", names={"fr": "Gendarmerie nationale"}))
        save_agency(tx, Agency(id="eg_moi", names={"ar": "وزارة الداخلية"}))

    with store.read() as tx:
        assert [agency.id for agency in agencies(tx)] == ["eg_moi", "fr_gn"]
