from datetime import date

from growth.note import Note
from storage.accounts import accounts as _accounts
from storage.notes import notes, remove_note, save_note
from storage.store import Store


def test_notes_are_kept_once_found_and_forgotten(store: Store, account: int) -> None:
    with store.begin() as tx:
        (agency,) = {one.agency for one in _accounts(tx) if one.key == account}
        opening = Note(agency, account, date(2026, 5, 16), "Open days", "https://example.org")
        quake = Note(agency, None, date(2023, 9, 8), "An earthquake")
        first, again = save_note(tx, opening, "command"), save_note(tx, opening, "chat")
        whole = save_note(tx, quake, "command")

    with store.begin() as tx:
        assert first == again
        assert [one.note for one in notes(tx)] == [quake, opening]
        assert [one.note for one in notes(tx, accounts=[account])] == [opening]
        assert [one.note for one in notes(tx, accounts=[account], agencies=[agency])] == [quake, opening]
        assert [one.note for one in notes(tx, since=date(2024, 1, 1))] == [opening]
        assert [one.note for one in notes(tx, until=date(2024, 1, 1))] == [quake]
        assert remove_note(tx, whole)
        assert not remove_note(tx, whole)
        assert [one.key for one in notes(tx)] == [first]
