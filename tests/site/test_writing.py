"""The folder: whole files, only what changed, only what is ours, one at a time, and no way out of it."""

import json
import os
import resource
import threading

import pytest

from incident_cli.errors import Busy, IncidentError, Refused
from incident_cli.site import manifest
from incident_cli.site.file import File
from incident_cli.site.folder import DRAFT, Folder
from incident_cli.site.writing import Writer

INDEX = File("index.html", b"<p>1")


def publish(path, *files, made_from="v1", force=False):
    with Folder(str(path), 0) as folder:
        writer = Writer(folder, made_from, force=force)
        writer.put(files)
        return writer.finish()


@pytest.fixture
def site(tmp_path):
    return tmp_path / "site"


def test_files_are_counted_by_what_became_of_them(site):
    assert publish(site, File("a/b.html", b"x"), INDEX)[1:] == (2, 0, 0)
    assert publish(site, File("a/c.html", b"y"), INDEX)[1:] == (1, 1, 1)
    assert sorted(os.listdir(site)) == [manifest.LIST, "a", "index.html"]
    assert os.listdir(site / "a") == ["c.html"]


def test_a_file_that_is_the_same_is_not_touched(site):
    publish(site, INDEX)
    before = {path: path.stat() for path in site.iterdir()}
    publish(site, INDEX)
    assert {path: path.stat() for path in site.iterdir()} == before


def test_a_stamp_that_is_known_saves_the_making_but_not_when_the_file_is_gone_or_other_or_all_is_new(site):
    publish(site, File("a.html", b"x", "s1"), INDEX)

    def known(stamp="s1", made_from="v1"):
        with Folder(str(site), 0) as folder:
            return Writer(folder, made_from).has("a.html", stamp)

    assert known()
    assert not known(stamp="s2")
    assert not known(made_from="v2")
    (site / "a.html").write_text("longer")
    assert not known()
    (site / "a.html").unlink()
    assert not known()


def test_a_file_that_is_kept_stays_ours(site):
    publish(site, File("a.html", b"x", "s1"), INDEX)
    with Folder(str(site), 0) as folder:
        writer = Writer(folder, "v1")
        assert writer.has("a.html", "s1")
        writer.put([INDEX])
        assert writer.finish()[1:] == (0, 2, 0)
    assert publish(site, INDEX).removed == 1


def test_what_somebody_changed_is_not_removed_with_ours(site):
    publish(site, File("a.html", b"x"), INDEX)
    (site / "a.html").write_text("theirs")
    assert publish(site, INDEX).removed == 0
    assert (site / "a.html").read_text() == "theirs"


def test_a_file_of_somebody_else_is_not_written_over_unless_it_is_asked_for(site):
    publish(site, INDEX)
    (site / "a.html").write_text("theirs")
    with pytest.raises(Refused, match=r"a\.html was not made by this program"):
        publish(site, File("a.html", b"x"), INDEX)
    assert (site / "a.html").read_text() == "theirs"
    publish(site, File("a.html", b"x"), INDEX, force=True)
    assert (site / "a.html").read_text() == "x"


def test_the_same_file_of_somebody_else_is_taken_over(site):
    site.mkdir()
    (site / "a.html").write_text("x")
    publish(site, File("a.html", b"x"), INDEX)
    assert publish(site, INDEX).removed == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format":2}', '{"format":1,"made_from":"","files":{"a":1}}', "[" * 100_000]
)
def test_a_list_that_is_not_ours_is_refused(site, text):
    publish(site, INDEX)
    (site / manifest.LIST).write_text(text)
    with pytest.raises(Refused, match="which files are ours cannot be told"):
        publish(site, INDEX)
    publish(site, INDEX, force=True)
    publish(site, INDEX)


def test_a_list_that_names_files_elsewhere_removes_none(site, tmp_path):
    publish(site, INDEX)
    (tmp_path / "mine.txt").write_text("x")
    said = json.loads((site / manifest.LIST).read_text())
    for path in ("../mine.txt", str(tmp_path / "mine.txt"), "a/../../mine.txt"):
        said["files"][path] = [manifest.digest(b"x"), 1, ""]
    (site / manifest.LIST).write_text(json.dumps(said))
    publish(site, INDEX)
    assert (tmp_path / "mine.txt").read_text() == "x"


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../x", "a//x", "", "a/", ".", "a\0b", "a\nb", "ü", "x" * 300])
def test_no_name_leads_out_of_the_folder(site, path):
    with pytest.raises(Refused, match="no name of a file"):
        publish(site, File(path, b"x"))


def test_a_link_in_the_folder_is_not_followed_out_of_it(site, tmp_path):
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "mine.html").write_text("mine")
    publish(site, INDEX)
    (site / "incidents").symlink_to(tmp_path / "away")
    with pytest.raises(Refused, match="is no folder of this site"):
        publish(site, File("incidents/mine.html", b"x"), INDEX)
    with pytest.raises(Refused):
        publish(site, File("incidents/mine.html", b"x"), INDEX, force=True)
    assert (tmp_path / "away" / "mine.html").read_text() == "mine"


def test_a_file_that_is_a_link_is_replaced_itself_and_only_when_it_is_asked_for(site, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    publish(site, INDEX)
    (site / "a.html").symlink_to(tmp_path / "mine.txt")
    with pytest.raises(Refused):
        publish(site, File("a.html", b"x"), INDEX)
    publish(site, File("a.html", b"x"), INDEX, force=True)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert not (site / "a.html").is_symlink()


def test_a_draft_that_is_a_link_is_not_written_through(site, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    site.mkdir()
    (site / DRAFT).symlink_to(tmp_path / "mine.txt")
    publish(site, INDEX)
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_run_that_was_ended_half_way_leaves_nothing_that_nobody_owns_up_to(site):
    publish(site, File("old.html", b"1"), INDEX)
    with Folder(str(site), 0) as folder:  # it writes, and never comes to its end
        Writer(folder, "v1").put([File("old.html", b"2"), File("new.html", b"2")])
    assert publish(site, INDEX).removed == 2
    assert sorted(os.listdir(site)) == [manifest.LIST, "index.html"]


def test_a_first_run_that_was_ended_half_way_can_be_repeated(site):
    with Folder(str(site), 0) as folder:
        Writer(folder, "v1").put([File("new.html", b"1"), INDEX])
    assert publish(site, File("new.html", b"2"), INDEX).written == 1


def test_one_at_a_time(site):
    with Folder(str(site), 0), pytest.raises(Busy, match="another program is publishing"), Folder(str(site), 0):
        pass
    with Folder(str(site), 0):
        pass


def test_the_second_waits_for_the_first(site):
    done = []

    def second():
        with Folder(str(site), 10):
            done.append("second")

    with Folder(str(site), 0):
        run = threading.Thread(target=second)
        run.start()
        run.join(0.3)
        done.append("first")
    run.join()
    assert done == ["first", "second"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "x").write_text("")
    with pytest.raises(IncidentError, match="x/y cannot be opened: not a directory"):
        publish(tmp_path / "x" / "y", INDEX)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(site):
    publish(site, INDEX)
    site.chmod(0o500)
    with pytest.raises(IncidentError, match="cannot be written: permission denied"):
        publish(site, File("a.html", b"x"), INDEX)
    site.chmod(0o700)


def test_a_disk_without_room_leaves_the_old_page_whole_and_no_draft(site):
    publish(site, INDEX)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(IncidentError, match=r"index.html cannot be written: file too large"):
            publish(site, File("index.html", b"x" * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (site / "index.html").read_bytes() == INDEX.content
    assert sorted(os.listdir(site)) == [manifest.LIST, "index.html"]


def test_what_a_page_points_at_is_there_before_the_page(incident, tmp_path):
    """A reader who looks all the time never finds a link of the board that leads nowhere."""
    site, broken, stop = tmp_path / "site", [], threading.Event()

    def read():
        import re

        while not stop.is_set():
            try:
                text = (site / "index.html").read_text()
            except FileNotFoundError:
                continue
            broken.extend(
                link for link in re.findall(r'href="(incidents/\d+\.html)"', text) if not (site / link).exists()
            )
            assert text.endswith("</html>\n")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for number in range(5):
            incident("open", f"x{number}", "-s", f"web{number}").done
            incident("publish", str(site)).done
    finally:
        stop.set()
        reader.join()
    assert broken == []
