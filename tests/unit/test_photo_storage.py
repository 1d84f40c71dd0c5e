"""The folder of our copies: names that are random, files that are whole, and no way out of it."""

import pytest

from bot.errors import NotFound
from bot.media.storage import Storage, new_name


@pytest.fixture
def storage(tmp_path):
    return Storage(tmp_path / "photos")


def test_what_was_put_down_is_there_until_it_is_removed(storage):
    name = new_name()
    storage.write(7, name, b"first")
    storage.write(7, name, b"again")
    assert (storage.read(7, name), storage.names()) == (b"again", [(7, name)])
    storage.remove(7, name)
    storage.remove(7, name)
    assert storage.names() == []
    with pytest.raises(NotFound, match="PHOTO_DIR"):
        storage.read(7, name)


def test_what_was_only_begun_is_counted_and_removed_with_its_name(storage):
    name = new_name()
    storage.write(7, name, b"whole")
    (storage.folder / "7" / f"{name}.part").write_bytes(b"half")
    (storage.folder / "7" / "notes.txt").write_text("not ours")
    assert storage.names() == [(7, name)]
    storage.remove(7, name)
    assert [path.name for path in (storage.folder / "7").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "x.jpg", "", "0" * 32 + ".jpg/..", "0" * 32 + ".jpg\n"])
def test_no_name_leads_out_of_the_folder(storage, name):
    for use in (storage.read, storage.remove, lambda clinic, given: storage.write(clinic, given, b"")):
        with pytest.raises(NotFound, match="There is no such photo"):
            use(1, name)


def test_no_two_names_are_alike():
    assert len({new_name() for _ in range(100)}) == 100
