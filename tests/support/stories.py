"""Databases with a story, for sites that are published and looked at: an ordinary one, and one that means harm."""

import json
import re
from pathlib import Path

NOW = "2014-02-20T15:00:00Z"
GROUPED = {
    "page": {"id": "p1", "name": "Example", "url": "https://status.example.org"},
    "components": [
        {"id": "g1", "name": "Front", "status": "operational", "position": 1, "group": True, "group_id": None},
        {"id": "c1", "name": "web", "status": "operational", "position": 1, "group_id": "g1"},
        {"id": "c2", "name": "api", "status": "operational", "position": 2, "group_id": "g1", "description": "For all"},
        {"id": "g2", "name": "Back", "status": "operational", "position": 2, "group": True, "group_id": None},
        {"id": "c3", "name": "db", "status": "operational", "position": 1, "group_id": "g2"},
    ],
    "incidents": [],
    "scheduled_maintenances": [],
    "status": {"indicator": "none", "description": "All Systems Operational"},
}
DOCUMENT = """# The database was full

## Summary

For **two hours** nothing could be *saved*. ~~Nobody~~ Everybody noticed; see [the log](https://example.org/log).

| when  | what happened          | who      |
|-------|------------------------|----------|
| 10:00 | the disk is full       | machine  |
| 10:20 | old logs are deleted   | a person |

1. The alarm went to a mailbox that nobody reads.
2. The disk had no reserve:

```
/dev/sda1  100G  100G  0  100%  /var/lib/a-path-that-is-rather-long/and-goes-on-to-the-right/of-the-page
```

> It will not happen again.

| what | by when |
|------|--------:|
| a second disk, and a place for it in the rack that is full | 1 March |

- [x] an alarm at 80 %
- [ ] a second disk
"""


def ordinary(incident):
    """Months of a company that has groups, open incidents, maintenance, and a post-mortem."""
    (incident.folder / "servers.json").write_text(json.dumps(GROUPED))
    (incident.folder / "why.md").write_text(DOCUMENT)
    incident.clock("2013-11-20T08:00:00Z")
    incident("import", str(incident.folder / "servers.json")).done
    incident.clock(NOW)
    incident("open", "Slow pages", "-s", "web=degraded", "-t", "2013-12-24 18:00Z").done
    incident("close", "1", "Fast again.", "-t", "2013-12-24 19:30Z").done
    at = {name: f"2014-02-19 {name}Z" for name in ("10:00", "10:10", "10:20", "11:00", "12:00")}
    incident("open", "Nothing can be saved", "-s", "db,api=partial", "-t", at["10:00"]).done
    incident("update", "2", "We are looking.", "-t", at["10:10"]).done
    incident("update", "2", "-S", "identified", "The disk is full.", "-t", at["10:20"]).done
    incident("update", "2", "--guess", "It was the backup?", "-t", at["11:00"]).done
    incident("edit", "2.3", "--retract", "it was the logs").done
    incident("close", "2", "Everything can be saved again.", "-t", at["12:00"]).done
    incident("postmortem", "2", "-F", str(incident.folder / "why.md"), "--publish").done
    incident("open", "Mail is late", "-s", "mail=degraded", "-t", "-40m").done
    incident("update", "3", "Mail is late by an hour.", "-t", "-35m").done
    incident("update", "3", "-S", "identified", "A queue is full.\n\nWe empty it: https://example.org/q").done
    window = ("--from", "2014-02-22 22:00Z", "--for", "2h")
    incident("open", "--maintenance", "-s", "db", *window, "A second disk", "-m", "Nothing can be saved.").done
    incident("open", "--maintenance", "-s", "api", "--from", "-1h", "--for", "3h", "New certificates").done


WORD = "W" * 10_000
BIDI = "\u202etxt.exe\u202c \u2066safe\u2069"
HARM = (
    "<script>window.harm=1</script>",
    '"><img src=x onerror="window.harm=2">',
    "<svg onload=window.harm=3>",
    "</title></style></textarea><script>window.harm=4</script>",
    "javascript:window.harm=5",
    "{{ 7*7 }}{% raw %}",
    BIDI,
)
MARKDOWN = f"""# <script>window.harm=6</script>

[a](javascript:window.harm=7) [b](JaVaScRiPt:window.harm=8) [c](data:text/html,<script>window.harm=9</script>)
[d](vbscript:x "t") <javascript:window.harm=10> [e]( javascript:window.harm=11 ) [f](java&#115;cript:window.harm=12)
![picture](http://elsewhere.example/x.png) ![p](x onerror=window.harm=13)
<img src=x onerror=window.harm=14> <iframe src=http://elsewhere.example></iframe>
<style>body {{ display: none }}</style><base href=http://elsewhere.example/>
<meta http-equiv=refresh content="0;url=http://elsewhere.example/"><form action=http://elsewhere.example><input>

[g]: javascript:window.harm=15
[g] https://elsewhere.example/" onmouseover="window.harm=16

`{WORD}` {WORD} {BIDI}

```"><script>window.harm=17</script>
{WORD}
```

| a | b |
|---|---|
| {WORD} | <b onclick=window.harm=18>x</b> |
"""


def harmful(incident):
    """A database in which everything that people typed means harm."""
    incident.clock(NOW)
    (incident.folder / "harm.md").write_text(MARKDOWN)
    for number, harm in enumerate(HARM, start=1):
        server = f"server {number} {harm}".translate({ord("="): "-", ord(","): " "})
        incident("open", harm, "-s", server, "-m", MARKDOWN).done
    incident("open", WORD, "-s", f"{'S' * 200}=partial", "--tag", "<b>", "--link", "javascript:window.harm=20").done
    last = len(HARM) + 1
    incident("update", str(last), f"{WORD} {BIDI}", "--link", "https://elsewhere.example/\"'><b>").done
    for number in range(1, last + 1, 3):
        incident("close", str(number), f"Over. {WORD}").done
        incident("postmortem", str(number), "-F", str(incident.folder / "harm.md"), "--publish").done
    window = ("--from", "2014-02-22 22:00Z", "--for", "2h")
    incident("open", "--maintenance", "-s", "db<script>", *window, HARM[1], "-m", MARKDOWN).done


DATA = Path(__file__).parents[3] / "shared" / "data"


def real(incident):
    """Operation #168, typed as it happened, and the histories of other status pages, imported."""
    page = (DATA / "operation-168.txt").read_bytes().decode()
    texts = incident.folder / "texts"
    texts.mkdir()
    for number, text in enumerate(re.split(r"\n\d\d/\d\d/2014 .*\.m\.\n", page)[1:], start=1):
        (texts / f"{number:02}").write_bytes(text.strip("\n").encode())
    script = Path(__file__).parents[1] / "replay" / "operation-168.sh"
    incident.shell(script.read_text(), str(texts)).done
    for folder, names in HISTORIES.items():
        files = sorted(map(str, (DATA / folder).glob(names)))
        assert incident("import", *files).code == 0


HISTORIES = {
    "cstate-jenkins": "*.md",
    "github-statuses-atom": "*.atom",
    "github-incident-history": "incidents/*.json",
}
