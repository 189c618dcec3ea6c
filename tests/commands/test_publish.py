"""`incident publish`: what is in the folder, what never is, what is touched, and what is refused."""

import json
import os
import re
import threading
from html.parser import HTMLParser

import pytest

from incident_cli.site import api

INTERNAL = {
    "note": "SECRET-NOTE",
    "argv": "SECRET-ARGV",
    "output": "SECRET-OUTPUT",
    "author": "SECRET-AUTHOR",
    "key": "SECRET-KEY",
    "link": "https://secret.example/SECRET-LINK",
    "redacted": "SECRET-REDACTED",
    "owner": "SECRET-OWNER",
    "action": "SECRET-ACTION",
    "residual": "SECRET-RESIDUAL",
    "draft": "SECRET-DRAFT",
    "comment": "SECRET-COMMENT",
    "deleted": "SECRET-DELETED",
    "undone": "SECRET-UNDONE",
}


@pytest.fixture
def site(incident):
    """A folder to publish into."""
    incident.clock("12:00")
    return incident.folder / "site"


def files(folder):
    """All files with what stands in them, those of our own keeping included."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def page(site, path="index.html"):
    return (site / path).read_text()


# -- what is in it ---------------------------------------------------------------------------------


def test_an_empty_database_is_a_site_on_which_all_is_well(incident, site):
    assert incident("publish", str(site)).done.startswith(f"published into {site}: ")
    assert "All systems operational" in page(site)
    assert "Nothing has happened yet" in page(site, "history/index.html")


def test_the_board_tells_the_whole_the_open_incidents_the_servers_and_the_plans(incident, site):
    incident("open", "Mail is slow", "-s", "mail=degraded", "-m", "We look.").done
    incident("open", "--maintenance", "New disks", "-s", "db", "--from", "tomorrow 06:00", "--for", "2h").done
    incident("publish", str(site), "--title", "Ours").done
    text = page(site)
    for said in ('<h1 id="overall">Partially degraded service', "Mail is slow", "We look.", "New disks", ">Ours<"):
        assert said in text
    assert re.findall(r'<span class="name">(\w+)</span><span class="percent">', text) == ["db", "mail"]


def test_the_page_of_an_incident_has_the_fields_of_the_seed_page(incident, site):
    incident("open", "http6 is down", "-s", "http6", "-t", "10:05", "--number", "168", "--label", "Operation").done
    incident("update", "Down again.", "-t", "10:26").done
    incident("close", "All is well.", "-t", "11:40").done
    incident("publish", str(site)).done
    text = page(site, "incidents/168.html")
    assert "Operation #168" in text
    assert "> Completed<" in text
    for at in ("10:05", "10:26", "11:40"):
        assert f'<time datetime="2014-02-10T{at}+01:00">10 Feb 2014, {at} CET</time>' in text
    assert "Down again." in text
    assert '<span class="name">http6</span>' in text
    assert page(site, "history/2014-02.html").count("../incidents/168.html") == 1


def test_a_post_mortem_is_rendered_once_it_is_published(incident, site):
    incident("open", "x", "-s", "web").done
    incident("postmortem", "1", "-F", "-", stdin="# Why\n\n**because**\n\n|a|b|\n|-|-:|\n|1|2|\n").done
    incident("publish", str(site)).done
    assert "because" not in page(site, "incidents/1.html")
    incident("postmortem", "1", "--publish").done
    incident("publish", str(site)).done
    assert "<strong>because</strong>" in page(site, "incidents/1.html")
    assert "style=" not in page(site, "incidents/1.html")


def test_what_was_taken_back_says_why(incident, site):
    incident("open", "x", "-s", "web").done
    incident("update", "--guess", "An attack?").done
    incident("publish", str(site)).done
    assert "Not confirmed" in page(site, "incidents/1.html")
    incident("edit", "1.1", "--retract", "It was the disk").done
    incident("publish", str(site)).done
    text = page(site, "incidents/1.html")
    assert "Taken back: It was the disk" in text
    assert "<del><p>An attack?</p></del>" in text


# -- what never is ---------------------------------------------------------------------------------


def test_nothing_internal_is_in_any_file(incident, site, monkeypatch):
    """A secret of each kind is planted; one that was published before it was taken out goes from its page as well."""
    secret = INTERNAL
    incident.env["INCIDENT_USER"] = secret["author"]
    incident("open", "Web is down", "-s", "web", "-m", "We look.", "--key", secret["key"]).done
    incident("update", "-n", secret["note"], "--link", secret["link"]).done
    incident("run", "-q", "--", "sh", "-c", f"echo {secret['output']}; : {secret['argv']}")
    incident("update", f"the password is {secret['redacted']}", "--key", secret["key"] + "2").done
    incident("update", secret["deleted"]).done
    incident("update", secret["undone"]).done
    incident("undo").done
    incident("action", "add", secret["action"], "--owner", secret["owner"]).done
    incident("publish", str(site)).done
    assert secret["redacted"] in page(site, "incidents/1.html")  # it stood there, so it has to go
    incident.redact("1.4", "--text", secret["redacted"], "--yes").done
    incident("edit", "1.5", "--delete").done
    incident("postmortem", "1", "-F", "-", stdin=secret["draft"]).done
    incident("close", "Over.", "--residual", secret["residual"]).done
    seen = []

    def spied(told, write=api.files):
        seen.append(repr([*told.open, *told.incidents]))
        return write(told)

    monkeypatch.setattr(api, "files", spied)
    incident("publish", str(site)).done
    assert not [kind for kind, text in secret.items() if text in seen[0]]
    host = os.uname().nodename
    for path, content in files(site).items():
        for kind, text in {**secret, "host": f">{host}<"}.items():
            assert text.encode() not in content, (kind, path)
            assert text.casefold().encode() not in content.lower(), (kind, path)


def test_of_an_internal_line_not_even_its_time_is_told(incident, site):
    incident("open", "Web is down", "-s", "web").done
    incident("update", "-n", "psst", "-S", "monitoring").done
    incident("publish", str(site)).done
    text = page(site, "incidents/1.html")
    assert text.count('<li id="update-') == 1
    assert "> Monitoring<" in text  # the state is true for everybody


def test_the_generated_parts_of_a_post_mortem_are_made_anew_without_what_is_internal(incident, site):
    incident("open", "Web is down", "-s", "web").done
    incident("update", "-n", INTERNAL["note"]).done
    incident("close", "Over.").done
    stored = incident("postmortem", "1").done + f"\n<!-- {INTERNAL['comment']} -->\n"
    assert INTERNAL["note"] in stored
    incident("postmortem", "1", "-F", "-", "--publish", stdin=stored).done
    incident("publish", str(site)).done
    everything = b"".join(files(site).values())
    assert b"Post-mortem" in everything
    assert INTERNAL["note"].encode() not in everything
    assert INTERNAL["comment"].encode() not in everything


def test_a_post_mortem_with_broken_fences_is_left_out_and_said(incident, site):
    incident("open", "Web is down", "-s", "web").done
    incident("update", "-n", INTERNAL["note"]).done
    stored = incident("postmortem", "1").done.replace("<!-- /incident:timeline -->", "")
    incident("postmortem", "1", "-F", "-", "--publish", stdin=stored).done
    answer = incident("publish", str(site))
    assert answer.code == 0
    assert "post-mortem of #1 is left out" in answer.err
    assert INTERNAL["note"].encode() not in b"".join(files(site).values())


def test_hostile_titles_and_texts_are_words(incident, site):
    evil = "<script>alert(1)</script><img src=x onerror=y>\"'{{ 7*7 }}"
    incident("open", evil, "-s", "<b>web</b>", "-m", f"{evil} javascript:alert(1)").done
    incident(
        "postmortem", "1", "-F", "-", "--publish", stdin=f"# {evil}\n\n[x](javascript:alert(1)) ![y](http://e/)\n"
    ).done
    incident("publish", str(site), "--title", evil).done

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag not in ("script", "img", "b", "iframe", "style")
            assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
            assert not any((value or "").lower().startswith("javascript:") for _, value in attrs)

    for path, content in files(site).items():
        if path.endswith(".html"):
            Tags().feed(content.decode())
            assert b"49" not in content.split(b"alert", 1)[-1][:60]


def test_every_page_has_the_strict_policy(incident, site):
    incident("open", "x", "-s", "web").done
    incident("publish", str(site)).done
    for path, content in files(site).items():
        if path.endswith(".html"):
            assert content.count(b"default-src 'none'; style-src 'self'; img-src 'self'") == 1, path
            assert b"<script" not in content
            assert b" style=" not in content


# -- what is touched -------------------------------------------------------------------------------


def stamps(folder):
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_published_again_nothing_is_touched(incident, site):
    incident("open", "x", "-s", "web").done
    incident("close", "y").done
    incident("publish", str(site)).done
    before = stamps(site)
    assert "nothing changed" in incident("publish", str(site)).done
    assert stamps(site) == before


def test_an_old_page_is_made_again_when_its_incident_is_edited_redacted_undone_or_a_server_is_renamed(incident, site):
    incident("open", "x", "-s", "web", "-m", "the word").done
    incident("close", "y").done
    incident("publish", str(site)).done
    for words in (["edit", "1", "z"], ["edit", "1.1", "another"], ["redact", "1.1", "--yes"], ["edit", "1.2", "t"]):
        before = page(site, "incidents/1.html")
        assert incident(*words).code == 0
        incident("publish", str(site)).done
        assert page(site, "incidents/1.html") != before, words
    incident("undo")
    incident("publish", str(site)).done
    assert "<p>y</p>" in page(site, "incidents/1.html")


def test_a_maintenance_that_the_clock_completed_is_told_of_as_complete(incident, site):
    incident("open", "--maintenance", "New disks", "-s", "db", "--from", "+1h", "--for", "1h").done
    incident("publish", str(site)).done
    assert "Scheduled" in page(site, "incidents/1.html")
    incident.clock("13:30")
    incident("publish", str(site)).done
    assert "In progress" in page(site, "incidents/1.html")
    incident.clock("15:00")
    incident("publish", str(site)).done
    assert "Completed" in page(site, "incidents/1.html")


def test_an_action_that_is_overdue_by_now_is_told_so_in_a_published_document(incident, site):
    incident("open", "x", "-s", "web").done
    incident("action", "add", "-i", "1", "A second disk", "--due", "2014-02-12").done
    incident("close", "y").done
    incident("postmortem", "1", "-F", "-", "--publish", stdin=incident("postmortem", "1").done).done
    incident("publish", str(site)).done
    assert "overdue" not in page(site, "incidents/1.html")
    incident.clock("2014-02-20T12:00:00Z")
    incident("publish", str(site)).done
    assert "overdue" in page(site, "incidents/1.html")


def test_a_server_that_its_source_calls_otherwise_by_now_is_called_so_on_old_pages(incident, site):
    def history(name):
        component = {"code": "c", "name": name, "old_status": "operational", "new_status": "major_outage"}
        update = {"id": "u", "created_at": "2014-02-08T10:00:00Z", "status": "resolved", "body": "x"}
        update["affected_components"] = [component]
        one = {"id": "a", "name": "x", "created_at": "2014-02-08T10:00:00Z", "resolved_at": "2014-02-08T11:00:00Z"}
        one |= {"status": "resolved", "incident_updates": [update]}
        components = [{"id": "c", "name": name, "status": "operational", "position": 1}]
        whole = {"incidents": [one]} if name == "before" else {"components": components}
        (incident.folder / "history.json").write_text(json.dumps(whole))
        incident("import", str(incident.folder / "history.json"), "-q")
        incident("publish", str(site)).done

    history("before")
    assert ">before<" in page(site, "incidents/1.html")
    history("after")
    assert ">after<" in page(site, "incidents/1.html")


def test_the_page_of_an_incident_that_was_undone_goes(incident, site):
    incident("open", "x", "-s", "web").done
    incident("publish", str(site)).done
    incident("undo").done
    assert " removed" in incident("publish", str(site)).done
    assert not (site / "incidents").exists()


def test_another_title_makes_every_page_anew(incident, site):
    incident("open", "x", "-s", "web").done
    incident("close", "y").done
    incident("publish", str(site)).done
    incident("publish", str(site), "--title", "Other name").done
    assert "Other name" in page(site, "incidents/1.html")


def test_two_at_once_are_both_done(incident, site):
    for number in range(20):
        incident("open", f"x{number}", "-s", f"web{number}").done
    answers = []
    runs = [threading.Thread(target=lambda: answers.append(incident.real("publish", str(site)))) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [answer.code for answer in answers] == [0, 0, 0], answers
    assert len(list((site / "incidents").iterdir())) == 20


# -- settings --------------------------------------------------------------------------------------


@pytest.fixture
def config(incident):
    """Writes `config.toml`; gives its folder."""
    folder = incident.folder / ".config" / "incident"
    folder.mkdir(parents=True)

    def write(text):
        (folder / "config.toml").write_text(text)
        return folder

    return write


def test_title_address_zone_and_stylesheet_come_from_the_file(incident, site, config):
    folder = config(
        '[site]\ntitle = "Ours"\nurl = "https://s.example/x/"\nzone = "Asia/Tokyo"\nstylesheet = "own.css"\n'
    )
    (folder / "own.css").write_text("body{}")
    incident("open", "x", "-s", "web").done
    incident("publish", str(site)).done
    text = page(site, "incidents/1.html")
    assert "20:00 JST" in text
    assert 'href="https://s.example/x/incidents/1.html"' in text
    assert "../custom.css?" in text
    assert page(site, "custom.css") == "body{}"
    incident("publish", str(site), "--title", "Typed", "--tz", "UTC").done
    assert "11:00 UTC" in page(site, "incidents/1.html")
    assert ">Typed<" in page(site, "incidents/1.html")


def test_a_template_of_ones_own_takes_the_place_of_ours_and_may_build_on_it(incident, site, config):
    folder = config('[site]\ntemplates = "mine"\n')
    (folder / "mine").mkdir()
    (folder / "mine" / "base.html").write_text(
        '{% extends "ours/base.html" %}{% block footer %}<p>A company</p>{% endblock %}'
    )
    incident("publish", str(site)).done
    assert "<p>A company</p>" in page(site)
    (folder / "mine" / "base.html").write_text('{% extends "ours/base.html" %}')
    incident("publish", str(site)).done
    assert "<p>A company</p>" not in page(site, "history/index.html")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("base.html", "a\nb\n{% if %}", "base.html:3: "),
        ("incident.html", "a\n{{ nothing }}", "incident.html:2: 'nothing' is undefined"),
        ("month.html", '{% include "away.html" %}', "month.html:1: away.html"),
        ("index.html", "a\n\n{{ ''.__class__.__mro__ }}", "index.html:3: "),
        ("index.html", "{{ 'x' * 17000000 }}", "index.html: the page would be longer than 16 MB"),
    ],
)
def test_an_error_in_a_template_is_told_with_its_file_and_line(incident, site, config, name, text, said):
    folder = config('[site]\ntemplates = "mine"\n')
    (folder / "mine").mkdir()
    (folder / "mine" / name).write_text(text)
    incident("open", "x", "-s", "web").done
    incident("publish", str(site)).failed(2, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site = 1", "site is not a table"),
        ("[site]\nzone = 1", "zone is not a text"),
        ("[site]\nzone = 'Mars/One'", "Mars/One"),
        ("[site]\ncolour = 'red'", '[site] has no "colour"'),
        ("[site]\ntemplates = 'away'", "is no folder of templates"),
        ("[site]\nurl = 'javascript:x'", "is no address of a site"),
    ],
)
def test_settings_that_cannot_be_understood_are_refused(incident, site, config, text, said):
    config(text)
    incident("publish", str(site)).failed(2, said)
    assert not site.exists()


def test_a_stylesheet_that_is_not_there(incident, site, config):
    config("[site]\nstylesheet = 'away.css'")
    incident("publish", str(site)).failed(1, "away.css cannot be read: no such file")


@pytest.mark.parametrize("words", [["--days", "0"], ["--days", "1000"], ["--url", "ftp://x"], ["--title", " "]])
def test_words_that_make_no_sense_are_refused(incident, site, words):
    incident("publish", str(site), *words).failed(2)
    assert not site.exists()


# -- bad folders -----------------------------------------------------------------------------------


def test_files_of_others_stay_and_their_index_is_not_written_over(incident, site):
    site.mkdir()
    (site / "index.html").write_text("somebody's")
    (site / "robots.txt").write_text("mine")
    incident("publish", str(site)).failed(1, "index.html was not made by this program", "--force")
    assert files(site) == {"index.html": b"somebody's", "robots.txt": b"mine"}
    incident("publish", str(site), "--force").done
    incident("publish", str(site)).done
    assert page(site, "robots.txt") == "mine"
    assert "operational" in page(site)


def test_a_folder_that_is_a_file(incident, site):
    site.write_text("x")
    incident("publish", str(site)).failed(1, "cannot be opened")


def test_one_line_says_what_json_and_quiet_say(incident, site):
    told = incident("publish", str(site), "--json").json["published"]
    assert told["folder"] == str(site)
    assert told["files"] == told["written"] == sum(not name.startswith(".") for name in files(site))
    assert incident("publish", str(site), "-q").done == ""


# -- size ------------------------------------------------------------------------------------------


def test_fifty_servers_whose_every_day_differs_stay_under_sixty_kilobytes(incident, site):
    servers = [f"server-{number:02}.example.com" for number in range(50)]
    incident.clock("2014-01-01T10:00:00Z")
    for number, server in enumerate(servers):
        incident("server", "set", f"{server}={('up', 'degraded', 'partial', 'down')[number % 4]}").done
    days = [f"2014-01-{day:02}" for day in range(2, 32)] + [f"2014-02-{day:02}" for day in range(1, 29)]
    for number, day in enumerate(days[:50]):
        incident.clock(f"{day}T10:00:00Z")
        some = ",".join(servers[number % 2 :: 2])
        incident("open", f"Trouble of {day}", "-s", f"{some}=down", "-m", "words " * 60).done
        incident.clock(f"{day}T11:00:00Z")
        incident("close", str(number + 1), "Over. " * 60).done
    incident.clock("2014-02-22T10:00:00Z")
    incident("publish", str(site)).done
    assert (site / "index.html").stat().st_size < 60_000
    assert page(site).count("<title>") <= 1 + 100
    assert page(site).count("h1") > 1500  # its days do differ
